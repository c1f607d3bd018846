-- Where the rows end, and where the decisions of the replay do in the week before, which simulates gamma exposure and says so in each of them.
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
        WHERE
            "timestamp" >= (
                SELECT max("at")
                FROM events
            ) - INTERVAL 7 DAY
            AND full_decision ->> '$.market_context.gex_source' = 'SIMULATED'
    ) AS newest_replayed
