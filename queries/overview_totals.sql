-- How much has been logged, and how much in the last seven days of the data against the seven days before.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row; the two weeks end with the newest chosen row and do not mind since and until
WITH newest AS (
    SELECT max(newest_at) AS moment
    FROM chosen_counts(NULL, NULL, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
),

weeks AS (
    SELECT
        count(*) FILTER (WHERE "at" > newest.moment - INTERVAL 7 DAY) AS last_7_days,
        count(*) FILTER (WHERE "at" <= newest.moment - INTERVAL 7 DAY) AS prior_7_days
    FROM chosen_events(NULL, NULL, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    CROSS JOIN newest
    WHERE "at" > newest.moment - INTERVAL 14 DAY
),

waiting AS (
    SELECT
        count(*) FILTER (WHERE state = 'pending') AS pending,
        count(*) FILTER (WHERE state = 'overdue') AS overdue
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
),

logged AS (
    SELECT
        cast(coalesce(sum(records), 0) AS BIGINT) AS records,
        count(DISTINCT table_name) AS tables_with_data,
        cast(coalesce(sum(contradictions), 0) AS BIGINT) AS contradictions,
        min(oldest_at) AS oldest_at,
        max(newest_at) AS newest_at
    FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
)

SELECT
    logged.records,
    logged.tables_with_data,
    logged.contradictions,
    logged.oldest_at,
    logged.newest_at,
    weeks.last_7_days,
    weeks.prior_7_days,
    waiting.pending,
    waiting.overdue
FROM logged
CROSS JOIN weeks
CROSS JOIN waiting
