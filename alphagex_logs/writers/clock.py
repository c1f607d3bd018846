"""The times that a row carries: the moment of its event, the exchange's day, and Chicago's clock for the legacy text columns."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers import scalars

if TYPE_CHECKING:
    from datetime import date

    from alphagex_logs.catalogue.model import Table

_zone = cache(ZoneInfo)


def event_time(table: Table, at: datetime | None) -> datetime:
    """The moment of an event in UTC; None is now. Raises ValueRefused for a datetime without a zone."""
    if at is None:
        return datetime.now(UTC)
    try:
        return scalars.moment(scalars.bare(at))
    except scalars.Unfit as unfit:
        raise ValueRefused(table.name, "at", at, unfit.why) from None


def exchange_day(moment: datetime) -> date:
    """The trading day that a moment belongs to: its date in New York."""
    return moment.astimezone(_zone("America/New_York")).date()


def chicago(moment: datetime) -> datetime:
    """The moment on the clock of the legacy text columns: US Central time."""
    return moment.astimezone(_zone("America/Chicago"))
