-- Every prediction of every model, with what became of it.
-- The models differ in which column holds what; the catalogue's roles have already made that one in events. What is left is theirs alone.
-- reads: foretold, the events to tell of; scope_days, at least their trade days; told_days, which of these have an outcome
-- one row per: table_name, id
WITH told AS NOT MATERIALIZED (
    SELECT *
    FROM foretold
    WHERE table_name IN ('oracle_predictions', 'ares_ml_outcomes', 'ml_predictions', 'ai_predictions')
),

oracle AS (
    SELECT
        told.*,
        'oracle' AS source,
        CASE WHEN logged.confidence > 1 THEN logged.confidence / 100 ELSE logged.confidence END AS confidence,
        logged.model_version,
        logged.vix,
        logged.gex_regime,
        coalesce(logged."timestamp" > logged.prediction_time, FALSE) AS revised,
        TRUE AS latest
    FROM told
    INNER JOIN store.oracle_predictions AS logged ON told.id = logged.id
    WHERE told.table_name = 'oracle_predictions'
),

ares_ml AS (
    SELECT
        told.*,
        'ares_ml' AS source,
        CASE WHEN logged.confidence > 1 THEN logged.confidence / 100 ELSE logged.confidence END AS confidence,
        logged.model_version,
        logged.vix,
        logged.gex_regime,
        FALSE AS revised,
        TRUE AS latest
    FROM told
    INNER JOIN store.ares_ml_outcomes AS logged ON told.id = logged.id
    WHERE told.table_name = 'ares_ml_outcomes'
),

-- A trade that was scored more than once has one outcome, and the last score carries it.
wheel_ml AS (
    SELECT
        told.* REPLACE (
            CASE WHEN told.latest THEN ended.outcome END AS outcome,
            CASE WHEN told.latest THEN ended.result END AS result,
            CASE WHEN told.latest THEN ended.pnl END AS pnl
        ),
        'spx_wheel_ml' AS source,
        CAST(NULL AS DOUBLE) AS confidence,
        CAST(NULL AS VARCHAR) AS model_version,
        logged.vix,
        CAST(NULL AS VARCHAR) AS gex_regime,
        FALSE AS revised
    FROM (
        SELECT
            *,
            thread IS NULL OR row_number() OVER (PARTITION BY thread ORDER BY "at" DESC, id DESC) = 1 AS latest
        FROM store.events
        WHERE
            table_name = 'ml_decision_logs' AND action = 'SCORE_TRADE'
            AND (thread IS NULL OR thread IN (SELECT foretold.thread FROM foretold WHERE foretold.table_name = 'ml_decision_logs'))
    ) AS told
    LEFT JOIN store.events AS ended ON told.thread = ended.thread AND ended.table_name = 'spx_wheel_ml_outcomes'
    LEFT JOIN store.spx_wheel_ml_outcomes AS logged ON ended.id = logged.id
    WHERE told.id IN (SELECT foretold.id FROM foretold WHERE foretold.table_name = 'ml_decision_logs')
),

ml_regime AS (
    SELECT
        told.*,
        'ml_regime' AS source,
        told.probability AS confidence,
        logged.features_used ->> 'model_version' AS model_version,
        try_cast(logged.features_used -> 'features' ->> 'vix' AS DOUBLE) AS vix,
        CAST(NULL AS VARCHAR) AS gex_regime,
        FALSE AS revised,
        TRUE AS latest
    FROM told
    INNER JOIN store.ml_predictions AS logged ON told.id = logged.id
    WHERE told.table_name = 'ml_predictions'
),

-- What it predicts is that its advice is right; the outcome of the trade is another matter.
ai_advisor AS (
    SELECT
        told.* REPLACE (
            CAST(
                coalesce(
                    result_of(coalesce(cast(logged.prediction_correct AS VARCHAR), cast(logged.correct AS VARCHAR))),
                    CASE told.advice WHEN 'TAKE_TRADE' THEN told.result WHEN 'SKIP' THEN opposite_of(told.result) END,
                    CASE WHEN told.outcome IS NOT NULL THEN 'unmapped' END
                )
                AS result_label
            ) AS result
        ),
        'ai_advisor' AS source,
        told.probability AS confidence,
        CAST(NULL AS VARCHAR) AS model_version,
        logged.vix_level AS vix,
        CAST(NULL AS VARCHAR) AS gex_regime,
        FALSE AS revised,
        TRUE AS latest
    FROM told
    INNER JOIN store.ai_predictions AS logged ON told.id = logged.id
    WHERE told.table_name = 'ai_predictions'
),

everything AS (
    FROM oracle
    UNION ALL BY NAME
    FROM ares_ml
    UNION ALL BY NAME
    FROM wheel_ml
    UNION ALL BY NAME
    FROM ml_regime
    UNION ALL BY NAME
    FROM ai_advisor
),

staked AS (
    SELECT
        bot,
        entry_day,
        sum(risk) AS risk
    FROM store.closed_positions
    WHERE entry_day IN (SELECT trade_day FROM scope_days)
    GROUP BY bot, entry_day
)

SELECT
    everything.source,
    everything.table_name,
    everything.category,
    everything.id,
    everything.event_id,
    everything."at",
    everything.trade_day,
    everything.bot,
    everything.symbol,
    everything.advice,
    everything.probability,
    CASE WHEN everything.confidence BETWEEN 0 AND 1 THEN everything.confidence END AS confidence,
    everything.model_version,
    everything.outcome,
    everything.result,
    CASE everything.result WHEN 'win' THEN TRUE WHEN 'loss' THEN FALSE END AS won,
    everything.pnl,
    staked.risk,
    everything.vix,
    vix_regime(everything.vix) AS vix_regime,
    everything.gex_regime,
    everything.revised,
    everything.outcome IS NULL AND (told_days.trade_day IS NOT NULL OR NOT everything.latest) AS superseded,
    coalesce(everything.trade_day, cast(everything."at" AS DATE)) + matures_after(everything.source) AS matures_on
FROM everything
LEFT JOIN told_days ON everything.table_name = told_days.table_name AND everything.bot = told_days.bot AND everything.trade_day = told_days.trade_day
LEFT JOIN staked ON everything.source IN ('oracle', 'ares_ml') AND everything.bot = staked.bot AND everything.trade_day = staked.entry_day
