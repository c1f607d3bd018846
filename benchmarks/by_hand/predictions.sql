-- A prediction whose result and probability are known is resolved: written so, its state need not be told row by row.

-- answers: predictions_ledger
SELECT source, state, count(*) AS n, count(*) FILTER (WHERE revised) AS revised
FROM predictions
WHERE {predictions}
GROUP BY ALL
ORDER BY source, state;

-- answers: calibration_cells
SELECT
    dense_rank() OVER (ORDER BY trade_day, bot) AS bot_day,
    probability,
    source,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins,
    count(*) FILTER (WHERE revised) AS revised_n,
    count(*) FILTER (WHERE won AND revised) AS revised_wins
FROM predictions
WHERE won IS NOT NULL AND probability IS NOT NULL AND {predictions of the source}
GROUP BY trade_day, bot, probability, source
ORDER BY bot_day, probability, source;

-- answers: forecasts_by_day
WITH daily AS (
    SELECT
        source,
        bot,
        trade_day,
        arg_max((model_version, probability, won), ("at", id)) AS latest,
        count(*) AS n,
        max("at") AS made_at
    FROM predictions
    WHERE won IS NOT NULL AND probability IS NOT NULL AND trade_day IS NOT NULL AND {predictions of the source}
    GROUP BY source, bot, trade_day
),

closings AS (SELECT bot, entry_day AS trade_day, max(closed_at) AS known_at FROM closed_positions GROUP BY ALL)

SELECT source, bot, trade_day, latest[1] AS model_version, latest[2] AS probability, latest[3] AS won, n, made_at, known_at
FROM daily
LEFT JOIN closings USING (bot, trade_day)
ORDER BY trade_day, made_at, source::VARCHAR, bot::VARCHAR;

-- answers: stakes
SELECT
    count(pnl) AS n,
    count(*) FILTER (WHERE pnl > 0) AS gains,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    avg(pnl::DOUBLE) FILTER (WHERE pnl > 0) AS mean_gain,
    -avg(pnl::DOUBLE) FILTER (WHERE pnl < 0) AS mean_loss,
    mean_loss / (mean_gain + mean_loss) AS break_even
FROM predictions
WHERE won IS NOT NULL AND probability IS NOT NULL AND {predictions of the source};

-- answers: advice_levels
SELECT
    source,
    coalesce(model_version, '(none)') AS model_version,
    advice::VARCHAR AS advice,
    count(*) AS n,
    min(probability) AS lowest,
    max(probability) AS highest
FROM predictions
WHERE predictions.advice IS NOT NULL AND probability IS NOT NULL AND {predictions of the source}
GROUP BY ALL
ORDER BY source, model_version, lowest, advice;

-- answers: hit_rate_by_period
SELECT
    date_trunc('quarter', trade_day) AS period,
    source,
    bot,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins,
    avg(probability) AS mean_probability
FROM predictions
WHERE won IS NOT NULL AND probability IS NOT NULL AND trade_day IS NOT NULL AND {predictions of the source}
GROUP BY ALL
ORDER BY period, source, bot;

-- answers: inputs_by_day
WITH latest AS (
    SELECT source, bot, trade_day, arg_max(id, ("at", id)) AS id
    FROM predictions
    WHERE trade_day IS NOT NULL AND {predictions of the source}
    GROUP BY ALL
)

SELECT
    source,
    trade_day,
    avg(vix) AS vix,
    NULL::DOUBLE AS vix_percentile,
    NULL::DOUBLE AS vix_change,
    NULL::DOUBLE AS iv_rank,
    avg(gex_net) AS net_gex,
    avg(gex_normalized) AS gex_normalized,
    avg(100 * (gex_flip_point / nullif(spot_price, 0) - 1)) AS flip_point,
    avg(100 * (gex_call_wall / nullif(spot_price, 0) - 1)) AS call_wall,
    avg(100 * (1 - gex_put_wall / nullif(spot_price, 0))) AS put_wall,
    NULL::DOUBLE AS expected_move,
    NULL::DOUBLE AS price_change,
    NULL::DOUBLE AS return_5d,
    NULL::DOUBLE AS return_20d,
    NULL::DOUBLE AS win_rate,
    NULL::DOUBLE AS delta
FROM latest
INNER JOIN oracle_predictions USING (id)
GROUP BY source, trade_day
ORDER BY trade_day, source;

