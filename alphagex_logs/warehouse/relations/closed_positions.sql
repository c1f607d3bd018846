-- Every closed position once, whichever tables tell of it, so that no dollar is counted twice.
-- Rows of one position share a thread. Decisions that carry a PnL tell of their position; one that only the activity journal knows is told by
-- its EXIT rows; a wheel cycle is the sum of its steps, and is closed when its last step ends it. The outcome tables of the models repeat the
-- same money and are not read; what an ENTRY costs and the premium of a wheel step are cash flow, not PnL.
-- reads: scope_threads, the threads to tell of
-- one row per: position_key
WITH moves AS (
    SELECT
        *,
        lower(concat_ws(chr(10), summary, action, symbol, outcome, advice)) AS haystack
    FROM store.events
    WHERE thread IN (SELECT thread FROM scope_threads)
),

decided AS (
    SELECT
        moves.*,
        logged.strategy,
        nullif(logged.max_risk_dollars, 0) AS risk,
        nullif(logged.position_size_contracts, 0) AS contracts,
        nullif(logged.vix, 0) AS vix,
        nullif(logged.gex_regime, '') AS gex_regime,
        logged.actual_hold_days AS hold_days,
        logged.decision_type = 'ENTRY_SIGNAL' AS is_entry,
        CASE WHEN logged.decision_type = 'ENTRY_SIGNAL' THEN coalesce(logged.outcome_updated_at, moves."at") ELSE moves."at" END AS ended_at
    FROM moves
    INNER JOIN store.trading_decisions AS logged ON moves.id = logged.id
    WHERE moves.table_name = 'trading_decisions'
),

-- The exit tells rather than the entry that was later told of it: it ends later. What the exit does not say, the entry does.
by_decision AS (
    SELECT
        thread AS position_key,
        arg_max(table_name, (ended_at, id)) AS table_name,
        arg_max(category, (ended_at, id)) AS category,
        arg_max(id, (ended_at, id)) FILTER (WHERE pnl IS NOT NULL) AS id,
        arg_max(event_id, (ended_at, id)) FILTER (WHERE pnl IS NOT NULL) AS event_id,
        arg_max(bot, (ended_at, id)) AS bot,
        arg_max(symbol, (ended_at, id)) AS symbol,
        arg_max(strategy, (ended_at, id)) AS strategy,
        coalesce(min("at") FILTER (WHERE is_entry OR pnl IS NULL), max(ended_at) - to_days(arg_max(hold_days, (ended_at, id)))) AS opened_at,
        max(ended_at) FILTER (WHERE pnl IS NOT NULL) AS closed_at,
        arg_max(pnl, (ended_at, id)) AS pnl,
        arg_max(risk, (ended_at, id)) AS risk,
        arg_max(contracts, (ended_at, id)) AS contracts,
        arg_max(outcome, (ended_at, id)) AS outcome,
        arg_min(vix, (ended_at, id)) AS vix,
        arg_min(gex_regime, (ended_at, id)) AS gex_regime,
        string_agg(haystack, chr(10) ORDER BY "at", id) AS haystack
    FROM decided
    GROUP BY thread
    HAVING count(pnl) > 0
),

-- What the legs of an entry took in, in dollars; None where it paid.
credits AS (
    SELECT
        thread,
        100 * sum(
            list_sum(list_transform(legs, lambda leg: CASE leg.action WHEN 'SELL' THEN 1 WHEN 'BUY' THEN -1 END * leg.entry_price * leg.contracts))
        ) AS credit
    FROM (
        SELECT
            moves.thread,
            from_json(logged.full_decision -> 'legs', '[{"action": "VARCHAR", "entry_price": "DOUBLE", "contracts": "DOUBLE"}]') AS legs
        FROM moves
        INNER JOIN store.trading_decisions AS logged ON moves.id = logged.id
        WHERE moves.table_name = 'trading_decisions' AND logged.decision_type = 'ENTRY_SIGNAL'
    ) AS entries
    WHERE len(legs) > 0
    GROUP BY thread
),

