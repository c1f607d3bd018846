-- How many days outcomes took to become known, and for how many days the other predictions have been waited for.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, known, days; known is false for predictions that are still open at the newest day of the log. days is null where nobody
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
        cast(outcome_date AS DATE) AS known_on
    FROM oracle_predictions
    WHERE coalesce($source, 'oracle') = 'oracle'
    UNION ALL
    SELECT
        2 AS teller,
        id,
        cast(created_at AS DATE) AS known_on
    FROM ares_ml_outcomes
    WHERE coalesce($source, 'ares_ml') = 'ares_ml'
    UNION ALL
    SELECT
        3 AS teller,
        id,
        cast(coalesce(feedback_timestamp, evaluated_at) AS DATE) AS known_on
    FROM ai_predictions
    WHERE coalesce($source, 'ai_advisor') = 'ai_advisor'
),

closings AS (
    SELECT
        bot,
        entry_day,
        cast(max(closed_at) AS DATE) AS known_on
    FROM closed_positions
    WHERE coalesce($source, 'spx_wheel_ml') = 'spx_wheel_ml'
    GROUP BY bot, entry_day
),

newest AS (
    SELECT max(day) AS seen_on
    FROM event_counts
)

SELECT
    asked.source,
    asked.known,
    date_diff(
        'day', asked.made_on,
        CASE
            WHEN NOT asked.known THEN newest.seen_on
            WHEN asked.source = 'spx_wheel_ml' THEN closings.known_on
            ELSE told.known_on
        END
    ) AS days,
    count(*) AS n
FROM asked
CROSS JOIN newest
LEFT JOIN told ON asked.teller = told.teller AND asked.id = told.id
LEFT JOIN closings ON asked.bot = closings.bot AND asked.made_on = closings.entry_day
GROUP BY asked.source, asked.known, days
ORDER BY asked.source, asked.known, days
