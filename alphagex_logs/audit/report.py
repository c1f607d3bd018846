"""What an audit found: checks with evidence, per table, as text, Markdown and plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alphagex_logs.export.values import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ROWS = 1_000  # of one check, in JSON and on the screen
SHOWN_ROWS = 20  # of one check, in Markdown


class Finding(StrEnum):
    """What measuring a table showed; a table with none keeps the status of the catalogue."""

    DRIFTED = "DRIFTED"  # not as the catalogue says, or statements of its writers are refused
    SILENT = "SILENT"  # no row
    STALE = "STALE"  # silent for longer than its own rhythm
    ORPHAN = "ORPHAN"  # nobody writes it, or nobody reads it


class Result(StrEnum):
    """How a check ended; a note says what is so without calling it right or wrong."""

    PASSED = "passed"
    FAILED = "failed"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Check:
    """One claim about a table, whether it is true, what was seen, and the rows that it is about, at most MOST_ROWS of them."""

    claim: str
    result: Result
    evidence: str
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Fill:
    """One column in numbers: share of rows without a value, and how many different values the others have."""

    column: str
    null_rate: float | None
    distinct: int


@dataclass(frozen=True, slots=True)
class TableAudit:
    """One table: what the catalogue calls it, what was measured, and each check."""

    name: str
    number: int
    category: str
    catalogued: str
    status: str
    rows: int
    first_at: datetime | None
    last_at: datetime | None
    per_trading_day: float | None
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    columns: tuple[Fill, ...]
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that are not true."""
        return tuple(check for check in self.checks if check.result is Result.FAILED)


@dataclass(frozen=True, slots=True)
class Report:
    """The audit of all tables; `measured_at` is the moment at which they had to be fresh."""

    tables: tuple[TableAudit, ...]
    measured_at: datetime
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many checks are not true."""
        return sum(len(table.failed) for table in self.tables)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON: moments as everywhere in the API."""
        return {
            "failed": self.failed,
            "measured_at": moment(self.measured_at),
            "notes": list(self.notes),
            "tables": [_plain(asdict(table)) for table in self.tables],
        }

    def as_text(self) -> str:
        """A line per table, then each check that failed."""
        lines = [f"{'#':>2} {'table':<26} {'status':<13} {'rows':>9} {'last':<16} {'a day':>7}  checks"]
        lines += [_line(table) for table in self.tables]
        lines += [f"FAILED {table.name}: {check.claim} {check.evidence}" for table in self.tables for check in table.failed]
        return "\n".join([*lines, *self.notes, f"{self.failed} of {sum(len(table.checks) for table in self.tables)} checks failed."])

    def as_markdown(self) -> str:
        """The table of all tables, and a section with every check of each."""
        head = "# Audit of the log tables\n\n| # | table | status | rows | first | last | a trading day | failed |\n|---|---|---|---|---|---|---|---|\n"
        rows = "".join(
            f"| {table.number} | {table.name} | {table.status} | {table.rows:,} | {_moment(table.first_at)} | {_moment(table.last_at)} "
            f"| {_number(table.per_trading_day)} | {len(table.failed)} |\n"
            for table in self.tables
        )
        notes = "".join(f"\n- {note}" for note in self.notes)
        return f"{head}{rows}{notes}\n" + "".join(map(_section, self.tables))


def _section(table: TableAudit) -> str:
    checks = "".join(f"- **{check.result}** {check.claim} {_cell(check.evidence)}\n{_rows(check)}" for check in table.checks)
    fills = "".join(f"| {fill.column} | {'' if fill.null_rate is None else f'{fill.null_rate:.1%}'} | {fill.distinct:,} |\n" for fill in table.columns)
    return f"\n## {table.name}\n\n{checks}\n| column | empty | different values |\n|---|---|---|\n{fills}"


def _rows(check: Check) -> str:
    """The first rows that a check is about, as a table inside its point."""
    if not check.rows:
        return ""
    shown = check.rows[:SHOWN_ROWS]
    lines = [" | ".join(shown[0]), "|".join("---" for _ in shown[0]), *(" | ".join(_cell(_text(cell)) for cell in row.values()) for row in shown)]
    more = f"\n  {len(check.rows) - SHOWN_ROWS:,} more are in the JSON.\n" if len(check.rows) > SHOWN_ROWS else ""
    return "\n" + "".join(f"  | {line} |\n" for line in lines) + more + "\n"


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _line(table: TableAudit) -> str:
    passed = sum(check.result is Result.PASSED for check in table.checks)
    seen = f"{passed} passed, {len(table.failed)} failed"
    moment, a_day = _moment(table.last_at), _number(table.per_trading_day)
    return f"{table.number:>2} {table.name:<26} {table.status:<13} {table.rows:>9,} {moment:<16} {a_day:>7}  {seen}"


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return moment(value) if isinstance(value, datetime) else value
