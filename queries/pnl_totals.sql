-- What the closed positions earned in all. A position without PnL is counted apart, never as zero.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row
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
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
