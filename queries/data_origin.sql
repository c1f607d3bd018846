-- Whether the rows come from the replay: it is the one writer that simulates gamma exposure, and it says so in every decision.
-- params: none
-- one row
WITH simulated AS (
    SELECT id
    FROM trading_decisions
    WHERE full_decision ->> '$.market_context.gex_source' = 'SIMULATED'
    LIMIT 1
)

SELECT count(*) > 0 AS is_replay
FROM simulated
