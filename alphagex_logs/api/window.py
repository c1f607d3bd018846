"""The last so many days, as older clients ask for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from alphagex_logs.filters import CUSTOM, Filters


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span; `anchored` says that it ends with the newest row because that lies further back than the span is long."""

    since: datetime
    until: datetime
    anchored: bool

    def through(self, filters: Filters) -> Filters:
        """The filters, within the window."""
        return replace(filters, since=self.since, until=self.until, range=CUSTOM)

    def told(self) -> dict[str, object]:
        """The window for an answer."""
        return {"since": self.since, "until": self.until, "ends_with": "newest row" if self.anchored else "now"}


def of_days(days: int, newest: datetime | None) -> Window:
    """The last `days` until now; until the newest row, that included, when there is none in them."""
    return ending(timedelta(days=days), newest)


def ending(length: timedelta, newest: datetime | None, now: datetime | None = None) -> Window:
    """The same for any length."""
    moment = now or datetime.now(UTC)
    anchored = newest is not None and not moment - length <= newest < moment
    if newest is not None and anchored:
        moment = newest + timedelta(microseconds=1)
    return Window(moment - length, moment, anchored)
