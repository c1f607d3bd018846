-- Rows that do not fit where two tables belong together.
-- params: none
-- one row per: link; rows is how many the table has, alone how many of them have no partner, or one of the wrong time
SELECT
    'trading_decisions' AS table_name,
    'Every closed position has a prediction of its bot.' AS claim,
    count(*) AS records,
    count(*) FILTER (WHERE probability IS NULL AND advice IS NULL) AS alone
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
