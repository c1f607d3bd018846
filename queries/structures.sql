-- What each closed position could have won and lost by its structure: the credit of its legs, and the dollars at risk.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: position, in the order of closing; positions whose legs took in no credit have no bounded win here
SELECT
    bot,
    trade_day,
    advice,
    probability,
    pnl,
    risk,
    credit
FROM chosen_positions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
ORDER BY closed_at, position_key
