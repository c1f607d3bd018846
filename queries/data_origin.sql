-- Whether the rows come from the replay: it is the one writer that simulates gamma exposure, and it says so in every entry, its first too.
-- params: none
-- one row
SELECT coalesce(bool_or(decisions.full_decision ->> '$.market_context.gex_source' = 'SIMULATED'), FALSE) AS is_replay
FROM trading_decisions AS decisions
WHERE decisions.id = (
    SELECT min(earliest.id) FROM trading_decisions AS earliest
    WHERE earliest.decision_type = 'ENTRY_SIGNAL'
)
