-- What the audit asks of each log table: rows, first and last moment, rows that events holds, rows without a moment, rows of 30 days.
-- params: audit_now (timestamp UTC): the 30 days end with it
-- one row per: table_name that has rows; seen_at is the last moment that is not in the future, as a row of a clock that goes wrong is: null without
--   one. Clocks may differ by a day
SELECT
    cast(table_name AS VARCHAR) AS table_name,
    count(*) AS records,
    count(DISTINCT event_id) AS identities,
    min("at") AS first_at,
    max("at") AS last_at,
    max("at") FILTER (WHERE "at" <= cast($audit_now AS TIMESTAMP) + INTERVAL 1 DAY) AS seen_at,
    count(*) FILTER (WHERE "at" IS NULL) AS without_moment,
    count(*) FILTER (WHERE "at" > cast($audit_now AS TIMESTAMP) - INTERVAL 30 DAY AND "at" <= cast($audit_now AS TIMESTAMP)) AS last_30_days
FROM events
GROUP BY table_name
ORDER BY table_name
