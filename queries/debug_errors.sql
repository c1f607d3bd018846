-- The newest lines of the debug log that tell of an error, and how many lines of their category do.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all);
--   page_size
-- one row per: id
WITH failed AS (
    SELECT
        told."at",
        count(*) OVER (PARTITION BY logged.category) AS errors_of_category,
        logged.*
    FROM chosen_events($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS told
    INNER JOIN spx_debug_logs AS logged ON told.id = logged.id
    WHERE told.table_name = 'spx_debug_logs' AND (upper(logged.log_level) IN ('ERROR', 'CRITICAL') OR NOT logged.success)
)

SELECT
    id,
    "at" AS "timestamp",
    category,
    subcategory,
    message,
    error_message,
    cast("data" AS VARCHAR) AS "data",
    duration_ms,
    success,
    session_id,
    scan_cycle,
    errors_of_category
FROM failed
QUALIFY row_number() OVER (ORDER BY "at" DESC, id DESC) <= $page_size OR row_number() OVER (PARTITION BY category ORDER BY "at" DESC, id DESC) = 1
ORDER BY "at" DESC, id DESC
