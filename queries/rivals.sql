-- ORACLE and the model that forecast the same bot's same day, where both outcomes are known: what a fair comparison is made of.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: rival, bot, trade_day; agreed is false where the two tables tell of different outcomes; both were made by made_at, and the position of
--   that bot and day was closed at known_at (null without one)
WITH daily AS (
    SELECT
        source,
        bot,
        trade_day,
        arg_max((probability, won), ("at", id)) AS latest,
        max("at") AS made_at
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE is_resolved(outcome, probability, result) AND won IS NOT NULL AND bot IS NOT NULL AND trade_day IS NOT NULL
    GROUP BY source, bot, trade_day
),

closings AS (
    SELECT
        bot,
        entry_day,
        max(closed_at) AS known_at
    FROM closed_positions
    GROUP BY bot, entry_day
)

SELECT
    rival.source AS rival,
    oracle.bot,
    oracle.trade_day,
    oracle.latest[1] AS said,
    rival.latest[1] AS rival_said,
    oracle.latest[2] AS won,
    oracle.latest[2] = rival.latest[2] AS agreed,
    greatest(oracle.made_at, rival.made_at) AS made_at,
    closings.known_at
FROM daily AS oracle
INNER JOIN daily AS rival ON oracle.bot = rival.bot AND oracle.trade_day = rival.trade_day AND oracle.source = 'oracle'
LEFT JOIN closings ON oracle.bot = closings.bot AND oracle.trade_day = closings.entry_day
WHERE rival.source IN ('ares_ml', 'spx_wheel_ml')
ORDER BY oracle.trade_day, rival, oracle.bot
