-- What the audit asks of each log table: rows, first and last moment, rows that events holds, rows without a moment, rows of the last 30 days.
-- params: none
-- one row per: table_name that has rows; the 30 days end with the newest row of all
WITH newest AS (
    SELECT max("at") AS moment
    FROM events
)

SELECT
    cast(events.table_name AS VARCHAR) AS table_name,
    count(*) AS records,
    count(DISTINCT events.event_id) AS identities,
    min(events."at") AS first_at,
    max(events."at") AS last_at,
    count(*) FILTER (WHERE events."at" IS NULL) AS without_moment,
    count(*) FILTER (WHERE events."at" > newest.moment - INTERVAL 30 DAY) AS last_30_days,
    newest.moment AS newest_of_all
FROM events
CROSS JOIN newest
GROUP BY events.table_name, newest.moment
ORDER BY table_name
