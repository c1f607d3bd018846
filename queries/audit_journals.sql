-- The two trade journals row by row: paired by action and second, in a fixed order where several share both.
-- params: none
-- one row per: pair or row without a partner; difference is null where a pair tells the same; what differs comes first, the oldest first
WITH plain AS (
    SELECT
        events.id,
        events."at",
        events.action,
        logged.details,
        logged.success <> 0 AS success,
        logged.realized_pnl AS pnl,
        logged.position_id,
        row_number() OVER (PARTITION BY events.action, date_trunc('second', events."at") ORDER BY logged.details, events.id) AS place
    FROM events
    INNER JOIN autonomous_trade_log AS logged ON events.id = logged.id
    WHERE events.table_name = 'autonomous_trade_log'
),

rich AS (
    SELECT
        events.id,
        events."at",
        events.action,
        coalesce(logged.reason, logged.details) AS details,
        logged.success,
        logged.pnl_impact AS pnl,
        logged.position_id,
        row_number() OVER (
            PARTITION BY events.action, date_trunc('second', events."at") ORDER BY coalesce(logged.reason, logged.details), events.id
        ) AS place
    FROM events
    INNER JOIN autonomous_trade_activity AS logged ON events.id = logged.id
    WHERE events.table_name = 'autonomous_trade_activity'
)

SELECT
    CASE
        WHEN rich.id IS NULL THEN 'only in autonomous_trade_log'
        WHEN plain.id IS NULL THEN 'only in autonomous_trade_activity'
        ELSE nullif(
            concat_ws(
                ', ',
                CASE WHEN plain.details IS DISTINCT FROM rich.details THEN 'details' END,
                CASE WHEN plain.success IS DISTINCT FROM rich.success THEN 'success' END,
                CASE WHEN plain.pnl IS DISTINCT FROM rich.pnl THEN 'pnl' END,
                CASE WHEN plain.position_id IS DISTINCT FROM rich.position_id THEN 'position' END
            ), ''
        )
    END AS difference,
    coalesce(plain."at", rich."at") AS moment,
    coalesce(plain.action, rich.action) AS action,
    plain.id AS log_id,
    rich.id AS activity_id,
    plain.details AS log_details,
    rich.details AS activity_details,
    plain.pnl AS log_pnl,
    rich.pnl AS activity_pnl
FROM plain
FULL JOIN rich
    ON
        plain.action IS NOT DISTINCT FROM rich.action
        AND date_trunc('second', plain."at") = date_trunc('second', rich."at")
        AND plain.place = rich.place
ORDER BY
    difference IS NULL,
    difference = 'only in autonomous_trade_activity',
    moment NULLS LAST,
    log_id,
    activity_id
