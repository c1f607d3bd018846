-- The trade statistics that are sums over closed positions: counts, rates, factors, expectancy, R, and the deepest drawdown by day.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row; a ratio without its denominator is null
WITH closed AS (
    SELECT
        trade_day,
        pnl,
        cast(pnl AS DOUBLE) / cast(nullif(risk, 0) AS DOUBLE) AS r,
        risk
    FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
),

days AS (
    SELECT
        trade_day,
        sum(pnl) AS pnl
    FROM closed
    WHERE pnl IS NOT NULL
    GROUP BY trade_day
),

balances AS (
    SELECT
        trade_day,
        sum(pnl) OVER (ORDER BY trade_day) AS balance
    FROM days
),

falls AS (
    SELECT balance - greatest(0, max(balance) OVER (ORDER BY trade_day)) AS drawdown
    FROM balances
)

SELECT
    count(pnl) AS n,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    count(*) FILTER (WHERE pnl = 0) AS scratches,
    sum(pnl) AS net_pnl,
    count(*) FILTER (WHERE pnl > 0) / nullif(count(*) FILTER (WHERE pnl <> 0), 0) AS win_rate,
    count(*) FILTER (WHERE pnl > 0) / nullif(count(pnl), 0) AS share_won,
    cast(sum(pnl) FILTER (WHERE pnl > 0) AS DOUBLE) / cast(-sum(pnl) FILTER (WHERE pnl < 0) AS DOUBLE) AS profit_factor,
    avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl > 0) / -avg(cast(pnl AS DOUBLE)) FILTER (WHERE pnl < 0) AS payoff,
    cast(sum(pnl) AS DOUBLE) / nullif(count(pnl), 0) AS expectancy,
    fsum(r) / nullif(count(r), 0) AS r_multiple,
    cast(sum(pnl) FILTER (WHERE risk > 0) AS DOUBLE) / cast(sum(risk) FILTER (WHERE risk > 0 AND pnl IS NOT NULL) AS DOUBLE) AS risk_weighted,
    (SELECT CASE WHEN count(*) > 0 THEN cast(least(min(drawdown), 0) AS DOUBLE) END FROM falls) AS max_drawdown,
    (SELECT count(*) FILTER (WHERE drawdown < 0) / nullif(count(*), 0) FROM falls) AS time_under_water
FROM closed
