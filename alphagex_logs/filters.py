"""The filters: one frozen object that the pages, the API, the exports and the command line share, and its plain-text form in a URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person has chosen to see. Empty tuples and None mean "all".

    `since` and `until` are aware UTC and half-open; None on both means all time. `range` is the label they came from (1D, 7D, 30D, 90D,
    1Y, all, custom).
    """

    since: datetime | None = None
    until: datetime | None = None
    range: str = "all"
    bots: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    text: str = ""
