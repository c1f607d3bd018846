-- One logged row with all columns of its table, as JSON.
-- params: table_name (a table of the catalogue), event_id (text)
-- one row, or none
SELECT cast(to_json(logged) AS VARCHAR) AS document
FROM query_table($table_name) AS logged
WHERE event_id = try_cast($event_id AS UUID)
