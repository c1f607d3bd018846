-- One page of the closed positions, last closed first unless told otherwise.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   sort: newest, oldest, gain or loss; page_size, page (from 0)
-- one row per: position_key
SELECT
    position_key,
    table_name,
    category,
    id,
    cast(event_id AS VARCHAR) AS event_id,
    bot,
    symbol,
    strategy,
    opened_at,
    closed_at,
    entry_day,
    trade_day,
    pnl,
    risk,
    contracts,
    probability,
    advice,
    outcome,
    vix,
    vix_regime,
    gex_regime
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
ORDER BY
    CASE WHEN $sort = 'oldest' THEN closed_at END ASC NULLS LAST,
    CASE WHEN $sort = 'gain' THEN pnl END DESC NULLS LAST,
    CASE WHEN $sort = 'loss' THEN pnl END ASC NULLS LAST,
    closed_at DESC NULLS LAST,
    position_key
LIMIT $page_size OFFSET cast($page AS BIGINT) * cast($page_size AS BIGINT)
