-- The logged rows that follow a given one, newest first: what an endless list asks next, equally fast at any depth.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   after_at, after_table, after_id: the last row that is there already (after_table null = from the top); page_size
-- one row per: table_name, id
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
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE
    $after_table IS NULL
    OR (coalesce("at", TIMESTAMP '0001-01-01'), table_name, id)
    < (coalesce(cast($after_at AS TIMESTAMP), TIMESTAMP '0001-01-01'), cast($after_table AS TABLE_LABEL), cast($after_id AS BIGINT))
ORDER BY "at" DESC NULLS LAST, table_name DESC, id DESC
LIMIT $page_size
