-- How many rows each choice of each filter would show, the other filters staying as they are: a filter does not count against itself.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: facet, label ("(none)" for rows without one); at most 200 labels a facet, the most frequent first
-- The counts are read once: what rows have in common is counted, and the filters choose among the few hundred combinations.
WITH logged AS (
    SELECT
        table_name,
        category,
        bot,
        symbol,
        cast(action AS VARCHAR) AS action,
        outcome,
        advice,
        sum(records) AS records
    FROM chosen_counts($since, $until, NULL, NULL, NULL, NULL, NULL, NULL, $states, $text)
    GROUP BY ALL
),

-- A scored trade's own row has no outcome; where rows are picked by the state of their prediction, it is picked by the outcome of that, not by none.
scored AS (
    SELECT
        table_name,
        category,
        bot,
        symbol,
        'SCORE_TRADE' AS action,
        CASE WHEN signs.factor > 0 THEN outcome END AS outcome,
        advice,
        sum(signs.factor) AS records
    FROM chosen_predictions($since, $until, NULL, NULL, NULL, NULL, NULL, NULL, $states, $text)
    CROSS JOIN (VALUES (1), (-1)) AS signs (factor)
    WHERE $states IS NOT NULL AND source = 'spx_wheel_ml' AND outcome IS NOT NULL
    GROUP BY ALL
),

combined AS (
    SELECT
        table_name,
        category,
        bot,
        symbol,
        action,
        outcome,
        advice,
        sum(records) AS records
    FROM (
        SELECT * FROM logged
        UNION ALL
        SELECT * FROM scored
    ) AS counts
    GROUP BY ALL
    HAVING sum(records) > 0
),

passed AS (
    SELECT
        *,
        is_chosen($tables, table_name) AS by_table,
        is_chosen($categories, category) AS by_category,
        is_chosen($bots, bot) AS by_bot,
        is_chosen($symbols, symbol) AS by_symbol,
        is_chosen($outcomes, outcome) AS by_outcome,
        is_chosen($advice, advice) AS by_advice
    FROM combined
),

labelled AS (
    SELECT
        facets.facet,
        CASE facets.facet
            WHEN 'table' THEN cast(passed.table_name AS VARCHAR)
            WHEN 'category' THEN cast(passed.category AS VARCHAR)
            WHEN 'bot' THEN cast(passed.bot AS VARCHAR)
            WHEN 'symbol' THEN cast(passed.symbol AS VARCHAR)
            WHEN 'action' THEN cast(passed.action AS VARCHAR)
            WHEN 'outcome' THEN cast(passed.outcome AS VARCHAR)
            WHEN 'advice' THEN cast(passed.advice AS VARCHAR)
        END AS label,
        passed.records
    FROM passed
    CROSS JOIN (VALUES ('table'), ('category'), ('bot'), ('symbol'), ('action'), ('outcome'), ('advice')) AS facets (facet)
    WHERE
        (passed.by_table OR facets.facet = 'table')
        AND (passed.by_category OR facets.facet = 'category')
        AND (passed.by_bot OR facets.facet = 'bot')
        AND (passed.by_symbol OR facets.facet = 'symbol')
        AND (passed.by_outcome OR facets.facet = 'outcome')
        AND (passed.by_advice OR facets.facet = 'advice')
    UNION ALL
    SELECT
        'state' AS facet,
        state AS label,
        count(*) AS records
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, NULL, $text)
    GROUP BY state
),

counted AS (
    SELECT
        facet,
        coalesce(label, '(none)') AS label,
        cast(sum(records) AS BIGINT) AS records
    FROM labelled
    GROUP BY ALL
)

SELECT
    facet,
    label,
    records
FROM counted
QUALIFY row_number() OVER (PARTITION BY facet ORDER BY records DESC, label) <= 200
ORDER BY facet, records DESC, label
