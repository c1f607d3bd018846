-- How often the AI advisor's advice was right, by the pattern behind the signal and by what it advised.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: pattern_type, predicted_outcome, of predictions whose outcome is known
SELECT
    logged.pattern_type,
    logged.predicted_outcome,
    count(*) AS total,
    count(*) FILTER (WHERE told.won) AS correct,
    100 * count(*) FILTER (WHERE told.won) / nullif(count(told.won), 0) AS accuracy,
    count(logged.outcome_pnl) AS with_outcome_pnl,
    avg(logged.outcome_pnl) AS avg_outcome_pnl
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
INNER JOIN ai_predictions AS logged ON told.id = logged.id
WHERE told.table_name = 'ai_predictions' AND told.outcome IS NOT NULL
GROUP BY ALL
ORDER BY total DESC, logged.pattern_type, logged.predicted_outcome
