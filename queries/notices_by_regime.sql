-- How many psychology notices each regime gave.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: regime_type
SELECT
    coalesce(logged.regime_type, '(none)') AS regime_type,
    count(*) AS records
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
INNER JOIN psychology_notifications AS logged ON told.id = logged.id
WHERE told.table_name = 'psychology_notifications'
GROUP BY ALL
ORDER BY records DESC, regime_type
