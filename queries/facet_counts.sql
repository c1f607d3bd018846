-- How many rows each choice of each filter would show, the other filters staying as they are: a filter does not count against itself.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice: text[]; text; null = all)
-- one row per: facet, label ("(none)" for rows without one); at most 200 labels a facet, the most frequent first
WITH counted AS (
    SELECT
        'table' AS facet,
        coalesce(cast(table_name AS VARCHAR), '(none)') AS label,
        count(*) AS records
    FROM chosen_events($since, $until, $bots, $categories, NULL, $symbols, $outcomes, $advice, $text)
    GROUP BY ALL
    UNION ALL
    SELECT
        'category' AS facet,
        coalesce(cast(category AS VARCHAR), '(none)') AS label,
        count(*) AS records
    FROM chosen_events($since, $until, $bots, NULL, $tables, $symbols, $outcomes, $advice, $text)
    GROUP BY ALL
    UNION ALL
    SELECT
        'bot' AS facet,
        coalesce(cast(bot AS VARCHAR), '(none)') AS label,
        count(*) AS records
    FROM chosen_events($since, $until, NULL, $categories, $tables, $symbols, $outcomes, $advice, $text)
    GROUP BY ALL
    UNION ALL
    SELECT
        'symbol' AS facet,
        coalesce(cast(symbol AS VARCHAR), '(none)') AS label,
        count(*) AS records
    FROM chosen_events($since, $until, $bots, $categories, $tables, NULL, $outcomes, $advice, $text)
    GROUP BY ALL
    UNION ALL
    SELECT
        'action' AS facet,
        coalesce(cast(action AS VARCHAR), '(none)') AS label,
        count(*) AS records
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $text)
    GROUP BY ALL
    UNION ALL
    SELECT
        'outcome' AS facet,
        coalesce(cast(outcome AS VARCHAR), '(none)') AS label,
        count(*) AS records
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, NULL, $advice, $text)
    GROUP BY ALL
    UNION ALL
    SELECT
        'advice' AS facet,
        coalesce(cast(advice AS VARCHAR), '(none)') AS label,
        count(*) AS records
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, NULL, $text)
    GROUP BY ALL
)

SELECT
    facet,
    label,
    records
FROM counted
QUALIFY row_number() OVER (PARTITION BY facet ORDER BY records DESC, label) <= 200
ORDER BY facet, records DESC, label
