-- How each bot stands: rows, ORACLE's hits for it, what it earned, when it was last seen.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: bot; a row per bot that logged anything
WITH seen AS (
    SELECT
        bot,
        cast(sum(records) AS BIGINT) AS records,
        max(newest_at) AS last_seen
    FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE bot IS NOT NULL
    GROUP BY bot
),

predicted AS (
    SELECT
        bot,
        count(*) FILTER (WHERE state = 'resolved' AND won IS NOT NULL) AS n,
        count(*) FILTER (WHERE state = 'resolved' AND won) AS hits,
        count(*) FILTER (WHERE state IN ('pending', 'overdue')) AS open_predictions
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE source = 'oracle'
    GROUP BY bot
),

days AS (
    SELECT
        bot,
        trade_day,
        sum(pnl) AS pnl,
        count(pnl) AS closed_positions,
        count(*) FILTER (WHERE pnl > 0) AS wins,
        count(*) FILTER (WHERE pnl < 0) AS losses
    FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    GROUP BY bot, trade_day
),

equity AS (
    SELECT
        *,
        sum(pnl) OVER (PARTITION BY bot ORDER BY trade_day) AS balance
    FROM days
),

underwater AS (
    SELECT
        *,
        balance - greatest(0, max(balance) OVER (PARTITION BY bot ORDER BY trade_day)) AS drawdown
    FROM equity
),

earned AS (
    SELECT
        bot,
        sum(pnl) AS pnl,
        sum(closed_positions) AS closed_positions,
        sum(wins) AS wins,
        sum(losses) AS losses,
        min(drawdown) AS max_drawdown,
        list(balance ORDER BY trade_day) AS equity
    FROM underwater
    GROUP BY bot
)

SELECT
    seen.bot,
    seen.records,
    seen.last_seen,
    coalesce(predicted.n, 0) AS n,
    coalesce(predicted.hits, 0) AS hits,
    coalesce(predicted.open_predictions, 0) AS open_predictions,
    earned.pnl,
    cast(coalesce(earned.closed_positions, 0) AS BIGINT) AS closed_positions,
    cast(coalesce(earned.wins, 0) AS BIGINT) AS wins,
    cast(coalesce(earned.losses, 0) AS BIGINT) AS losses,
    earned.max_drawdown,
    earned.equity
FROM seen
LEFT JOIN predicted ON seen.bot = predicted.bot
LEFT JOIN earned ON seen.bot = earned.bot
ORDER BY seen.bot
