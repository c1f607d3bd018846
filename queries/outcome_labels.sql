-- Which labels the outcomes of predictions have, what each was taken for, and how often its PnL says otherwise.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, outcome, result; unmapped labels first
SELECT
    source,
    outcome,
    result,
    count(*) AS n,
    count(*) FILTER (WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0)) AS against_pnl,
    sum(pnl) AS pnl
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE outcome IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY source, outcome, result
ORDER BY result = 'unmapped' DESC, source, n DESC, outcome, result
