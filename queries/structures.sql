-- What each closed position could have won and lost by its structure: the credit of its legs, and the dollars at risk.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice: text[]; text; null = all)
-- one row per: position_key; positions whose legs took in no credit have no bounded win here
WITH legs AS (
    SELECT
        bot_named(logged.bot_name) || '/' || (logged.full_decision ->> 'position_id') AS position_key,
        unnest(cast(logged.full_decision -> 'legs' AS JSON[])) AS leg
    FROM trading_decisions AS logged
    WHERE logged.decision_type = 'ENTRY_SIGNAL' AND json_array_length(logged.full_decision -> 'legs') > 0
),

credits AS (
    SELECT
        position_key,
        100 * sum(
            CASE leg ->> 'action' WHEN 'SELL' THEN 1 WHEN 'BUY' THEN -1 END
            * cast(leg ->> 'entry_price' AS DOUBLE) * cast(leg ->> 'contracts' AS DOUBLE)
        ) AS credit
    FROM legs
    GROUP BY position_key
)

SELECT
    closed.position_key,
    closed.bot,
    closed.trade_day,
    cast(closed.advice AS VARCHAR) AS advice,
    closed.probability,
    closed.pnl,
    closed.risk,
    CASE WHEN credits.credit > 0 THEN credits.credit END AS credit
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $text) AS closed
LEFT JOIN credits ON closed.position_key = credits.position_key
ORDER BY closed.closed_at, closed.position_key
