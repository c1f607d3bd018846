-- answers: overview_totals
-- The weeks end with the newest chosen event of all time, so they do not mind the window.
WITH logged AS (
    SELECT
        count(*) AS records,
        count(DISTINCT table_name) AS tables_with_data,
        count(*) FILTER (WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0)) AS contradictions,
        min("at") AS oldest_at,
        max("at") AS newest_at
    FROM events
    WHERE {events}
),

newest AS (SELECT max("at") AS moment FROM events WHERE {events of all time}),

weeks AS (
    SELECT
        count(*) FILTER (WHERE "at" > moment - INTERVAL 7 DAY) AS last_7_days,
        count(*) FILTER (WHERE "at" <= moment - INTERVAL 7 DAY) AS prior_7_days
    FROM events, newest
    WHERE "at" > moment - INTERVAL 14 DAY AND {events of all time}
),

waiting AS (
    SELECT
        count(*) FILTER (WHERE state = 'pending') AS pending,
        count(*) FILTER (WHERE state = 'overdue') AS overdue
    FROM predictions
    WHERE {predictions}
)

FROM logged, weeks, waiting;

-- answers: activity_by_day
SELECT trade_day, category, count(*) AS records
FROM events
WHERE trade_day IS NOT NULL AND {events}
GROUP BY ALL
ORDER BY trade_day, category;

-- answers: bots_overview
WITH seen AS (
    SELECT bot, count(*) AS records, max("at") AS last_seen
    FROM events
    WHERE bot IS NOT NULL AND {events}
    GROUP BY bot
),

predicted AS (
    SELECT
        bot,
        count(*) FILTER (WHERE state = 'resolved' AND won IS NOT NULL) AS n,
        count(*) FILTER (WHERE state = 'resolved' AND won) AS hits,
        count(*) FILTER (WHERE state IN ('pending', 'overdue')) AS open_predictions
    FROM predictions
    WHERE source = 'oracle' AND {predictions}
    GROUP BY bot
),

days AS (
    SELECT
        bot,
        trade_day,
        sum(pnl) AS pnl,
        count(pnl) AS closed_positions,
        count(*) FILTER (WHERE pnl > 0) AS wins,
        count(*) FILTER (WHERE pnl < 0) AS losses,
        sum(sum(pnl)) OVER (PARTITION BY bot ORDER BY trade_day) AS balance
    FROM store.closed_positions
    WHERE {positions}
    GROUP BY bot, trade_day
),

earned AS (
    SELECT
        bot,
        sum(pnl) AS pnl,
        sum(closed_positions) AS closed_positions,
        sum(wins) AS wins,
        sum(losses) AS losses,
        min(balance - peak) AS max_drawdown,
        list(balance ORDER BY trade_day) AS equity
    FROM (SELECT *, greatest(0, max(balance) OVER (PARTITION BY bot ORDER BY trade_day)) AS peak FROM days)
    GROUP BY bot
)

SELECT
    bot,
    records,
    last_seen,
    coalesce(n, 0) AS n,
    coalesce(hits, 0) AS hits,
    coalesce(open_predictions, 0) AS open_predictions,
    pnl,
    coalesce(closed_positions, 0) AS closed_positions,
    coalesce(wins, 0) AS wins,
    coalesce(losses, 0) AS losses,
    max_drawdown,
    equity
FROM seen
LEFT JOIN predicted USING (bot)
LEFT JOIN earned USING (bot)
ORDER BY bot;
