-- How many rows the filters leave.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row
SELECT count(*) AS records
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
