-- How many days outcomes took to become known, and for how many days the other predictions have been waited for.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, known, days; known is false for predictions that are still open at the newest day of the log. days is null where nobody
--   recorded when the outcome became known; a scored trade of the wheel is known when the position of its bot and day was closed
WITH asked AS (
    SELECT
        source,
        id,
        bot,
        coalesce(trade_day, cast("at" AS DATE)) AS made_on,
        state = 'resolved' AS known
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE state IN ('resolved', 'pending', 'overdue') AND ($source IS NULL OR source = $source)
),

told AS (
    SELECT
        'oracle' AS source,
        id,
        cast(outcome_date AS DATE) AS known_on
    FROM oracle_predictions
    UNION ALL
    SELECT
        'ares_ml' AS source,
        id,
        cast(created_at AS DATE) AS known_on
    FROM ares_ml_outcomes
    UNION ALL
    SELECT
        'ai_advisor' AS source,
        id,
        cast(coalesce(feedback_timestamp, evaluated_at) AS DATE) AS known_on
    FROM ai_predictions
),

closings AS (
    SELECT
        'spx_wheel_ml' AS source,
        bot,
        entry_day,
        cast(max(closed_at) AS DATE) AS known_on
    FROM closed_positions
    GROUP BY bot, entry_day
),

newest AS (
    SELECT max(day) AS seen_on
    FROM event_counts
)

SELECT
    asked.source,
    asked.known,
    date_diff('day', asked.made_on, CASE WHEN asked.known THEN coalesce(told.known_on, closings.known_on) ELSE newest.seen_on END) AS days,
    count(*) AS n
FROM asked
CROSS JOIN newest
LEFT JOIN told ON asked.source = told.source AND asked.id = told.id
LEFT JOIN closings ON asked.source = closings.source AND asked.bot = closings.bot AND asked.made_on = closings.entry_day
GROUP BY asked.source, asked.known, days
ORDER BY asked.source, asked.known, days
