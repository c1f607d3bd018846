-- Rows whose ready-made ratio is not what their counts say: what aggregated_accuracy counts as contradictions.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   page_size, page (from 0)
-- one row per: table_name, event_id; the oldest first
SELECT
    told.table_name,
    cast(chosen.event_id AS VARCHAR) AS event_id,
    chosen."at",
    told.label,
    told.made,
    told.hits,
    told.stored
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
INNER JOIN ready_made_ratios AS told ON chosen.table_name = told.table_name AND chosen.id = told.id
WHERE chosen.table_name IN ('ai_performance', 'pattern_learning') AND contradicts_counts(told.stored, told.made, told.hits)
ORDER BY told.table_name, chosen."at", chosen.event_id
LIMIT $page_size OFFSET cast($page AS BIGINT) * cast($page_size AS BIGINT)
