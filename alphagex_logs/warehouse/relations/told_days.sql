-- The days in scope whose outcome is known. ORACLE and ARES ML speak of a bot's day, which has one outcome.
-- reads: scope_days; the events are counted before
-- one row per: table_name, bot, trade_day
SELECT
    table_name,
    bot,
    trade_day
FROM store.event_counts
WHERE
    table_name IN ('oracle_predictions', 'ares_ml_outcomes') AND outcome IS NOT NULL
    AND trade_day IN (SELECT scope_days.trade_day FROM scope_days)
GROUP BY table_name, bot, trade_day
