-- What the SPX wheel's model was used for, by action.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   recent_since
-- one row per: action
SELECT
    logged.action,
    count(*) AS records,
    count(*) FILTER (WHERE told."at" >= cast($recent_since AS TIMESTAMP)) AS recent_records,
    avg(logged.ml_score) AS avg_score,
    count(*) FILTER (WHERE logged.recommendation IN ('TRADE', 'STRONG_TRADE')) AS trade_recommendations,
    count(*) FILTER (WHERE logged.recommendation = 'SKIP') AS skip_recommendations
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
INNER JOIN ml_decision_logs AS logged ON told.id = logged.id
WHERE told.table_name = 'ml_decision_logs'
GROUP BY logged.action
ORDER BY records DESC, logged.action