-- answers: segment_cells
SELECT
    dense_rank() OVER (ORDER BY trade_day, bot) AS bot_day,
    probability,
    coalesce(bot::VARCHAR, '(none)') AS bot,
    coalesce(advice::VARCHAR, '(none)') AS advice,
    coalesce(vix_regime::VARCHAR, '(none)') AS vix_regime,
    coalesce(gex_regime, '(none)') AS gex_regime,
    coalesce(dayname(trade_day), '(none)') AS weekday,
    coalesce(model_version, '(none)') AS model_version,
    count(*) AS n,
    count(*) FILTER (WHERE won) AS wins
FROM predictions
WHERE won IS NOT NULL AND probability IS NOT NULL AND {predictions of the source}
GROUP BY trade_day, predictions.bot, probability, predictions.advice, predictions.vix_regime, predictions.gex_regime, predictions.model_version
ORDER BY bot_day, probability, predictions.advice, predictions.vix_regime, predictions.gex_regime, predictions.model_version;

-- answers: rivals
WITH daily AS (
    SELECT source, bot, trade_day, arg_max((probability, won), ("at", id)) AS latest, max("at") AS made_at
    FROM predictions
    WHERE
        source IN ('oracle', 'ares_ml', 'spx_wheel_ml') AND won IS NOT NULL AND probability IS NOT NULL AND bot IS NOT NULL AND trade_day IS NOT NULL
        AND {predictions}
    GROUP BY source, bot, trade_day
),

closings AS (SELECT bot, entry_day AS trade_day, max(closed_at) AS known_at FROM closed_positions GROUP BY ALL)

SELECT
    rival.source AS rival,
    bot,
    trade_day,
    oracle.latest[1] AS said,
    rival.latest[1] AS rival_said,
    oracle.latest[2] AS won,
    oracle.latest[2] = rival.latest[2] AS agreed,
    greatest(oracle.made_at, rival.made_at) AS made_at,
    known_at
FROM daily AS oracle
INNER JOIN daily AS rival USING (bot, trade_day)
LEFT JOIN closings USING (bot, trade_day)
WHERE oracle.source = 'oracle' AND rival.source <> 'oracle'
ORDER BY trade_day, rival, bot;

-- answers: outcomes_by_bot
SELECT bot, source, coalesce(outcome::VARCHAR, '(none)') AS outcome, result, count(*) AS n, sum(pnl) AS pnl
FROM predictions
WHERE {predictions of the source}
GROUP BY bot, source, predictions.outcome, result
ORDER BY bot, source, n DESC, predictions.outcome, result;

-- answers: outcome_delays
-- The page shows one forecaster, so one table tells when its outcomes became known.
SELECT
    'oracle' AS source,
    known,
    date_diff('day', made_on, CASE WHEN hour(until_at) < 5 THEN trade_day(until_at) ELSE until_at::DATE END) AS days,
    count(*) AS n
FROM (
    SELECT chosen.made_on, chosen.known, CASE WHEN known THEN outcome_date ELSE (SELECT max("at") FROM events) END AS until_at
    FROM (
        SELECT id, coalesce(trade_day, "at"::DATE) AS made_on, state = 'resolved' AS known
        FROM predictions
        WHERE source = 'oracle' AND state IN ('resolved', 'pending', 'overdue') AND {predictions}
    ) AS chosen
    INNER JOIN oracle_predictions USING (id)
) AS waited
GROUP BY ALL
ORDER BY known, days;

-- answers: lineage
WITH forecasts AS (
    SELECT source, bot, trade_day, count(*) AS forecasts
    FROM predictions
    WHERE source = 'oracle' AND state IN ('resolved', 'pending', 'overdue') AND bot IS NOT NULL AND trade_day IS NOT NULL AND {predictions}
    GROUP BY ALL
),

entered AS (
    SELECT 'oracle' AS source, bot, entry_day AS trade_day, count(*) AS positions, sum(pnl) AS pnl
    FROM store.closed_positions
    WHERE bot IN (SELECT bot FROM forecasts) AND {positions}
    GROUP BY ALL
),

met AS (
    SELECT source, coalesce(forecasts, 0) AS forecasts, coalesce(positions, 0) AS positions, coalesce(pnl, 0) AS pnl
    FROM forecasts
    FULL JOIN entered USING (source, bot, trade_day)
)

