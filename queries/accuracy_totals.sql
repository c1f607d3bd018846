-- The scores of the resolved predictions that are sums over rows: counts, hit rate, Brier score, log loss, bias, skill.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row. Probabilities are held between 0.000001 and 0.999999 for the log loss; 0.68 is what ORACLE stores when its model says nothing
WITH judged AS (
    SELECT
        probability AS p,
        cast(won AS INTEGER) AS y,
        greatest(0.000001, least(0.999999, probability)) AS held
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND probability BETWEEN 0 AND 1 AND ($source IS NULL OR source = $source)
)

SELECT
    count(*) AS n,
    sum(y) AS wins,
    avg(y) AS hit_rate,
    fsum(pow(p - y, 2)) / count(*) AS brier,
    avg(y) * (1 - avg(y)) AS uncertainty,
    -fsum(y * ln(held) + (1 - y) * ln(1 - held)) / count(*) AS log_loss,
    fsum(p - y) / count(*) AS bias,
    1 - fsum(pow(p - y, 2)) / nullif(count(*) * avg(y) * (1 - avg(y)), 0) AS skill_in_sample,
    1 - fsum(pow(p - y, 2)) / nullif(fsum(pow(0.68 - y, 2)), 0) AS skill_fixed,
    fsum(p) AS expected_wins,
    stddev_pop(p) AS sharpness
FROM judged
