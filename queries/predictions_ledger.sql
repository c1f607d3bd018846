-- What became of all predictions: resolved, pending, overdue, superseded, skipped or unusable.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: source, state
SELECT
    source,
    state,
    count(*) AS n,
    count(*) FILTER (WHERE revised) AS revised
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY source, state
ORDER BY source, state
