"""What the warehouse says of each log table: rows, moments, how full its columns are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from alphagex_logs.audit.report import Fill
from alphagex_logs.metrics import exchange_calendar
from alphagex_logs.warehouse import questions

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.warehouse import Warehouse

_WHOLE = re.compile(r"\b(?:events|chosen_events)\b")


@dataclass(frozen=True, slots=True)
class Measured:
    """One table in numbers; every moment is in UTC. `per_trading_day` is over the 30 days before the newest row of all tables."""

    rows: int
    identities: int
    in_events: int
    without_moment: int
    first_at: datetime | None
    last_at: datetime | None
    newest_of_all: datetime | None
    per_trading_day: float | None
    silent_trading_days: int | None
    columns: tuple[Fill, ...]


def measure(warehouse: Warehouse, tables: Mapping[str, Table]) -> dict[str, Measured]:
    """Each table, measured. Raises QuestionFailed."""
    answers = {row["table_name"]: row for row in warehouse.ask("audit_tables").to_dict("records")}
    return {name: _of_table(warehouse, table, answers.get(name)) for name, table in tables.items()}


def _of_table(warehouse: Warehouse, table: Table, seen: dict[Hashable, Any] | None) -> Measured:
    rows, columns = _columns(warehouse, table)
    if seen is None:
        return Measured(rows, 0, 0, 0, None, None, None, None, None, columns)
    first, last, newest = (_moment(seen[name]) for name in ("first_at", "last_at", "newest_of_all"))
    days = _trading_days(newest, 30)
    rate = float(seen["last_30_days"]) / days if days else None
    return Measured(
        rows, int(seen["identities"]), int(seen["records"]), int(seen["without_moment"]), first, last, newest, rate, _between(last, newest), columns
    )


def _columns(warehouse: Warehouse, table: Table) -> tuple[int, tuple[Fill, ...]]:
    names = [column.name for column in table.columns]
    counts = ", ".join(f'count("{name}"), count(DISTINCT "{name}"::VARCHAR)' for name in names)
    total, *numbers = warehouse.rows(f'SELECT count(*), {counts} FROM "{table.name}"')[0]  # noqa: S608  names of the catalogue
    pairs = zip(names, numbers[::2], numbers[1::2], strict=True)
    return total, tuple(Fill(name, 1 - filled / total if total else None, distinct) for name, filled, distinct in pairs)


def _moment(value: pd.Timestamp) -> datetime | None:
    return None if pd.isna(value) else value.to_pydatetime().replace(tzinfo=UTC)


def _trading_days(end: datetime | None, days: int) -> int:
    if end is None:
        return 0
    return len(exchange_calendar.trading_days(datetime.fromordinal(end.toordinal() - days + 1).date(), end.date()))


def _between(last: datetime | None, newest: datetime | None) -> int | None:
    """Trading days after the table's last row, up to the newest row of all tables: old data is not stale by being old."""
    if last is None or newest is None:
        return None
    return max(0, len(exchange_calendar.trading_days(last.date(), newest.date())) - 1)


@cache
def readers(table: str) -> tuple[str, ...]:
    """The questions in queries/ that read this table, by name or as a part of all events."""
    named = re.compile(rf"\b{table}\b")
    files = sorted(questions.FOLDER.glob("*.sql"))
    return tuple(file.stem for file in files if not file.stem.startswith("audit_") and (named.search(text := file.read_text()) or _WHOLE.search(text)))
