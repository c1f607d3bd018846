-- What positions earned under each advice, in dollars and per dollar of risk: sizes differ by advice, so dollars alone mislead.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: advice ("(none)" where no advice is known), bot
SELECT
    coalesce(cast(advice AS VARCHAR), '(none)') AS advice,
    bot,
    count(pnl) AS closed_positions,
    sum(pnl) AS realised_pnl,
    count(*) FILTER (WHERE pnl > 0) AS wins,
    count(*) FILTER (WHERE pnl < 0) AS losses,
    count(*) FILTER (WHERE risk > 0 AND pnl IS NOT NULL) AS with_risk,
    avg(cast(pnl AS DOUBLE) / cast(risk AS DOUBLE)) FILTER (WHERE risk > 0) AS mean_r
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
GROUP BY ALL
ORDER BY advice, bot
