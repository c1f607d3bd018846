-- How the stated probabilities are spread, in bins of 0.05: sharpness.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: bin (its lower end); ascending
SELECT
    least(floor(probability * 20), 19) / 20 AS bin,
    count(*) AS n,
    count(*) FILTER (WHERE is_resolved(outcome, probability, result)) AS resolved
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE probability IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY ALL
ORDER BY bin
