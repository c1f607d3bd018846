-- Ratios that were stored ready-made beside their counts, put together by these: daily accuracy of the AI and success rates of patterns.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: table_name. made and hits are sums over the rows whose counts make sense, mean_stored is over all rows, contradictions counts those
--   that differ from hits / made by more than 0.005
SELECT
    told.table_name,
    count(*) AS records,
    sum(told.made) FILTER (WHERE is_counted(told.made, told.hits)) AS made,
    sum(told.hits) FILTER (WHERE is_counted(told.made, told.hits)) AS hits,
    avg(told.stored) FILTER (WHERE NOT isnan(told.stored)) AS mean_stored,
    count(*) FILTER (WHERE contradicts_counts(told.stored, told.made, told.hits)) AS contradictions
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
INNER JOIN ready_made_ratios AS told ON chosen.table_name = told.table_name AND chosen.id = told.id
WHERE chosen.table_name IN ('ai_performance', 'pattern_learning')
GROUP BY told.table_name
ORDER BY told.table_name
