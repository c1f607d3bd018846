"""One audit of all tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alphagex_logs.audit import checks, measures, sources, writing
from alphagex_logs.audit.clock import clock
from alphagex_logs.audit.links import links
from alphagex_logs.audit.report import Finding, Report, TableAudit
from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.drift import drift
from alphagex_logs.postgres.trial import try_all

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from alphagex_logs.audit.checks import Seen
    from alphagex_logs.audit.measures import Measured
    from alphagex_logs.audit.report import Check
    from alphagex_logs.audit.sources import Statement
    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.settings import Settings
    from alphagex_logs.warehouse import Warehouse

_WRITERS = "A public writer"
_QUESTIONS = "Questions read"
_SCHEMA = ("Its columns", "The schema accepts every write")


def run(
    warehouse: Warehouse,
    url: str | None = None,
    *,
    sources_in: Path | None = None,
    endpoints: Collection[str] | None = None,
    now: datetime | None = None,
) -> Report:
    """Audit all tables: rows from the warehouse; with the `url` of PostgreSQL its schema too; with a folder of sources what they send.

    `endpoints` are the paths of the API; `now` is when tables have to be fresh, the present unless told otherwise (clock.py). What is not
    given is not claimed. Raises QuestionFailed; DatabaseUnreachable for the url.
    """
    scanned, at = sources.scan(sources_in) if sources_in else None, clock(warehouse, now)
    seen = checks.Seen(
        drift=tuple(drift(url)) if url else None,
        statements=_tried(scanned.statements, url) if scanned else None,
        endpoints=frozenset(endpoints) if endpoints is not None else None,
        links=links(warehouse),
    )
    measured = measures.measure(warehouse, TABLES, at.now)
    tables = tuple(_audited(warehouse, table, measured[name], seen) for name, table in TABLES.items())
    return Report(tables, at.now, (at.told, *_notes(scanned)))


def of_running(warehouse: Warehouse, settings: Settings, endpoints: Collection[str] | None = None) -> Report:
    """The audit of a warehouse that is being refreshed: its schema too while PostgreSQL answers, else a note instead. Raises QuestionFailed."""
    try:
        return run(warehouse, settings.database_url or embedded.url_of(settings.data_dir), endpoints=endpoints)
    except DatabaseUnreachable:
        found = run(warehouse, endpoints=endpoints)
        return replace(found, notes=(*found.notes, "The schema was not compared: PostgreSQL does not answer."))


def of_schema(url: str, sources_in: Path | None = None) -> list[str]:
    """What a database that is not migrated lacks, and which statements of the sources it refuses, one line each. Changes nothing.

    Its rows cannot be audited before it is migrated. Raises DatabaseUnreachable.
    """
    found = sources.scan(sources_in).statements if sources_in else ()
    refused = [f"FAILED {one.place}: {one.verb} {', '.join(one.tables)}: {why}" for one, why in _tried(found, url) if why]
    return [*(f"DRIFTED {line}" for line in drift(url)), *refused]


def _tried(found: tuple[Statement, ...], url: str | None) -> tuple[tuple[Statement, str | None], ...]:
    if url is None:
        return tuple((statement, None) for statement in found)
    whole = [statement for statement in found if not statement.dynamic]
    refused = dict(zip(map(id, whole), try_all(url, [(one.sql, one.known) for one in whole]), strict=True))
    return tuple((statement, refused.get(id(statement))) for statement in found)


def _audited(warehouse: Warehouse, table: Table, measured: Measured, seen: Seen) -> TableAudit:
    found = tuple(checks.checks(warehouse, table, measured, seen))
    foreign = [f"{one.place} ({one.verb})" for one, _why in seen.of(table.name, writes=True)]
    reading = [one.place for one, _why in seen.of(table.name, writes=False)]
    return TableAudit(
        name=table.name,
        number=table.number,
        category=table.category,
        catalogued=table.status,
        status=_status(table, measured, found),
        rows=measured.rows,
        first_at=measured.first_at,
        last_at=measured.last_at,
        per_trading_day=measured.per_trading_day,
        writers=(*writing.own(table)[0], *foreign),
        readers=(*measures.readers(table.name, in_events=measured.among_events), *reading),
        columns=measured.columns,
        checks=found,
    )


def _status(table: Table, measured: Measured, found: tuple[Check, ...]) -> str:
    """The worst that was measured, else what the catalogue says."""
    failed = [check.claim for check in found if check.result == "failed"]
    if any(claim.startswith(_SCHEMA) for claim in failed):
        return Finding.DRIFTED
    if any(claim.startswith((_WRITERS, _QUESTIONS)) for claim in failed):
        return Finding.ORPHAN
    if not measured.rows:
        return Finding.SILENT
    return Finding.STALE if any(claim.startswith("It is as fresh") for claim in failed) else table.status


def _notes(scanned: sources.Scan | None) -> tuple[str, ...]:
    if scanned is None:
        return ()
    unnamed = [f"{place} names its table only when it runs." for place in scanned.unnamed]
    return (*unnamed, *(f"{file} (cannot be read as Python)" for file in scanned.unreadable))
