-- Realised PnL per bot and New York trading day, in dollars.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: bot, trade_day
SELECT
    bot,
    trade_day,
    sum(pnl) AS realised_pnl,
    count(pnl) AS closed_positions,
    sum(risk) AS risk
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY bot, trade_day
ORDER BY bot, trade_day
