-- How often data was fetched, how often that worked, and how long it took.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row
SELECT
    count(*) AS fetches,
    100 * count(*) FILTER (WHERE logged.success) / nullif(count(logged.success), 0) AS success_rate,
    avg(logged.duration_ms) AS avg_duration_ms
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
INNER JOIN spx_debug_logs AS logged ON told.id = logged.id
WHERE told.table_name = 'spx_debug_logs' AND logged.category = 'DATA_FETCH'
