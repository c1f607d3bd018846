-- What the decisions of a period came to, and what was earned by the positions that were closed in it.
-- A trade is a decision that sent an order: staying out, holding and letting expire are none. Confidence is the probability of profit in percent.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row
WITH decided AS (
    SELECT
        logged.decision_type,
        coalesce(cast(told.bot AS VARCHAR), '(none)') AS bot,
        logged.decision_type IN ('ENTRY_SIGNAL', 'EXIT_SIGNAL', 'ROLL_DECISION', 'ADJUSTMENT') AND logged.action NOT IN ('SKIP', 'HOLD', 'EXPIRED') AS is_trade,
        logged.decision_type IN ('NO_TRADE', 'STAY_FLAT') AS is_flat,
        logged.decision_type = 'RISK_BLOCKED' OR (logged.decision_type = 'RISK_CHECK' AND NOT coalesce(logged.passed_risk_checks, TRUE)) AS is_blocked,
        told.probability,
        nullif(logged.position_size_dollars, 0) AS size_dollars
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
    INNER JOIN trading_decisions AS logged ON told.id = logged.id
    WHERE told.table_name = 'trading_decisions'
),

by_type AS (
    SELECT
        decision_type AS label,
        count(*) AS records
    FROM decided
    GROUP BY decision_type
),

by_bot AS (
    SELECT
        bot AS label,
        count(*) AS records
    FROM decided
    GROUP BY bot
),

closed AS (
    SELECT
        count(*) FILTER (WHERE pnl > 0) AS win_count,
        count(*) FILTER (WHERE pnl < 0) AS loss_count,
        sum(pnl) AS total_pnl
    FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
)

SELECT
    count(*) AS total_decisions,
    count(*) FILTER (WHERE decided.is_trade) AS trades_executed,
    count(*) FILTER (WHERE decided.is_flat) AS stay_flat_count,
    count(*) FILTER (WHERE decided.is_blocked) AS blocked_count,
    avg(decided.probability) * 100 AS avg_confidence,
    avg(decided.size_dollars) FILTER (WHERE decided.is_trade) AS avg_position_size,
    (SELECT closed.win_count FROM closed) AS win_count,
    (SELECT closed.loss_count FROM closed) AS loss_count,
    (SELECT closed.total_pnl FROM closed) AS total_pnl,
    (SELECT map(list(by_type.label ORDER BY by_type.label), list(by_type.records ORDER BY by_type.label)) FROM by_type) AS by_type,
    (SELECT map(list(by_bot.label ORDER BY by_bot.label), list(by_bot.records ORDER BY by_bot.label)) FROM by_bot) AS by_bot
FROM decided
