-- When the newest row of all was logged.
-- params: none
-- one row
SELECT max("at") AS newest_at
FROM events
