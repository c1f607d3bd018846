-- answers: facet_counts
-- A filter does not count against itself, so the rows are counted by all labels at once and the filters choose among these combinations.
WITH combined AS (
    SELECT table_name, category, bot, symbol, action, outcome, advice, count(*) AS n
    FROM events
    WHERE {the window and text of events}
    GROUP BY ALL
),

labelled AS (
    SELECT 'table' AS facet, coalesce(table_name::VARCHAR, '(none)') AS label, n FROM combined WHERE {labels but table_name}
    UNION ALL
    SELECT 'category', coalesce(category::VARCHAR, '(none)'), n FROM combined WHERE {labels but category}
    UNION ALL
    SELECT 'bot', coalesce(bot::VARCHAR, '(none)'), n FROM combined WHERE {labels but bot}
    UNION ALL
    SELECT 'symbol', coalesce(symbol::VARCHAR, '(none)'), n FROM combined WHERE {labels but symbol}
    UNION ALL
    SELECT 'action', coalesce(action::VARCHAR, '(none)'), n FROM combined WHERE {labels but action}
    UNION ALL
    SELECT 'outcome', coalesce(outcome::VARCHAR, '(none)'), n FROM combined WHERE {labels but outcome}
    UNION ALL
    SELECT 'advice', coalesce(advice::VARCHAR, '(none)'), n FROM combined WHERE {labels but advice}
    UNION ALL
    SELECT 'state', state, count(*) FROM predictions WHERE {predictions} GROUP BY state
)

SELECT facet, label, sum(n)::BIGINT AS records
FROM labelled
GROUP BY facet, label
QUALIFY row_number() OVER (PARTITION BY facet ORDER BY sum(n) DESC, label) <= 200
ORDER BY facet, records DESC, label;

-- answers: log_count
SELECT count(*) AS records FROM events WHERE {events};

-- answers: activity_by_day_split
SELECT trade_day, category::VARCHAR AS label, count(*) AS records
FROM events
WHERE trade_day IS NOT NULL AND {events}
GROUP BY ALL
ORDER BY trade_day, label;

-- answers: log_rows
SELECT
    table_name, category, id, event_id::VARCHAR AS event_id, "at", trade_day, bot, symbol, action, probability, outcome, result, pnl, return_pct,
    advice, summary
FROM events
WHERE {events}
ORDER BY "at" DESC NULLS LAST, table_name DESC, id DESC
LIMIT 100;
