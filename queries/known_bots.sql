-- The bots that the rows name, beside those of the catalogue.
-- params: none
-- one row per: bot
SELECT DISTINCT cast(bot AS VARCHAR) AS bot
FROM event_counts
WHERE bot IS NOT NULL
ORDER BY bot
