-- One page of the logged rows, newest first unless told otherwise.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   sort: newest, oldest, gain, loss or probability; page_size, page (from 0)
-- one row per: table_name, id
-- Newest first is asked most and apart, because ordering by the bare column reads only the newest blocks.
WITH newest AS (
    SELECT *
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE $sort = 'newest'
    ORDER BY "at" DESC NULLS LAST, table_name DESC, id DESC
    LIMIT $page_size OFFSET cast($page AS BIGINT) * cast($page_size AS BIGINT)
),

otherwise AS (
    SELECT *
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE $sort <> 'newest'
    ORDER BY
        CASE WHEN $sort = 'oldest' THEN "at" END ASC NULLS LAST,
        CASE WHEN $sort = 'gain' THEN pnl END DESC NULLS LAST,
        CASE WHEN $sort = 'loss' THEN pnl END ASC NULLS LAST,
        CASE WHEN $sort = 'probability' THEN probability END DESC NULLS LAST,
        "at" DESC NULLS LAST,
        table_name DESC,
        id DESC
    LIMIT $page_size OFFSET cast($page AS BIGINT) * cast($page_size AS BIGINT)
),

shown AS (
    FROM newest
    UNION ALL
    FROM otherwise
)

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
FROM shown
