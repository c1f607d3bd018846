-- How often predictions came true over time. Scratches and unmapped outcomes are neither wins nor misses.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   period: day, week, month, quarter or year; source: one source of predictions or null = all
-- one row per: period (its first trade day), source, bot; oldest first
SELECT
    cast(date_trunc($period, trade_day) AS DATE) AS period,
    source,
    bot,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins,
    avg(probability) AS mean_probability
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND trade_day IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY ALL
ORDER BY period, source, bot
