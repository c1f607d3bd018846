-- answers: pnl_totals
SELECT
    count(*) AS positions,
    count(pnl) AS with_pnl,
    coalesce(sum(pnl), 0) AS net,
    coalesce(sum(pnl) FILTER (WHERE pnl > 0), 0) AS gross_profit,
    coalesce(sum(pnl) FILTER (WHERE pnl < 0), 0) AS gross_loss,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    count(*) FILTER (WHERE pnl = 0) AS scratches,
    count(risk) FILTER (WHERE pnl IS NOT NULL) AS with_risk,
    sum(risk) FILTER (WHERE pnl IS NOT NULL) AS risk,
    min(closed_at) AS first_closed_at,
    max(closed_at) AS last_closed_at
FROM store.closed_positions
WHERE {positions};

-- answers: position_pnls
SELECT bot, trade_day, pnl, risk
FROM store.closed_positions
WHERE {positions}
ORDER BY closed_at, position_key;

-- answers: pnl_by_bot_and_day
SELECT bot, trade_day, sum(pnl) AS realised_pnl, count(pnl) AS closed_positions, sum(risk) AS risk
FROM store.closed_positions
WHERE {positions}
GROUP BY ALL
ORDER BY bot, trade_day;

-- answers: pnl_by_path
SELECT bot, strategy, vix_regime, sum(pnl) AS pnl, count(pnl) AS n, count(*) - count(pnl) AS without_pnl
FROM store.closed_positions
WHERE {positions}
GROUP BY bot, strategy, vix_regime
ORDER BY bot::VARCHAR, strategy, vix_regime::VARCHAR;

-- answers: pnl_by_part
SELECT
    coalesce(bot::VARCHAR, '(none)') AS part,
    sum(pnl) AS realised_pnl,
    count(pnl) AS closed_positions,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    sum(risk) AS risk
FROM store.closed_positions
WHERE {positions}
GROUP BY bot
ORDER BY abs(realised_pnl) DESC, part;

-- answers: premium_by_bot
SELECT
    bot,
    count(*) FILTER (WHERE premium_impact <> 0) AS premium_steps,
    sum(premium_impact) AS premium,
    sum(premium_impact) FILTER (WHERE premium_impact > 0) AS taken_in,
    sum(premium_impact) FILTER (WHERE premium_impact < 0) AS paid,
    sum(pnl_impact) AS pnl
FROM (SELECT id, bot FROM events WHERE table_name = 'wheel_activity_log' AND {events}) AS chosen
INNER JOIN wheel_activity_log USING (id)
GROUP BY bot
ORDER BY bot;

-- answers: pnl_by_bot_strategy_month
SELECT
    bot,
    coalesce(strategy, '(none)') AS strategy,
    date_trunc('month', trade_day) AS month,
    sum(pnl) AS realised_pnl,
    count(pnl) AS closed_positions,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses
FROM store.closed_positions
WHERE {positions}
GROUP BY ALL
ORDER BY bot, strategy, month;

-- answers: part_pnls
SELECT bot::VARCHAR AS part, trade_day, pnl, count(*) AS n
FROM store.closed_positions
WHERE {positions}
GROUP BY ALL
ORDER BY part, trade_day, pnl;

-- answers: structures
SELECT bot, trade_day, advice, probability, pnl, risk, credit
FROM store.closed_positions
WHERE {positions}
ORDER BY closed_at, position_key;

-- answers: skipped_by_bot
SELECT bot, count(DISTINCT trade_day) AS days
FROM predictions
WHERE source = 'oracle' AND state = 'skipped' AND {predictions}
GROUP BY bot
ORDER BY bot;

-- answers: positions_list
SELECT
    position_key, table_name, category, id, event_id::VARCHAR AS event_id, bot, symbol, strategy, opened_at, closed_at, entry_day, trade_day,
    pnl, risk, contracts, probability, advice, outcome, vix, vix_regime, gex_regime
FROM store.closed_positions
WHERE {positions}
ORDER BY closed_at DESC NULLS LAST, position_key
LIMIT 100;
