-- How many rows were logged per New York trading day, split by one property: the histogram above the rows.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   split: bot, category, table or result
-- one row per: trade_day, label ("(none)" for rows without one); oldest first
SELECT
    trade_day,
    coalesce(
        CASE $split
            WHEN 'bot' THEN cast(bot AS VARCHAR)
            WHEN 'category' THEN cast(category AS VARCHAR)
            WHEN 'table' THEN cast(table_name AS VARCHAR)
            WHEN 'result' THEN cast(result AS VARCHAR)
        END, '(none)'
    ) AS label,
    cast(sum(records) AS BIGINT) AS records
FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE trade_day IS NOT NULL
GROUP BY ALL
ORDER BY trade_day, label
