-- Hit rates by what was known beforehand, for finding where predictions fail.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all; by: bot, advice, vix_regime, gex_regime, weekday or model_version
-- one row per: segment
SELECT
    coalesce(
        CASE $by
            WHEN 'bot' THEN cast(bot AS VARCHAR)
            WHEN 'advice' THEN cast(advice AS VARCHAR)
            WHEN 'vix_regime' THEN cast(vix_regime AS VARCHAR)
            WHEN 'gex_regime' THEN gex_regime
            WHEN 'weekday' THEN dayname(trade_day)
            WHEN 'model_version' THEN model_version
        END, '(none)'
    ) AS segment,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins,
    count(DISTINCT row(bot, trade_day)) AS bot_days,
    avg(probability) AS mean_probability,
    avg(pow(probability - cast(won AS INTEGER), 2)) AS brier
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY segment
ORDER BY n DESC, segment
