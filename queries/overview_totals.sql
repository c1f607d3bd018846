-- How much has been logged in all, and in the last seven days of the data against the seven before.
-- params: none
-- one row
WITH newest AS (
    SELECT max("at") AS moment FROM events
)

SELECT
    count(*) AS records,
    count(DISTINCT table_name) AS tables_with_data,
    count(*) FILTER (WHERE "at" > newest.moment - INTERVAL 7 DAY) AS last_7_days,
    count(*) FILTER (WHERE "at" <= newest.moment - INTERVAL 7 DAY AND "at" > newest.moment - INTERVAL 14 DAY) AS prior_7_days,
    count(*) FILTER (WHERE result = 'unmapped') AS unmapped_outcomes,
    any_value(newest.moment) AS newest_at
FROM events
CROSS JOIN newest