SELECT
    source,
    sum(forecasts)::BIGINT AS forecasts,
    coalesce(sum(forecasts) FILTER (WHERE forecasts = 1 AND positions = 1), 0) AS matched,
    coalesce(sum(forecasts) FILTER (WHERE positions = 0), 0) AS forecasts_alone,
    coalesce(sum(forecasts) FILTER (WHERE positions > 0 AND forecasts + positions > 2), 0) AS forecasts_ambiguous,
    sum(positions) AS positions,
    coalesce(sum(positions) FILTER (WHERE forecasts = 0), 0) AS positions_alone,
    coalesce(sum(positions) FILTER (WHERE forecasts > 0 AND forecasts + positions > 2), 0) AS positions_ambiguous,
    sum(pnl) AS pnl,
    coalesce(sum(pnl) FILTER (WHERE forecasts = 1 AND positions = 1), 0) AS pnl_matched
FROM met
GROUP BY source
ORDER BY source;

-- answers: predictions_in_state
SELECT event_id::VARCHAR AS event_id, "at", source, bot, symbol, advice, probability, model_version, outcome, result, pnl, revised
FROM predictions
WHERE state = 'overdue' AND {predictions of the source}
ORDER BY "at" DESC, table_name DESC, id DESC
LIMIT 20;

-- answers: outcome_labels
SELECT
    source,
    outcome,
    result,
    count(*) AS n,
    count(*) FILTER (WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0)) AS against_pnl,
    sum(pnl) AS pnl
FROM predictions
WHERE outcome IS NOT NULL AND {predictions of the source}
GROUP BY source, outcome, result
ORDER BY result = 'unmapped' DESC, source, n DESC, outcome, result;

-- answers: contradictions
SELECT table_name, id, event_id::VARCHAR AS event_id, "at", bot, outcome, result, pnl, summary
FROM events
WHERE ((result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0)) AND {events}
ORDER BY "at" DESC NULLS LAST, table_name DESC, id DESC
LIMIT 20;

-- answers: confidence_eras
SELECT
    CASE
        WHEN p NOT BETWEEN 0 AND 1 OR p IS NULL OR c IS NULL THEN 'unknown'
        WHEN abs(c - least(1, p)) <= 0.006 THEN 'win probability'
        WHEN abs(c - least(1, 1.2 * p)) <= 0.006 THEN '0-1, times 1.2'
        WHEN abs(c - least(100, 120 * p)) <= 0.6 THEN '0-100, times 1.2'
        WHEN abs(c - 100 * p) <= 0.6 THEN '0-100'
        ELSE 'unknown'
    END AS era,
    count(*) AS n,
    min(c) AS lowest,
    max(c) AS highest,
    min(moment) AS first_at,
    max(moment) AS last_at
FROM (
    SELECT confidence AS c, win_probability AS p, chosen."at" AS moment
    FROM (SELECT id, "at" FROM predictions WHERE source = 'oracle' AND {predictions}) AS chosen
    INNER JOIN oracle_predictions USING (id)
)
GROUP BY era
ORDER BY n DESC, era;

-- answers: aggregated_accuracy
WITH logged AS (
    SELECT
        'ai_performance' AS table_name,
        coalesce(predictions_made, total_predictions)::DOUBLE AS made,
        coalesce(correct_predictions, profitable_trades)::DOUBLE AS hits,
        coalesce(accuracy, accuracy_rate)::DOUBLE AS stored
    FROM ai_performance
    WHERE id IN (SELECT id FROM events WHERE table_name = 'ai_performance' AND {events})
    UNION ALL
    SELECT
        'pattern_learning' AS table_name,
        occurrences::DOUBLE AS made,
        round(occurrences * CASE WHEN success_rate > 1 THEN success_rate / 100 ELSE success_rate END)::DOUBLE AS hits,
        success_rate::DOUBLE AS stored
    FROM pattern_learning
    WHERE id IN (SELECT id FROM events WHERE table_name = 'pattern_learning' AND {events})
)

SELECT
    table_name,
    count(*) AS records,
    sum(made) FILTER (WHERE made > 0 AND hits BETWEEN 0 AND made) AS made,
    sum(hits) FILTER (WHERE made > 0 AND hits BETWEEN 0 AND made) AS hits,
    avg(stored) FILTER (WHERE NOT isnan(stored)) AS mean_stored,
    count(*) FILTER (
        WHERE made > 0 AND hits BETWEEN 0 AND made AND NOT isnan(stored)
        AND abs(CASE WHEN stored > 1 THEN stored / 100 ELSE stored END - hits / made) > 0.005
    ) AS contradictions
FROM logged
GROUP BY table_name
ORDER BY table_name;
