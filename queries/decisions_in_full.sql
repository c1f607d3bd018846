-- The newest decisions with what, why and how, the legs, and how they ended.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   page_size
-- one row per: id
WITH chosen AS (
    SELECT
        id,
        "at",
        bot,
        pnl,
        outcome,
        result
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
    WHERE table_name = 'trading_decisions'
    ORDER BY "at" DESC NULLS LAST, id DESC
    LIMIT $page_size
)

SELECT
    logged.id,
    logged.event_id,
    logged.decision_id,
    chosen."at" AS "timestamp",
    logged.decision_type,
    logged.action,
    logged.symbol,
    logged.strategy,
    logged.spot_price,
    logged.primary_reason,
    logged.position_size_dollars,
    logged.position_size_contracts,
    chosen.pnl AS actual_pnl,
    cast(chosen.bot AS VARCHAR) AS bot_name,
    logged.full_decision ->> 'what' AS what,
    logged.full_decision ->> 'why' AS why,
    logged.full_decision ->> 'how' AS how,
    logged.strike,
    logged.expiration,
    logged.option_price,
    logged.vix,
    cast(chosen.outcome AS VARCHAR) AS outcome,
    cast(chosen.result AS VARCHAR) AS result,
    logged.full_decision ->> 'order_id' AS order_id,
    cast(logged.full_decision -> 'legs' AS VARCHAR) AS legs,
    cast(logged.full_decision AS VARCHAR) AS full_decision
FROM chosen
INNER JOIN trading_decisions AS logged ON chosen.id = logged.id
ORDER BY chosen."at" DESC NULLS LAST, chosen.id DESC
