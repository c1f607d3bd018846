-- Ratios that were stored ready-made beside their counts, put together by these: daily accuracy of the AI and success rates of patterns.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: table_name. made and hits are sums over the rows whose counts make sense, mean_stored is over all rows, contradictions counts those
--   that differ from hits / made by more than 0.005; hits are stored for ai_performance and follow from the ratio for pattern_learning, which keeps none
WITH logged AS (
    SELECT
        'ai_performance' AS table_name,
        chosen.event_id,
        chosen."at",
        coalesce(daily.model_version, '(none)') AS label,
        cast(coalesce(daily.predictions_made, daily.total_predictions) AS DOUBLE) AS made,
        cast(coalesce(daily.correct_predictions, daily.profitable_trades) AS DOUBLE) AS hits,
        cast(coalesce(daily.accuracy, daily.accuracy_rate) AS DOUBLE) AS stored
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
    INNER JOIN ai_performance AS daily ON chosen.id = daily.id
    WHERE chosen.table_name = 'ai_performance'
    UNION ALL
    SELECT
        'pattern_learning' AS table_name,
        chosen.event_id,
        chosen."at",
        coalesce(learnt.pattern_name, '(none)') AS label,
        cast(learnt.occurrences AS DOUBLE) AS made,
        cast(round(learnt.occurrences * CASE WHEN learnt.success_rate > 1 THEN learnt.success_rate / 100 ELSE learnt.success_rate END) AS DOUBLE) AS hits,
        cast(learnt.success_rate AS DOUBLE) AS stored
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
    INNER JOIN pattern_learning AS learnt ON chosen.id = learnt.id
    WHERE chosen.table_name = 'pattern_learning'
)

SELECT
    table_name,
    count(*) AS records,
    sum(made) FILTER (WHERE made > 0 AND hits BETWEEN 0 AND made) AS made,
    sum(hits) FILTER (WHERE made > 0 AND hits BETWEEN 0 AND made) AS hits,
    avg(stored) FILTER (WHERE NOT isnan(stored)) AS mean_stored,
    count(*) FILTER (
        WHERE made > 0 AND hits BETWEEN 0 AND made AND NOT isnan(stored)
        AND abs(CASE WHEN stored > 1 THEN stored / 100 ELSE stored END - hits / made) > 0.005
    ) AS contradictions
FROM logged
GROUP BY table_name
ORDER BY table_name
