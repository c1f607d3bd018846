-- Every resolved prediction with what came true: what the metrics are computed from.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: table_name, id; oldest first
SELECT
    source,
    bot,
    trade_day,
    "at",
    probability,
    won,
    confidence,
    advice,
    model_version,
    pnl,
    risk,
    vix_regime,
    gex_regime,
    revised,
    cast(event_id AS VARCHAR) AS event_id
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND ($source IS NULL OR source = $source)
ORDER BY "at", table_name, id
