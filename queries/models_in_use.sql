-- The newest active model of every name.
-- params: none
-- one row per: model_name
SELECT
    model_name,
    arg_max(accuracy, created_at) AS accuracy,
    max(created_at) AS last_trained,
    arg_max(training_samples, created_at) AS training_samples
FROM ml_models
WHERE "status" = 'active'
GROUP BY model_name
ORDER BY last_trained DESC, model_name
