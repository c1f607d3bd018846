-- Resolved predictions grouped by bot-day and stated probability: what scores and their intervals are computed from.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: bot_day, probability, source; ascending. bot_day is a number that stands for one bot on one trading day; revised_ counts rows that were
--   written again after they had been issued, which n and wins hold too
SELECT
    dense_rank() OVER (ORDER BY trade_day, bot) AS bot_day,
    probability,
    source,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins,
    count(*) FILTER (WHERE revised) AS revised_n,
    count(*) FILTER (WHERE won AND revised) AS revised_wins
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND ($source IS NULL OR source = $source)
GROUP BY trade_day, bot, probability, source
ORDER BY bot_day, probability, source
