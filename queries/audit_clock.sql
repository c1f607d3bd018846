-- Where the rows end, and where the decisions of the replay do, which simulates gamma exposure and says so in each of them.
-- params: none
-- one row; null where there is none
SELECT
    (
        SELECT max("at")
        FROM events
    ) AS newest,
    (
        SELECT max("timestamp")
        FROM trading_decisions
        WHERE full_decision ->> '$.market_context.gex_source' = 'SIMULATED'
    ) AS newest_replayed
