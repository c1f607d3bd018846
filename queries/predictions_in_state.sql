-- One page of the predictions in one state of the ledger, newest first: the rows behind its counts.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all; state: resolved, pending, overdue, superseded, skipped or unusable; page_size, page (from 0)
-- one row per: table_name, id
SELECT
    cast(event_id AS VARCHAR) AS event_id,
    "at",
    source,
    bot,
    symbol,
    advice,
    probability,
    model_version,
    outcome,
    result,
    pnl,
    revised
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE state = $state AND ($source IS NULL OR source = $source)
ORDER BY "at" DESC, table_name DESC, id DESC
LIMIT $page_size OFFSET cast($page AS BIGINT) * cast($page_size AS BIGINT)
