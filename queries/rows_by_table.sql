-- How many rows of each table the filters leave, how many of them are recent, and from when to when.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   recent_since
-- one row per: table_name, of tables that have rows
SELECT
    cast(table_name AS VARCHAR) AS table_name,
    count(*) AS records,
    count(*) FILTER (WHERE "at" >= cast($recent_since AS TIMESTAMP)) AS recent_records,
    min("at") AS oldest_at,
    max("at") AS newest_at
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY table_name
ORDER BY records DESC, table_name
