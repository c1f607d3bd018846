-- One logged row in short, by its permanent identity: where it lies, and what its log says of it; full_row gives all of it.
-- params: event_id (text)
-- one row, or none
SELECT
    table_name,
    "at",
    bot,
    summary
FROM events
WHERE event_id = try_cast($event_id AS UUID)
