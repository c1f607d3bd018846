-- Premium taken in and paid by the wheel, beside the PnL of its steps: two views of one thing, never to be added.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: bot
SELECT
    chosen.bot,
    count(*) FILTER (WHERE logged.premium_impact <> 0) AS premium_steps,
    sum(logged.premium_impact) AS premium,
    sum(logged.premium_impact) FILTER (WHERE logged.premium_impact > 0) AS taken_in,
    sum(logged.premium_impact) FILTER (WHERE logged.premium_impact < 0) AS paid,
    sum(logged.pnl_impact) AS pnl
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
INNER JOIN wheel_activity_log AS logged ON chosen.id = logged.id
WHERE chosen.table_name = 'wheel_activity_log'
GROUP BY chosen.bot
ORDER BY chosen.bot