by_activity AS (
    SELECT
        moves.thread AS position_key,
        any_value(moves.table_name) AS table_name,
        any_value(moves.category) AS category,
        arg_max(moves.id, (moves."at", moves.id)) FILTER (WHERE moves.pnl IS NOT NULL) AS id,
        arg_max(moves.event_id, (moves."at", moves.id)) FILTER (WHERE moves.pnl IS NOT NULL) AS event_id,
        arg_max(moves.bot, (moves."at", moves.id)) AS bot,
        arg_max(moves.symbol, (moves."at", moves.id)) AS symbol,
        min(moves."at") FILTER (WHERE logged.action_type = 'ENTRY') AS opened_at,
        max(moves."at") FILTER (WHERE moves.pnl IS NOT NULL) AS closed_at,
        sum(moves.pnl) AS pnl,
        sum(logged.contracts) FILTER (WHERE logged.action_type = 'ENTRY') AS contracts,
        string_agg(moves.haystack, chr(10) ORDER BY moves."at", moves.id) AS haystack
    FROM moves
    INNER JOIN store.autonomous_trade_activity AS logged ON moves.id = logged.id
    WHERE moves.table_name = 'autonomous_trade_activity' AND moves.thread NOT IN (SELECT position_key FROM by_decision)
    GROUP BY moves.thread
    HAVING count(moves.pnl) > 0
),

by_cycle AS (
    SELECT
        moves.thread AS position_key,
        any_value(moves.table_name) AS table_name,
        any_value(moves.category) AS category,
        arg_max(moves.id, (moves."at", moves.id)) AS id,
        arg_max(moves.event_id, (moves."at", moves.id)) AS event_id,
        arg_max(moves.bot, (moves."at", moves.id)) AS bot,
        arg_max(moves.symbol, (moves."at", moves.id)) AS symbol,
        'WHEEL' AS strategy,
        min(moves."at") AS opened_at,
        max(moves."at") AS closed_at,
        sum(moves.pnl) AS pnl,
        arg_min(try_cast(logged.details ->> 'contracts' AS BIGINT), (moves."at", moves.id)) AS contracts,
        arg_max(moves.action, (moves."at", moves.id)) AS outcome,
        string_agg(moves.haystack, chr(10) ORDER BY moves."at", moves.id) AS haystack
    FROM moves
    INNER JOIN store.wheel_activity_log AS logged ON moves.id = logged.id
    WHERE moves.table_name = 'wheel_activity_log'
    GROUP BY moves.thread
    HAVING ends_cycle(arg_max(moves.action, (moves."at", moves.id)))
),

told AS (
    FROM by_decision
    UNION ALL BY NAME
    FROM by_activity
    UNION ALL BY NAME
    FROM by_cycle
),

closed AS (
    SELECT
        *,
        coalesce(trade_day(opened_at), trade_day(closed_at)) AS entry_day,
        trade_day(closed_at) AS trade_day
    FROM told
),

advised AS (
    SELECT
        told.bot,
        told.trade_day,
        arg_max(told.probability, (told."at", told.id)) AS probability,
        arg_max(told.advice, (told."at", told.id)) AS advice,
        arg_max(logged.vix, (told."at", told.id)) AS vix,
        arg_max(logged.gex_regime, (told."at", told.id)) AS gex_regime
    FROM store.events AS told
    INNER JOIN store.oracle_predictions AS logged ON told.id = logged.id
    WHERE told.table_name = 'oracle_predictions' AND told.trade_day IN (SELECT closed.entry_day FROM closed)
    GROUP BY told.bot, told.trade_day
),

weather AS (
    SELECT
        trade_day,
        min(vix) AS vix
    FROM advised
    GROUP BY trade_day
)

SELECT
    closed.* EXCLUDE (vix, gex_regime, haystack),
    CASE WHEN credits.credit > 0 THEN credits.credit END AS credit,
    advised.probability,
    advised.advice,
    coalesce(closed.vix, advised.vix, weather.vix) AS vix,
    vix_regime(coalesce(closed.vix, advised.vix, weather.vix)) AS vix_regime,
    coalesce(closed.gex_regime, advised.gex_regime) AS gex_regime,
    closed.haystack
FROM closed
LEFT JOIN credits ON closed.position_key = credits.thread
LEFT JOIN advised ON closed.bot = advised.bot AND closed.entry_day = advised.trade_day
LEFT JOIN weather ON closed.entry_day = weather.trade_day
