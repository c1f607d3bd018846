-- How many rows were logged per New York trading day and category.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: trade_day, category; oldest first
SELECT
    trade_day,
    category,
    cast(sum(records) AS BIGINT) AS records
FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE trade_day IS NOT NULL
GROUP BY trade_day, category
ORDER BY trade_day, category
