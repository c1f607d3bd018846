-- One forecast per bot-day, the last one that was resolved, and whether it came true: what is followed over time and compared.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, bot, trade_day; in the order of days, and on a day in the order in which they were made. made_at is when that was, known_at
--   when the position of that bot and day was closed: null without such a position
WITH closings AS (
    SELECT
        bot,
        entry_day,
        max(closed_at) AS known_at
    FROM closed_positions
    GROUP BY bot, entry_day
),

daily AS (
    SELECT
        source,
        bot,
        trade_day,
        arg_max((model_version, probability, won), ("at", id)) AS latest,
        max("at") AS made_at,
        count(*) AS n
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND trade_day IS NOT NULL AND ($source IS NULL OR source = $source)
    GROUP BY source, bot, trade_day
)

SELECT
    daily.source,
    daily.bot,
    daily.trade_day,
    daily.latest[1] AS model_version,
    daily.latest[2] AS probability,
    daily.latest[3] AS won,
    daily.n,
    daily.made_at,
    closings.known_at
FROM daily
LEFT JOIN closings ON daily.bot = closings.bot AND daily.trade_day = closings.entry_day
ORDER BY daily.trade_day, daily.made_at, cast(daily.source AS VARCHAR), cast(daily.bot AS VARCHAR)
