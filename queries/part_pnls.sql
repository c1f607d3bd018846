-- The PnL of closed positions by day and one of their properties: what the intervals of the parts are computed from.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   by: bot, strategy, vix_regime, gex_regime, advice, symbol, weekday or table
-- one row per: part (null where it is not known), trade_day, pnl; n is how many positions ended so
SELECT
    position_part($by, bot, strategy, vix_regime, gex_regime, advice, symbol, trade_day, table_name) AS part,
    trade_day,
    pnl,
    count(*) AS n
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY ALL
ORDER BY part, trade_day, pnl
