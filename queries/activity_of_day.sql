-- What the autonomous trader did, with day and time as its own clock, US Central, showed them.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   page_size
-- one row per: id
SELECT
    logged.id,
    coalesce(logged.activity_date, strftime((told."at" AT TIME ZONE 'UTC') AT TIME ZONE 'America/Chicago', '%Y-%m-%d')) AS "date",
    coalesce(logged.activity_time, strftime((told."at" AT TIME ZONE 'UTC') AT TIME ZONE 'America/Chicago', '%H:%M:%S')) AS "time",
    coalesce(logged.action_type, logged.action) AS action,
    coalesce(logged.details, logged.reason) AS details,
    logged.symbol,
    logged.position_id,
    told.pnl,
    logged.success,
    logged.error_message
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
INNER JOIN autonomous_trade_activity AS logged ON told.id = logged.id
WHERE told.table_name = 'autonomous_trade_activity'
ORDER BY told."at" DESC, logged.id DESC
LIMIT $page_size
