-- From which probability on each advice was given, as the rows say: the cut points of the advice.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, model_version, advice; ascending in probability
SELECT
    source,
    coalesce(model_version, '(none)') AS model_version,
    cast(advice AS VARCHAR) AS advice,
    count(*) AS n,
    min(probability) AS lowest,
    max(probability) AS highest
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE advice IS NOT NULL AND probability IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY ALL
ORDER BY source, model_version, lowest, advice
