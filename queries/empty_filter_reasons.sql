-- Which filter removed everything: how many rows there would be without it, and where they lie.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: dropped (the filter's name in a URL; "everything" for all of them)
SELECT
    'range' AS dropped,
    $since IS NOT NULL OR $until IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts(NULL, NULL, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
UNION ALL
SELECT
    'bot' AS dropped,
    $bots IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, NULL, $categories, $tables, $symbols, $outcomes, $advice, $states, $text)
UNION ALL
SELECT
    'category' AS dropped,
    $categories IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, $bots, NULL, $tables, $symbols, $outcomes, $advice, $states, $text)
UNION ALL
SELECT
    'table' AS dropped,
    $tables IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, $bots, $categories, NULL, $symbols, $outcomes, $advice, $states, $text)
UNION ALL
SELECT
    'symbol' AS dropped,
    $symbols IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, $bots, $categories, $tables, NULL, $outcomes, $advice, $states, $text)
UNION ALL
SELECT
    'outcome' AS dropped,
    $outcomes IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, NULL, $advice, $states, $text)
UNION ALL
SELECT
    'advice' AS dropped,
    $advice IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, NULL, $states, $text)
UNION ALL
SELECT
    'state' AS dropped,
    $states IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, NULL, $text)
UNION ALL
SELECT
    'q' AS dropped,
    $text IS NOT NULL AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, NULL)
UNION ALL
SELECT
    'everything' AS dropped,
    TRUE AS was_set,
    cast(coalesce(sum(records), 0) AS BIGINT) AS records,
    min(oldest_at) AS oldest_at,
    max(newest_at) AS newest_at
FROM chosen_counts(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
