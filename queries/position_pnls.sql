-- Every closed position's money: what the trading metrics are computed from.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: position_key; in the order of closing
SELECT
    position_key,
    bot,
    symbol,
    strategy,
    entry_day,
    trade_day,
    closed_at,
    pnl,
    risk,
    contracts,
    probability,
    advice,
    outcome,
    vix,
    vix_regime,
    gex_regime
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
ORDER BY closed_at, position_key
