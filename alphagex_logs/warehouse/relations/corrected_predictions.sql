-- Predictions of the changed days of which something else is now true: that another one of the day was the one that counted, or what was at risk.
-- A prediction with an outcome is never superseded, and the risk changes with the positions only.
-- reads: scope_days, the trade days to look at; told_days, which of these have an outcome; scope_stakes, the entry days of positions told anew
-- one row per: table_name, id
-- Both parts are read by what few rows fulfil: most predictions have an outcome, and positions are seldom told anew.
WITH told AS (
    SELECT
        table_name,
        id,
        bot,
        trade_day,
        TRUE AS is_open,
        superseded,
        risk
    FROM store.predictions
    WHERE outcome IS NULL AND source IN ('oracle', 'ares_ml') AND trade_day IN (SELECT scope_days.trade_day FROM scope_days)
    UNION ALL
    SELECT
        table_name,
        id,
        bot,
        trade_day,
        FALSE AS is_open,
        superseded,
        risk
    FROM store.predictions
    WHERE outcome IS NOT NULL AND source IN ('oracle', 'ares_ml') AND trade_day IN (SELECT scope_stakes.trade_day FROM scope_stakes)
),

staked AS (
    SELECT
        bot,
        entry_day,
        sum(risk) AS risk
    FROM store.closed_positions
    WHERE entry_day IN (SELECT scope_days.trade_day FROM scope_days)
    GROUP BY bot, entry_day
),

settled AS (
    SELECT
        told.table_name,
        told.id,
        told.superseded,
        told.risk,
        told.is_open AND told_days.trade_day IS NOT NULL AS now_superseded,
        CAST(staked.risk AS DECIMAL(18, 2)) AS now_risk
    FROM told
    LEFT JOIN told_days ON told.table_name = told_days.table_name AND told.bot = told_days.bot AND told.trade_day = told_days.trade_day
    LEFT JOIN staked ON told.bot = staked.bot AND told.trade_day = staked.entry_day
)

SELECT predictions.* REPLACE (settled.now_superseded AS superseded, settled.now_risk AS risk)
FROM store.predictions AS predictions
INNER JOIN settled ON predictions.table_name = settled.table_name AND predictions.id = settled.id
WHERE settled.superseded IS DISTINCT FROM settled.now_superseded OR settled.risk IS DISTINCT FROM settled.now_risk
