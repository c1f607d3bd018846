-- What a right and a wrong prediction were worth in dollars: the mean gain and the mean loss of resolved predictions whose PnL is known.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row
SELECT
    count(pnl) AS n,
    count(*) FILTER (WHERE pnl > 0) AS gains,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl > 0) AS mean_gain,
    -avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl < 0) AS mean_loss,
    -avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl < 0)
    / (avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl > 0) - avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl < 0)) AS break_even
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND ($source IS NULL OR source = $source)
