-- Realised PnL by one property of the positions: the bars of a waterfall, which add up to the total.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   by: bot, strategy, vix_regime, gex_regime, advice, symbol, weekday or table
-- one row per: part ("(none)" where it is not known); the largest contribution first
SELECT
    coalesce(position_part($by, bot, strategy, vix_regime, gex_regime, advice, symbol, trade_day, table_name), '(none)') AS part,
    sum(pnl) AS realised_pnl,
    count(pnl) AS closed_positions,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    sum(risk) AS risk
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY part
ORDER BY abs(realised_pnl) DESC, part
