"""One statement of a legacy bot, with values of the Python types that it sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

EASTERN = timezone(timedelta(hours=-5))
CENTRAL = timezone(timedelta(hours=-6))
NOON = datetime(2025, 12, 1, 12, 0, tzinfo=EASTERN)


@dataclass(frozen=True)
class Write:
    """One statement; `before` are statements that a run of the legacy program has sent by then."""

    name: str
    statement: str
    values: tuple[object, ...]
    before: tuple[Write, ...] = ()


def insert(name: str, table: str, ending: str = "", before: tuple[Write, ...] = (), **values: object) -> Write:
    marks = ", ".join(["%s"] * len(values))
    return Write(name, f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) {ending}", tuple(values.values()), before)
