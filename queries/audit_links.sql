-- Rows that stand alone where two tables belong together.
-- params: none
-- one row per: link; rows is how many the table has, alone how many of them have no partner
SELECT
    'autonomous_trade_log' AS table_name,
    'Every row of the plain journal is in autonomous_trade_activity, by action and second.' AS claim,
    count(*) AS records,
    count(*) FILTER (
        WHERE NOT EXISTS (
            SELECT 1
            FROM events AS other
            WHERE
                other.table_name = 'autonomous_trade_activity'
                AND other.action IS NOT DISTINCT FROM journal.action
                AND date_trunc('second', other."at") = date_trunc('second', journal."at")
        )
    ) AS alone
FROM events AS journal
WHERE journal.table_name = 'autonomous_trade_log'
UNION ALL
SELECT
    'trading_decisions' AS table_name,
    'Every closed position has a prediction of its bot.' AS claim,
    count(*) AS records,
    count(*) FILTER (WHERE probability IS NULL) AS alone
FROM closed_positions
WHERE table_name = 'trading_decisions'
UNION ALL
SELECT
    'spx_wheel_ml_outcomes' AS table_name,
    'Every outcome has the entry that it is the outcome of.' AS claim,
    count(*) FILTER (WHERE outcome IS NOT NULL) AS records,
    count(*) FILTER (WHERE outcome IS NOT NULL AND strike IS NULL) AS alone
FROM spx_wheel_ml_outcomes
UNION ALL
SELECT
    'oracle_predictions' AS table_name,
    'Every outcome came after its prediction.' AS claim,
    count(*) FILTER (WHERE actual_outcome IS NOT NULL) AS records,
    count(*) FILTER (WHERE actual_outcome IS NOT NULL AND outcome_date < prediction_time) AS alone
FROM oracle_predictions
ORDER BY table_name
