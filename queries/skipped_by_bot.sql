-- On how many days ORACLE advised to skip, by bot: trades whose outcome nobody knows.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: bot
SELECT
    bot,
    count(DISTINCT trade_day) AS days
FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE source = 'oracle' AND state = 'skipped'
GROUP BY bot
ORDER BY bot
