-- On which scale ORACLE's confidence was stored: 120 p, 100 p, 1.2 p or p itself, told by the two numbers of each row.
-- params: the filters (since, until: timestamp UTC, half-open; bots, categories, tables, symbols, outcomes, advice, states: text[]; text; null = all)
-- one row per: era; the largest first
WITH stored AS (
    SELECT
        logged.confidence AS c,
        logged.win_probability AS p,
        chosen."at" AS moment
    FROM chosen_predictions($since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text) AS chosen
    INNER JOIN oracle_predictions AS logged ON chosen.id = logged.id
    WHERE chosen.source = 'oracle'
)

SELECT
    CASE
        WHEN p NOT BETWEEN 0 AND 1 OR p IS NULL OR c IS NULL THEN 'unknown'
        WHEN abs(c - least(1, p)) <= 0.006 THEN 'win probability'
        WHEN abs(c - least(1, 1.2 * p)) <= 0.006 THEN '0-1, times 1.2'
        WHEN abs(c - least(100, 120 * p)) <= 0.6 THEN '0-100, times 1.2'
        WHEN abs(c - 100 * p) <= 0.6 THEN '0-100'
        ELSE 'unknown'
    END AS era,
    count(*) AS n,
    min(c) AS lowest,
    max(c) AS highest,
    min(moment) AS first_at,
    max(moment) AS last_at
FROM stored
GROUP BY era
ORDER BY n DESC, era
