-- Ratios that were stored ready-made beside their counts: daily accuracy of the AI and success rates of patterns.
-- reads: the tables that hold them
-- one row per: table_name, id. hits are stored for ai_performance and follow from the ratio for pattern_learning, which keeps none
SELECT
    'ai_performance' AS table_name,
    id,
    coalesce(model_version, '(none)') AS label,
    cast(coalesce(predictions_made, total_predictions) AS DOUBLE) AS made,
    cast(coalesce(correct_predictions, profitable_trades) AS DOUBLE) AS hits,
    cast(coalesce(accuracy, accuracy_rate) AS DOUBLE) AS stored
FROM store.ai_performance
UNION ALL
SELECT
    'pattern_learning' AS table_name,
    id,
    coalesce(pattern_name, '(none)') AS label,
    cast(occurrences AS DOUBLE) AS made,
    cast(round(occurrences * as_share(success_rate)) AS DOUBLE) AS hits,
    cast(success_rate AS DOUBLE) AS stored
FROM store.pattern_learning
