-- How the predictions of a period did: an outcome is what the outcome map says of its label, and scratches are neither wins nor losses.
-- Accuracy and mean confidence are in percent; null while nothing has been decided.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row
SELECT
    count(*) AS total,
    count(outcome) AS total_with_outcome,
    count(*) FILTER (WHERE result = 'win') AS wins,
    count(*) FILTER (WHERE result = 'loss') AS losses,
    100 * count(*) FILTER (WHERE result = 'win') / nullif(count(*) FILTER (WHERE result IN ('win', 'loss')), 0) AS accuracy,
    100 * avg(confidence) AS avg_confidence,
    avg(pnl) AS avg_pnl
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
