-- Which outcomes each bot's predictions had, and what they were taken for.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: bot, source, outcome ("(none)" while open), result: one label can be both, an advisor who said SKIP was right about a LOSS
SELECT
    bot,
    source,
    coalesce(cast(outcome AS VARCHAR), '(none)') AS outcome,
    result,
    count(*) AS n,
    sum(pnl) AS pnl
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE ($source IS NULL OR source = $source)
GROUP BY bot, source, outcome, result
ORDER BY bot, source, n DESC, outcome, result
