-- Realised PnL by bot, strategy and VIX regime: the bars of the waterfall, which add up to the total to the cent.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: bot, strategy, vix_regime; null where one is not known
SELECT
    cast(bot AS VARCHAR) AS bot,
    strategy,
    cast(vix_regime AS VARCHAR) AS vix_regime,
    sum(pnl) AS pnl,
    count(pnl) AS n,
    count(*) - count(pnl) AS without_pnl
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY bot, strategy, vix_regime
ORDER BY bot, strategy, vix_regime
