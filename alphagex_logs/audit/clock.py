"""At which moment freshness is measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from alphagex_logs.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment, and in words which one it is."""

    now: datetime
    told: str


def clock(warehouse: Warehouse, now: datetime | None = None) -> Clock:
    """The moment that is given, else this one: when everything has stopped, nothing is fresh.

    Rows of the replay alone are history: their clock stands at the newest of them. Raises QuestionFailed.
    """
    if now is not None:
        return _at(now, "the moment that was asked for")
    ends = warehouse.ask("audit_clock").iloc[0]
    if pd.isna(ends["newest_replayed"]):  # rows that come a week after the replay's last decision are a living bot's
        return _at(datetime.now(UTC), "the present")
    return _at(ends["newest"].to_pydatetime().replace(tzinfo=UTC), "the newest row: all rows are the replay's, and history does not age")


def _at(moment: datetime, which: str) -> Clock:
    return Clock(moment, f"Freshness is measured at {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {which}.")
