-- What was logged just before and after a row by the same bot, or by anyone where the row names no bot.
-- params: event_id (text), reach (how many rows on each side)
-- one row per: place (negative before, 0 the row itself, positive after); oldest first
WITH chosen AS (
    SELECT
        "at",
        table_name,
        id,
        bot
    FROM events
    WHERE event_id = try_cast($event_id AS UUID)
),

around AS (
    SELECT
        events.*,
        (events."at", events.table_name, events.id) < (chosen."at", chosen.table_name, chosen.id) AS is_before,
        (events."at", events.table_name, events.id) > (chosen."at", chosen.table_name, chosen.id) AS is_after
    FROM events
    INNER JOIN chosen ON chosen.bot IS NULL OR events.bot = chosen.bot
    WHERE events."at" IS NOT NULL
),

placed AS (
    (SELECT
        *,
        -row_number() OVER (ORDER BY "at" DESC, table_name DESC, id DESC) AS place
    FROM around
    WHERE is_before
    ORDER BY "at" DESC, table_name DESC, id DESC
    LIMIT $reach)
    UNION ALL
    (SELECT
        *,
        row_number() OVER (ORDER BY "at", table_name, id) AS place
    FROM around
    WHERE is_after
    ORDER BY "at", table_name, id
    LIMIT $reach)
    UNION ALL
    SELECT
        *,
        0 AS place
    FROM around
    WHERE NOT is_before AND NOT is_after
)

SELECT
    place,
    table_name,
    category,
    id,
    cast(event_id AS VARCHAR) AS event_id,
    "at",
    bot,
    symbol,
    action,
    probability,
    outcome,
    pnl,
    summary
FROM placed
ORDER BY place
