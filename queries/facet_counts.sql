-- How many rows each choice of each filter would show, the other filters staying as they are: a filter does not count against itself.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: facet, label ("(none)" for rows without one); at most 200 labels a facet, the most frequent first
-- The counts are read once: what rows have in common is counted, and the filters choose among the few hundred combinations.
WITH combined AS MATERIALIZED (
    SELECT
        table_name,
        category,
        bot,
        symbol,
        action,
        outcome,
        advice,
        sum(records) AS records
    FROM chosen_counts($since, $until, NULL, NULL, NULL, NULL, NULL, NULL, $states, $text)
    GROUP BY ALL
),

passed AS MATERIALIZED (
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
        'table' AS facet,
        cast(table_name AS VARCHAR) AS label,
        records
    FROM passed
    WHERE by_category AND by_bot AND by_symbol AND by_outcome AND by_advice
    UNION ALL
    SELECT
        'category' AS facet,
        cast(category AS VARCHAR) AS label,
        records
    FROM passed
    WHERE by_table AND by_bot AND by_symbol AND by_outcome AND by_advice
    UNION ALL
    SELECT
        'bot' AS facet,
        cast(bot AS VARCHAR) AS label,
        records
    FROM passed
    WHERE by_table AND by_category AND by_symbol AND by_outcome AND by_advice
    UNION ALL
    SELECT
        'symbol' AS facet,
        cast(symbol AS VARCHAR) AS label,
        records
    FROM passed
    WHERE by_table AND by_category AND by_bot AND by_outcome AND by_advice
    UNION ALL
    SELECT
        'action' AS facet,
        cast(action AS VARCHAR) AS label,
        records
    FROM passed
    WHERE by_table AND by_category AND by_bot AND by_symbol AND by_outcome AND by_advice
    UNION ALL
    SELECT
        'outcome' AS facet,
        cast(outcome AS VARCHAR) AS label,
        records
    FROM passed
    WHERE by_table AND by_category AND by_bot AND by_symbol AND by_advice
    UNION ALL
    SELECT
        'advice' AS facet,
        cast(advice AS VARCHAR) AS label,
        records
    FROM passed
    WHERE by_table AND by_category AND by_bot AND by_symbol AND by_outcome
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
