-- Realised PnL per bot, strategy and month of closing, in dollars.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: bot, strategy, month (its first day)
SELECT
    bot,
    coalesce(strategy, '(none)') AS strategy,
    cast(date_trunc('month', trade_day) AS DATE) AS month,
    sum(pnl) AS realised_pnl,
    count(pnl) AS closed_positions,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY ALL
ORDER BY bot, strategy, month
