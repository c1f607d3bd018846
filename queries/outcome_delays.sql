-- How many days outcomes took to become known, and for how many days the other predictions have been waited for.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, known, days; known is false for predictions that are still open at the newest row of the log. days is null where nobody
--   recorded when the outcome became known; a scored trade of the wheel is known when the position of its bot and day was closed. The tables
--   are told apart by a number, because joining by text takes twice as long, and only those of the source are read
WITH asked AS (
    SELECT
        source,
        CASE source WHEN 'oracle' THEN 1 WHEN 'ares_ml' THEN 2 WHEN 'ai_advisor' THEN 3 END AS teller,
        id,
        bot,
        coalesce(trade_day, cast("at" AS DATE)) AS made_on,
        state = 'resolved' AS known
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE state IN ('resolved', 'pending', 'overdue') AND ($source IS NULL OR source = $source)
),

told AS (
    SELECT
        1 AS teller,
        id,
        outcome_date AS known_at
    FROM oracle_predictions
    WHERE coalesce($source, 'oracle') = 'oracle'
    UNION ALL
    SELECT
        2 AS teller,
        id,
        created_at AS known_at
    FROM ares_ml_outcomes
    WHERE coalesce($source, 'ares_ml') = 'ares_ml'
    UNION ALL
    SELECT
        3 AS teller,
        id,
        coalesce(feedback_timestamp, evaluated_at) AS known_at
    FROM ai_predictions
    WHERE coalesce($source, 'ai_advisor') = 'ai_advisor'
),

closings AS (
    SELECT
        bot,
        entry_day,
        max(closed_at) AS known_at
    FROM closed_positions
    WHERE coalesce($source, 'spx_wheel_ml') = 'spx_wheel_ml'
    GROUP BY bot, entry_day
),

newest AS (
    SELECT max(newest_at) AS seen_at
    FROM event_counts
),

waited AS (
    SELECT
        asked.source,
        asked.known,
        asked.made_on,
        CASE
            WHEN NOT asked.known THEN newest.seen_at
            WHEN asked.source = 'spx_wheel_ml' THEN closings.known_at
            ELSE told.known_at
        END AS until_at
    FROM asked
    CROSS JOIN newest
    LEFT JOIN told ON asked.teller = told.teller AND asked.id = told.id
    LEFT JOIN closings ON asked.bot = closings.bot AND asked.made_on = closings.entry_day
)

-- From five o'clock on the day is the same in New York as it is in UTC, and to ask for it takes twenty times as long as to look at the hour.
SELECT
    source,
    known,
    date_diff('day', made_on, CASE WHEN hour(until_at) < 5 THEN trade_day(until_at) ELSE cast(until_at AS DATE) END) AS days,
    count(*) AS n
FROM waited
GROUP BY source, known, days
ORDER BY source, known, days
