-- One forecast per bot-day, the last one that was resolved, and whether it came true: what is followed over time and compared.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, bot, trade_day; in the order of days
SELECT
    source,
    bot,
    trade_day,
    arg_max(model_version, ("at", id)) AS model_version,
    arg_max(probability, ("at", id)) AS probability,
    arg_max(won, ("at", id)) AS won,
    count(*) AS n
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE state = 'resolved' AND won IS NOT NULL AND trade_day IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY source, bot, trade_day
ORDER BY trade_day, source, bot
