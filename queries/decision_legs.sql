-- The decisions as a list of option legs, as spreadsheets want them; a decision without legs is one line.
-- A PnL stands where the legs say theirs, else once, on the first line of the decision: the column adds up to what the decisions earned.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   low, high: ids, half-open
-- one row per: decision, leg
WITH chosen AS (
    SELECT
        logged.*,
        told.bot,
        told.pnl AS decision_pnl,
        coalesce(json_extract(logged.full_decision, '$.legs[*]'), []) AS legs,
        logged.full_decision -> 'option_snapshot' AS quoted_option
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
    INNER JOIN trading_decisions AS logged ON told.id = logged.id
    WHERE told.table_name = 'trading_decisions' AND told.id >= cast($low AS BIGINT) AND told.id < cast($high AS BIGINT)
),

lines AS (
    SELECT
        * EXCLUDE (legs),
        legs,
        unnest(range(1, greatest(len(legs), 1) + 1)) AS line,
        len(list_filter(legs, LAMBDA leg: nullif(try_cast(leg ->> 'realized_pnl' AS DECIMAL(38, 20)), 0) IS NOT NULL)) > 0 AS legs_say
    FROM chosen
),

told_lines AS (
    SELECT
        * EXCLUDE (legs),
        len(legs) > 0 AS has_legs,
        legs[line] AS leg
    FROM lines
)

SELECT
    "timestamp",
    cast(bot AS VARCHAR) AS bot,
    decision_type,
    action,
    symbol,
    strategy,
    coalesce(spot_price, try_cast(full_decision ->> 'underlying_price_at_entry' AS DECIMAL(38, 20))) AS underlying_price,
    CASE WHEN has_legs THEN coalesce(try_cast(leg ->> 'leg_id' AS BIGINT), line) END AS leg_num,
    CASE WHEN has_legs THEN leg ->> 'option_type' ELSE quoted_option ->> 'option_type' END AS option_type,
    CASE WHEN has_legs THEN try_cast(leg ->> 'strike' AS DECIMAL(38, 20)) ELSE strike END AS strike,
    CASE WHEN has_legs THEN leg ->> 'expiration' ELSE cast(expiration AS VARCHAR) END AS expiration,
    CASE WHEN has_legs THEN try_cast(leg ->> 'entry_price' AS DECIMAL(38, 20)) ELSE actual_entry_price END AS entry_price,
    CASE WHEN has_legs THEN try_cast(leg ->> 'exit_price' AS DECIMAL(38, 20)) ELSE actual_exit_price END AS exit_price,
    CASE WHEN has_legs THEN try_cast(leg ->> 'contracts' AS BIGINT) ELSE position_size_contracts END AS contracts,
    CASE WHEN has_legs THEN try_cast(leg ->> 'premium_per_contract' AS DECIMAL(38, 20)) END AS premium,
    try_cast(coalesce(leg, quoted_option) ->> 'delta' AS DOUBLE) AS delta,
    try_cast(coalesce(leg, quoted_option) ->> 'gamma' AS DOUBLE) AS gamma,
    try_cast(coalesce(leg, quoted_option) ->> 'theta' AS DOUBLE) AS theta,
    try_cast(coalesce(leg, quoted_option) ->> 'iv' AS DOUBLE) AS iv,
    vix,
    coalesce(leg ->> 'order_id', full_decision ->> 'order_id') AS order_id,
    CASE WHEN legs_say THEN try_cast(leg ->> 'realized_pnl' AS DECIMAL(38, 20)) WHEN line = 1 THEN decision_pnl END AS pnl,
    coalesce(primary_reason, full_decision ->> 'why') AS reason
FROM told_lines
ORDER BY id, line
