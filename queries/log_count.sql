-- How many rows the filters leave.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row
SELECT cast(coalesce(sum(records), 0) AS BIGINT) AS records
FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
