"""Bringing what legacy bots wrote into the columns and the table in which readers look for it."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alphagex_logs.catalogue import AUTONOMOUS_TRADE_ACTIVITY
from alphagex_logs.errors import BackfillStopped
from alphagex_logs.postgres.answers import in_a_line
from alphagex_logs.postgres.engine import engine, unreachable

if TYPE_CHECKING:
    from sqlalchemy import Connection

BATCH = 5_000
_LOCK = 0x6261636B66696C6C  # "backfill": two at once would each take the same rows for missing

# Two bad texts must not stop the rest: only what PostgreSQL can read as a date and a time of day is read as one.
_MOMENT = """CASE WHEN log.date ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND log.time ~ '^([01][0-9]|2[0-3])[:][0-5][0-9][:][0-5][0-9]$'
    AND substr(log.date, 9, 2)::int <= extract(day FROM date_trunc('month', (substr(log.date, 1, 7) || '-01')::date) + interval '1 month - 1 day')
    THEN (log.date || ' ' || log.time)::timestamp AT TIME ZONE 'America/Chicago' END"""

# The text keeps whole seconds only, so a moment is a second. Where two rows share action and second, the one with the same words is the partner.
_UNPAIRED = f"""
WITH ours AS (SELECT unnest(CAST(:ours AS uuid[])) AS event_id),
journal AS (SELECT log.id, log.event_id, log.action, log.details, {_MOMENT} AS moment FROM autonomous_trade_log AS log),
others AS (
    SELECT act.action, date_trunc('second', act.timestamp) AS moment, count(*) AS rows, array_agg(coalesce(act.reason, act.details)) AS words
    FROM autonomous_trade_activity AS act WHERE NOT EXISTS (SELECT FROM ours WHERE ours.event_id = act.event_id) GROUP BY 1, 2
),
ranked AS (
    SELECT journal.id, journal.event_id::text AS event_id, others.rows,
        row_number() OVER (PARTITION BY journal.action, journal.moment ORDER BY (journal.details = ANY (others.words)) DESC NULLS LAST, journal.id) AS place
    FROM journal LEFT JOIN others ON others.action = journal.action AND others.moment = journal.moment
)
SELECT id, event_id FROM ranked WHERE rows IS NULL OR place > rows ORDER BY id
"""  # noqa: S608  constants of this module

_COPY = f"""
INSERT INTO autonomous_trade_activity (event_id, timestamp, action, action_type, reason, details, success, position_id, pnl_impact, bot_name,
    activity_date, activity_time, activity_timestamp)
SELECT made.event_id, coalesce({_MOMENT}, log.timestamp), log.action, CASE WHEN log.realized_pnl IS NOT NULL THEN 'EXIT' END, log.details, log.details,
    log.success <> 0, log.position_id, log.realized_pnl, log.bot_name, log.date, log.time, log.date || ' ' || log.time
FROM unnest(CAST(:ids AS bigint[]), CAST(:event_ids AS uuid[])) AS made (id, event_id)
JOIN autonomous_trade_log AS log ON log.id = made.id
ON CONFLICT (event_id) DO NOTHING
"""  # noqa: S608  constants of this module

_PNL = """
UPDATE trading_decisions SET actual_pnl = (full_decision ->> 'actual_pnl')::numeric
WHERE actual_pnl IS NULL AND full_decision ->> 'actual_pnl' ~ '^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,2})?$' AND (full_decision ->> 'actual_pnl')::numeric <> 0
"""

_BOTS = """
UPDATE trading_decisions SET bot_name = full_decision ->> 'bot_name' WHERE bot_name IS NULL AND full_decision ->> 'bot_name' <> ''
"""

# The upsert of legacy bots moves `timestamp` and leaves `prediction_time`, which the module's own table does not have.
_REVISED = """
SELECT count(*) FILTER (WHERE timestamp > prediction_time),
    count(*) FILTER (WHERE timestamp IS NULL OR prediction_time IS NULL), count(*) FROM oracle_predictions
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to one table, and to how many rows."""

    table: str
    what: str
    rows: int

    def as_dict(self) -> dict[str, object]:
        """The three as plain data."""
        return asdict(self)


def backfill(url: str, *, dry_run: bool = False, lock_seconds: float = 30) -> list[Deed]:
    """Bring the old rows of a migrated database to where readers look; a second call finds nothing to do. Gives what it did per table.

    One transaction: all of it or nothing; with `dry_run` nothing, and the numbers are those that it would have been. Two at once take turns. Raises
    DatabaseUnreachable, and BackfillStopped when others keep a row locked for `lock_seconds`.
    """
    made = engine(url, statement_seconds=0, lock_seconds=0, pool_size=1)
    try:
        with made.connect() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            connection.execute(text(f"SET LOCAL lock_timeout = {round(lock_seconds * 1000)}"))
            done = [*_journal(connection), *_decisions(connection), *_predictions(connection)]
            if not dry_run:
                connection.commit()
            return done
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) is None:
            raise unreachable(made.url, error) from error.with_traceback(None)
        raise BackfillStopped(in_a_line(error.orig or error)) from error
    finally:
        made.dispose()


def _journal(connection: Connection) -> list[Deed]:
    total = connection.scalar(text("SELECT count(*) FROM autonomous_trade_log"))
    ours = [activity_id(event_id) for event_id in connection.scalars(text("SELECT event_id FROM autonomous_trade_log"))]
    present = set(map(str, connection.scalars(text("SELECT event_id FROM autonomous_trade_activity"))))
    paired = [one for one in ours if one in present]
    unpaired = connection.execute(text(_UNPAIRED), {"ours": paired}).all()
    rows = [(row.id, activity_id(row.event_id)) for row in unpaired if activity_id(row.event_id) not in present]
    for start in range(0, len(rows), BATCH):
        ids, event_ids = zip(*rows[start : start + BATCH], strict=True)
        connection.execute(text(_COPY), {"ids": list(ids), "event_ids": list(event_ids)})
    return [
        Deed("autonomous_trade_activity", "copied from autonomous_trade_log", len(rows)),
        Deed("autonomous_trade_log", "rows that autonomous_trade_activity already had", (total or 0) - len(rows)),
    ]


def activity_id(event_id: object) -> str:
    """The id of a journal row's partner: the same that `log_action` gives it, so that copying twice is copying once."""
    return str(uuid.uuid5(uuid.UUID(str(event_id)), AUTONOMOUS_TRADE_ACTIVITY.name))


def _decisions(connection: Connection) -> list[Deed]:
    pnl = connection.execute(text(_PNL)).rowcount
    bots = connection.execute(text(_BOTS)).rowcount
    return [
        Deed("trading_decisions", "actual_pnl taken from full_decision", pnl),
        Deed("trading_decisions", "bot_name taken from full_decision", bots),
    ]


def _predictions(connection: Connection) -> list[Deed]:
    revised, unknown, _total = connection.execute(text(_REVISED)).one()
    return [
        Deed("oracle_predictions", "known to be revised: timestamp is after prediction_time; readers see them marked", revised),
        Deed("oracle_predictions", "not known whether revised: one of the two times was never stored", unknown),
    ]
