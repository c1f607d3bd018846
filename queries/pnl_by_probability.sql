-- What positions earned by the probability that ORACLE had stated, in bins of 0.05.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: bin (its lower end); ascending
SELECT
    least(floor(probability * 20), 19) / 20 AS bin,
    count(pnl) AS closed_positions,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    sum(pnl) AS realised_pnl,
    avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl > 0) AS mean_win,
    avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl < 0) AS mean_loss,
    avg(probability) AS mean_probability,
    avg(cast(pnl AS DOUBLE) / cast(risk AS DOUBLE)) FILTER (WHERE risk > 0) AS mean_r
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE probability IS NOT NULL
GROUP BY bin
ORDER BY bin
