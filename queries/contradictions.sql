-- Rows whose label says win and whose PnL is negative, or loss and positive.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   page_size, page (from 0)
-- one row per: table_name, id; newest first
SELECT
    table_name,
    id,
    cast(event_id AS VARCHAR) AS event_id,
    "at",
    bot,
    outcome,
    result,
    pnl,
    summary
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0)
ORDER BY "at" DESC NULLS LAST, table_name DESC, id DESC
LIMIT $page_size OFFSET cast($page AS BIGINT) * cast($page_size AS BIGINT)
