"""The claims about one log table, each put to the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from alphagex_logs import export
from alphagex_logs.audit import measures, writing
from alphagex_logs.audit.report import Check, Result
from alphagex_logs.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alphagex_logs.audit.measures import Measured
    from alphagex_logs.audit.sources import Statement
    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.warehouse import Warehouse

_CLOCKS_DIFFER = timedelta(days=1)
ALL_COLUMNS = frozenset({"id", "event_id", "row_version"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What the audit knows besides the numbers. None says that it was not asked."""

    drift: tuple[str, ...] | None = None
    statements: tuple[tuple[Statement, str | None], ...] | None = None  # with the reason of a refusal
    endpoints: frozenset[str] | None = None
    links: Mapping[str, list[Check]] = field(default_factory=dict)

    def of(self, table: str, *, writes: bool) -> list[tuple[Statement, str | None]]:
        """The statements of the sources that write, or read, this table."""
        return [(one, why) for one, why in self.statements or () if table in one.tables and one.writes is writes]


def checks(warehouse: Warehouse, table: Table, measured: Measured, seen: Seen) -> Iterator[Check]:
    """Every check of one table, in the order in which a row travels."""
    yield from _schema(table, seen)
    yield from _writers(table, seen)
    yield _claim("It holds rows.", measured.rows > 0, f"{measured.rows:,} rows.")
    if measured.rows:
        yield from _content(warehouse, table, measured, seen)
    yield from _ways_out(warehouse, table, measured, seen)


def _claim(claim: str, holds: bool, evidence: str) -> Check:
    return Check(claim, Result.PASSED if holds else Result.FAILED, evidence)


def _schema(table: Table, seen: Seen) -> Iterator[Check]:
    if seen.drift is not None:
        found = [line for line in seen.drift if line.startswith((f"{table.name}:", f"{table.name}.", f"{table.name} "))]
        yield _claim("Its columns, keys, indexes and triggers are what the catalogue says.", not found, "; ".join(found) or "No difference.")


def _writers(table: Table, seen: Seen) -> Iterator[Check]:
    ours, wrong = writing.own(table)
    yield _claim("A public writer of ours writes it.", bool(ours) and not wrong, ", ".join([*wrong, *ours]) or "None.")
    if seen.statements is None:
        return
    found = seen.of(table.name, writes=True)
    refused = [f"{one.place}: {why}" for one, why in found if why]
    dynamic = [one.place for one, _why in found if one.dynamic]
    evidence = f"{len(found)} found, {len(refused)} refused. " + "; ".join(refused)
    yield _claim("The schema accepts every write of the sources.", not refused, evidence.strip())
    if dynamic:
        yield Check("Parts of these writes are known only when they run.", Result.NOTE, ", ".join(dynamic))


def _content(warehouse: Warehouse, table: Table, measured: Measured, seen: Seen) -> Iterator[Check]:
    yield from _freshness(table, measured)
    yield _claim("Every row has its own identity.", measured.identities == measured.rows, f"{measured.identities:,} identities of {measured.rows:,} rows.")
    if table.natural_key != ("event_id",):
        yield _unique(warehouse, table, measured)
    undated = measured.without_moment
    yield Check("Every row has a moment.", Result.NOTE if undated else Result.PASSED, f"{undated:,} rows have none." if undated else "All have one.")
    unfilled = [fill.column for fill in measured.columns if fill.null_rate == 1 and fill.column not in ALL_COLUMNS]
    yield Check("Somebody fills every column.", Result.NOTE if unfilled else Result.PASSED, ", ".join(unfilled) or "No column is empty.")
    yield from seen.links.get(table.name, [])


def _freshness(table: Table, measured: Measured) -> Iterator[Check]:
    silent, allowed = measured.silent_trading_days, max(1, round(table.rhythm.days * 5 / 7))
    told = f"Silent for {silent} trading days up to {measured.now:%Y-%m-%d}; its rhythm allows {allowed}." if silent is not None else "No row is from the past."
    yield _claim("It is as fresh as its rhythm.", silent is not None and silent <= allowed, told)
    if measured.last_at is not None and measured.last_at > measured.now + _CLOCKS_DIFFER:
        yield Check("No row lies in the future.", Result.NOTE, f"The newest is of {measured.last_at:%Y-%m-%d %H:%M} UTC.")


def _unique(warehouse: Warehouse, table: Table, measured: Measured) -> Check:
    key = ", ".join(f'"{name}"' for name in table.natural_key)
    different = warehouse.rows(f'SELECT count(*) FROM (SELECT DISTINCT {key} FROM "{table.name}")')[0][0]  # noqa: S608  names of the catalogue
    return _claim(f"No two rows share {', '.join(table.natural_key)}.", different == measured.rows, f"{different:,} of {measured.rows:,} rows.")


def _ways_out(warehouse: Warehouse, table: Table, measured: Measured, seen: Seen) -> Iterator[Check]:
    questions = measures.readers(table.name, in_events=measured.among_events)
    if measured.rows:
        yield _claim("Questions read it.", bool(questions), f"{len(questions)}: {', '.join(questions)}.")
    if seen.statements is not None:
        reads = seen.of(table.name, writes=False)
        refused = [f"{one.place}: {why}" for one, why in reads if why]
        yield _claim("The schema accepts every read of the sources.", not refused, f"{len(reads)} found. " + "; ".join(refused))
    yield _claim("The Logs page shows every row.", measured.in_events == measured.rows, f"{measured.in_events:,} events of {measured.rows:,} rows.")
    with warehouse.snapshot() as snapshot:
        given = export.Selection(table.name, Filters()).read_through(snapshot)
        listed = export.page(snapshot, export.Request(table.name, Filters(), 1)).total
    formats = ", ".join(export.Format)
    yield _claim(f"An export as {formats} holds every row.", given == measured.rows, f"Read through: {given:,} of {measured.rows:,} rows.")
    if seen.endpoints is not None:
        served = "/logs/tables/{table}" in seen.endpoints
        told = f"GET /api/logs/tables/{table.name}: {listed:,} of {measured.rows:,} rows." if served else "There is no /api/logs/tables/{table}."
        yield _claim("An endpoint serves every row.", served and listed == measured.rows, told)
