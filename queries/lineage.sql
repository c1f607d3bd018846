-- Do forecasts and closed positions find each other? A forecast belongs to the position that its bot entered on its trade day.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source that forecasts trades. forecasts and positions are matched where one meets one, alone where they meet none, and ambiguous
--   where several meet; matched + alone + ambiguous = all, on either side. Positions are those of the bots that the source speaks of
WITH forecasts AS (
    SELECT
        source,
        bot,
        trade_day,
        count(*) AS n
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE
        state IN ('resolved', 'pending', 'overdue') AND source IN ('oracle', 'ares_ml', 'spx_wheel_ml') AND ($source IS NULL OR source = $source)
        AND bot IS NOT NULL AND trade_day IS NOT NULL
    GROUP BY source, bot, trade_day
),

entered AS (
    SELECT
        bot,
        entry_day,
        count(*) AS n,
        sum(pnl) AS pnl
    FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    GROUP BY bot, entry_day
),

spoken_of AS (
    SELECT DISTINCT
        source,
        bot
    FROM forecasts
),

positions AS (
    SELECT
        spoken_of.source,
        entered.bot,
        entered.entry_day,
        entered.n,
        entered.pnl
    FROM entered
    INNER JOIN spoken_of ON entered.bot = spoken_of.bot
),

met AS (
    SELECT
        coalesce(forecasts.source, positions.source) AS source,
        coalesce(forecasts.n, 0) AS forecasts,
        coalesce(positions.n, 0) AS positions,
        coalesce(positions.pnl, 0) AS pnl
    FROM forecasts
    FULL JOIN positions ON forecasts.source = positions.source AND forecasts.bot = positions.bot AND forecasts.trade_day = positions.entry_day
)

SELECT
    source,
    cast(coalesce(sum(forecasts), 0) AS BIGINT) AS forecasts,
    cast(coalesce(sum(forecasts) FILTER (WHERE forecasts = 1 AND positions = 1), 0) AS BIGINT) AS matched,
    cast(coalesce(sum(forecasts) FILTER (WHERE positions = 0), 0) AS BIGINT) AS forecasts_alone,
    cast(coalesce(sum(forecasts) FILTER (WHERE positions > 0 AND forecasts + positions > 2), 0) AS BIGINT) AS forecasts_ambiguous,
    cast(coalesce(sum(positions), 0) AS BIGINT) AS positions,
    cast(coalesce(sum(positions) FILTER (WHERE forecasts = 0), 0) AS BIGINT) AS positions_alone,
    cast(coalesce(sum(positions) FILTER (WHERE forecasts > 0 AND forecasts + positions > 2), 0) AS BIGINT) AS positions_ambiguous,
    sum(pnl) AS pnl,
    coalesce(sum(pnl) FILTER (WHERE forecasts = 1 AND positions = 1), 0) AS pnl_matched
FROM met
GROUP BY source
ORDER BY source
