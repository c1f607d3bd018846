-- Ratios that were stored ready-made beside their counts: daily accuracy of the AI and success rates of patterns.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: table_name, id; hits are stored for ai_performance and follow from the ratio for pattern_learning, which keeps none
SELECT
    'ai_performance' AS table_name,
    cast(chosen.event_id AS VARCHAR) AS event_id,
    chosen."at",
    coalesce(logged.model_version, '(none)') AS label,
    coalesce(logged.predictions_made, logged.total_predictions) AS made,
    coalesce(logged.correct_predictions, logged.profitable_trades) AS hits,
    coalesce(logged.accuracy, logged.accuracy_rate) AS stored
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
INNER JOIN ai_performance AS logged ON chosen.id = logged.id
WHERE chosen.table_name = 'ai_performance'
UNION ALL
SELECT
    'pattern_learning' AS table_name,
    cast(chosen.event_id AS VARCHAR) AS event_id,
    chosen."at",
    coalesce(logged.pattern_name, '(none)') AS label,
    logged.occurrences AS made,
    round(logged.occurrences * CASE WHEN logged.success_rate > 1 THEN logged.success_rate / 100 ELSE logged.success_rate END) AS hits,
    logged.success_rate AS stored
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
INNER JOIN pattern_learning AS logged ON chosen.id = logged.id
WHERE chosen.table_name = 'pattern_learning'
ORDER BY table_name, "at", event_id
