-- Resolved predictions grouped by the stated probability: all that a reliability diagram needs.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: probability; ascending
SELECT
    probability,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins,
    count(DISTINCT row(bot, trade_day)) AS bot_days
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY probability
ORDER BY probability
