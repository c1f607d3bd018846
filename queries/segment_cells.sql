-- Resolved predictions grouped by all that was known beforehand: what the table of segments is computed from.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: bot_day, probability, bot, advice, vix_regime, gex_regime, weekday, model_version; "(none)" where one is not known
SELECT
    dense_rank() OVER (ORDER BY trade_day, bot) AS bot_day,
    probability,
    coalesce(cast(bot AS VARCHAR), '(none)') AS bot,
    coalesce(cast(advice AS VARCHAR), '(none)') AS advice,
    coalesce(cast(vix_regime AS VARCHAR), '(none)') AS vix_regime,
    coalesce(gex_regime, '(none)') AS gex_regime,
    coalesce(dayname(trade_day), '(none)') AS weekday,
    coalesce(model_version, '(none)') AS model_version,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY trade_day, bot, probability, advice, vix_regime, gex_regime, model_version
ORDER BY bot_day, probability, advice, vix_regime, gex_regime, model_version
