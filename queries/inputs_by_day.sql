-- What the forecasters had before them: the inputs that were logged with the last forecast of each bot and day, averaged over the bots of a day.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   source: one source of predictions or null = all
-- one row per: source, trade_day; in the order of days. Null: not logged. Changes, moves and returns as the forecaster logs them; flip_point and
--   call_wall: percent above the spot price, put_wall: percent below it
WITH latest AS (
    SELECT
        source,
        bot,
        trade_day,
        arg_max(id, ("at", id)) AS id
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE trade_day IS NOT NULL AND ($source IS NULL OR source = $source)
    GROUP BY source, bot, trade_day
)

SELECT
    latest.source,
    latest.trade_day,
    avg(
        coalesce(
            oracle.vix, ares.vix, cast(wheel.vix AS DOUBLE), advisor.vix_level, try_cast(regime.features_used -> 'features' ->> 'vix' AS DOUBLE)
        )
    ) AS vix,
    avg(
        coalesce(
            ares.vix_percentile_30d, cast(wheel.vix_percentile AS DOUBLE), try_cast(regime.features_used -> 'features' ->> 'vix_percentile' AS DOUBLE)
        )
    ) AS vix_percentile,
    avg(ares.vix_change_1d) AS vix_change,
    avg(cast(wheel.iv_rank AS DOUBLE)) AS iv_rank,
    avg(coalesce(oracle.gex_net, ares.net_gex, cast(wheel.net_gex AS DOUBLE))) AS net_gex,
    avg(coalesce(oracle.gex_normalized, try_cast(regime.features_used -> 'features' ->> 'gex_normalized' AS DOUBLE))) AS gex_normalized,
    avg(100 * (oracle.gex_flip_point / nullif(oracle.spot_price, 0) - 1)) AS flip_point,
    avg(coalesce(100 * (oracle.gex_call_wall / nullif(oracle.spot_price, 0) - 1), cast(wheel.call_wall_distance_pct AS DOUBLE))) AS call_wall,
    avg(coalesce(100 * (1 - oracle.gex_put_wall / nullif(oracle.spot_price, 0)), cast(wheel.put_wall_distance_pct AS DOUBLE))) AS put_wall,
    avg(ares.expected_move_pct) AS expected_move,
    avg(ares.price_change_1d) AS price_change,
    avg(cast(wheel.spx_5d_return AS DOUBLE)) AS return_5d,
    avg(cast(wheel.spx_20d_return AS DOUBLE)) AS return_20d,
    avg(ares.win_rate_30d) AS win_rate,
    avg(cast(wheel.delta AS DOUBLE)) AS delta
FROM latest
LEFT JOIN oracle_predictions AS oracle ON latest.id = oracle.id AND latest.source = 'oracle'
LEFT JOIN ares_ml_outcomes AS ares ON latest.id = ares.id AND latest.source = 'ares_ml'
LEFT JOIN ml_decision_logs AS scored ON latest.id = scored.id AND latest.source = 'spx_wheel_ml'
LEFT JOIN spx_wheel_ml_outcomes AS wheel ON scored.trade_id = wheel.trade_id
LEFT JOIN ml_predictions AS regime ON latest.id = regime.id AND latest.source = 'ml_regime'
LEFT JOIN ai_predictions AS advisor ON latest.id = advisor.id AND latest.source = 'ai_advisor'
GROUP BY latest.source, latest.trade_day
ORDER BY latest.trade_day, latest.source
