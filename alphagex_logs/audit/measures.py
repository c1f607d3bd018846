"""What the warehouse says of each log table: rows, moments, how full its columns are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from alphagex_logs.audit.report import Fill
from alphagex_logs.metrics import exchange_calendar
from alphagex_logs.warehouse import questions

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.warehouse import Warehouse

_EXCHANGE = ZoneInfo("America/New_York")
_FIRST, _LAST = datetime(exchange_calendar.FIRST_YEAR, 1, 1, tzinfo=_EXCHANGE), datetime(exchange_calendar.LAST_YEAR, 12, 31, tzinfo=_EXCHANGE)
_COMMENT = re.compile(r"--.*")


@dataclass(frozen=True, slots=True)
class Measured:
    """One table in numbers; every moment is in UTC.

    `per_trading_day` is over the 30 days before `now`, to which `silent_trading_days` count: from the last row that is not in the future.
    """

    rows: int
    identities: int
    in_events: int
    without_moment: int
    first_at: datetime | None
    last_at: datetime | None
    now: datetime
    per_trading_day: float | None
    silent_trading_days: int | None
    columns: tuple[Fill, ...]

    @property
    def among_events(self) -> bool:
        """Whether its rows, as far as it has any, are among the events."""
        return self.in_events > 0 or not self.rows


def measure(warehouse: Warehouse, tables: Mapping[str, Table], now: datetime) -> dict[str, Measured]:
    """Each table, measured at this moment. Raises QuestionFailed."""
    asked = warehouse.ask("audit_tables", audit_now=now.astimezone(UTC).replace(tzinfo=None))
    answers = {row["table_name"]: row for row in asked.to_dict("records")}
    return {name: _of_table(warehouse, table, answers.get(name), now) for name, table in tables.items()}


def _of_table(warehouse: Warehouse, table: Table, seen: dict[Hashable, Any] | None, now: datetime) -> Measured:
    rows, columns = _columns(warehouse, table)
    if seen is None:
        return Measured(rows, 0, 0, 0, None, None, now, None, None, columns)
    first, last, before = (_moment(seen[name]) for name in ("first_at", "last_at", "seen_at"))
    days = _trading_days(now - timedelta(days=29), now)
    rate = float(seen["last_30_days"]) / days if days else None
    silent = None if before is None else max(0, _trading_days(before, now) - 1)
    return Measured(rows, int(seen["identities"]), int(seen["records"]), int(seen["without_moment"]), first, last, now, rate, silent, columns)


def _columns(warehouse: Warehouse, table: Table) -> tuple[int, tuple[Fill, ...]]:
    names = [column.name for column in table.columns]
    counts = ", ".join(f'count("{name}"), ({_different(table, name)})' for name in names)
    total, *numbers = warehouse.rows(f'SELECT count(*), {counts} FROM "{table.name}"')[0]  # noqa: S608  names of the catalogue
    pairs = zip(names, numbers[::2], numbers[1::2], strict=True)
    return total, tuple(Fill(name, 1 - filled / total if total else None, distinct) for name, filled, distinct in pairs)


def _different(table: Table, column: str) -> str:
    """How many values a column has: exactly, on all processors, and with one column's values in memory at a time, as count(DISTINCT ...) is not."""
    return f'SELECT count(*) FROM (SELECT DISTINCT "{column}" FROM "{table.name}" WHERE "{column}" IS NOT NULL)'  # noqa: S608  names of the catalogue


def _moment(value: pd.Timestamp) -> datetime | None:
    return None if pd.isna(value) else value.to_pydatetime().replace(tzinfo=UTC)


def _trading_days(first: datetime, last: datetime) -> int:
    """The trading days from the one to the other, both included, as the exchange counts days; only those whose calendar is known."""
    begin, end = (min(max(moment, _FIRST), _LAST).astimezone(_EXCHANGE).date() for moment in (first, last))
    return len(exchange_calendar.trading_days(begin, end))


@cache
def readers(table: str, *, in_events: bool) -> tuple[str, ...]:
    """The questions in queries/ that read this table: by name, and where its rows are among the events, as a part of those."""
    wanted = re.compile(rf"\b(?:{table}{'|events|chosen_events' if in_events else ''})\b")
    return tuple(name for name, statement in _statements().items() if wanted.search(statement))


@cache
def _statements() -> dict[str, str]:
    """The questions without their comments, and without those of the audit itself."""
    files = sorted(questions.FOLDER.glob("*.sql"))
    return {file.stem: _COMMENT.sub("", file.read_text()) for file in files if not file.stem.startswith("audit_")}
