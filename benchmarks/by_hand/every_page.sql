-- answers: known_bots
SELECT DISTINCT bot FROM events WHERE bot IS NOT NULL ORDER BY bot::VARCHAR;

-- answers: data_origin
SELECT coalesce(bool_or(full_decision ->> '$.market_context.gex_source' = 'SIMULATED'), false) AS is_replay
FROM trading_decisions
WHERE id = (SELECT min(id) FROM trading_decisions WHERE decision_type = 'ENTRY_SIGNAL');

-- answers: table_status
WITH newest AS (SELECT max("at") AS moment FROM events),

daily AS (
    SELECT table_name, date_diff('day', "at", moment) AS days_ago, count(*) AS records
    FROM events, newest
    WHERE "at" >= moment - INTERVAL 31 DAY
    GROUP BY ALL
),

counted AS (SELECT table_name, count(*) AS records, min("at") AS oldest_at, max("at") AS newest_at FROM events GROUP BY table_name),

lines AS (
    SELECT
        table_name,
        sum(records) FILTER (WHERE days_ago BETWEEN 0 AND 6) AS last_7_days,
        sum(records) FILTER (WHERE days_ago BETWEEN 7 AND 13) AS prior_7_days,
        map(list(days_ago), list(records)) AS by_day
    FROM daily
    GROUP BY table_name
)

SELECT
    table_name,
    coalesce(records, 0) AS records,
    oldest_at,
    newest_at,
    coalesce(last_7_days, 0) AS last_7_days,
    coalesce(prior_7_days, 0) AS prior_7_days,
    list_transform(range(29, -1, -1), lambda days_ago: coalesce(by_day[days_ago], 0)) AS records_by_day
FROM (SELECT unnest(enum_range(NULL::table_label)) AS table_name)
LEFT JOIN counted USING (table_name)
LEFT JOIN lines USING (table_name)
ORDER BY table_name;
