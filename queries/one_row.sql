-- One logged row in the common shape, by its permanent identity.
-- params: event_id (text)
-- one row, or none
SELECT
    table_name,
    category,
    id,
    cast(event_id AS VARCHAR) AS event_id,
    "at",
    trade_day,
    bot,
    symbol,
    action,
    probability,
    outcome,
    result,
    pnl,
    return_pct,
    advice,
    summary
FROM events
WHERE event_id = try_cast($event_id AS UUID)
