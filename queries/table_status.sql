-- What each of the log tables holds: rows, oldest and newest, the last week of the data against the one before, and a line of 30 days.
-- params: none
-- one row per: table_name, in the catalogue's order; tables without rows are there too; the weeks and the line end with the newest row of all
WITH names AS (
    SELECT unnest(enum_range(cast(NULL AS TABLE_LABEL))) AS table_name
),

newest AS (
    SELECT max(newest_at) AS moment
    FROM event_counts
),

daily AS (
    SELECT
        events.table_name,
        date_diff('day', events."at", newest.moment) AS days_ago,
        count(*) AS records
    FROM events
    CROSS JOIN newest
    WHERE events."at" >= newest.moment - INTERVAL 31 DAY
    GROUP BY ALL
),

weeks AS (
    SELECT
        table_name,
        cast(sum(records) FILTER (WHERE days_ago BETWEEN 0 AND 6) AS BIGINT) AS last_7_days,
        cast(sum(records) FILTER (WHERE days_ago BETWEEN 7 AND 13) AS BIGINT) AS prior_7_days
    FROM daily
    GROUP BY table_name
),

counted AS (
    SELECT
        table_name,
        cast(sum(records) AS BIGINT) AS records,
        min(oldest_at) AS oldest_at,
        max(newest_at) AS newest_at
    FROM event_counts
    GROUP BY table_name
),

lines AS (
    SELECT
        names.table_name,
        list(coalesce(daily.records, 0) ORDER BY days.days_ago DESC) AS records_by_day
    FROM names
    CROSS JOIN range(30) AS days (days_ago)
    LEFT JOIN daily ON names.table_name = daily.table_name AND days.days_ago = daily.days_ago
    GROUP BY names.table_name
)

SELECT
    cast(lines.table_name AS VARCHAR) AS table_name,
    coalesce(counted.records, 0) AS records,
    counted.oldest_at,
    counted.newest_at,
    coalesce(weeks.last_7_days, 0) AS last_7_days,
    coalesce(weeks.prior_7_days, 0) AS prior_7_days,
    lines.records_by_day
FROM lines
LEFT JOIN counted ON lines.table_name = counted.table_name
LEFT JOIN weeks ON lines.table_name = weeks.table_name
ORDER BY lines.table_name
