-- How many rows were logged per period and one other property: the histogram above the rows.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   period: hour, day, week or month; split: bot, category, table or outcome
-- one row per: moment (UTC, the period's start), label; oldest first
SELECT
    date_trunc($period, "at") AS moment,
    coalesce(
        CASE $split
            WHEN 'bot' THEN cast(bot AS VARCHAR)
            WHEN 'category' THEN cast(category AS VARCHAR)
            WHEN 'table' THEN cast(table_name AS VARCHAR)
            WHEN 'outcome' THEN cast(outcome AS VARCHAR)
        END, '(none)'
    ) AS label,
    count(*) AS records
FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
WHERE "at" IS NOT NULL
GROUP BY ALL
ORDER BY moment, label
