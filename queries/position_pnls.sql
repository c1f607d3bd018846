-- Every closed position's money: what the trading metrics are computed from.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: position; in the order of closing
SELECT
    bot,
    trade_day,
    pnl,
    risk
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
ORDER BY closed_at, position_key
