"""The time axis: room for its ticks, and ticks that are days however few of them there are."""

from __future__ import annotations

from typing import Any

import numpy as np

from alphagex_logs.charts.sheet import Margins

_TWO_LINES = 54  # ticks of days have the year beneath
_MONTHS_FROM = 160  # days in view, from which on plotly's ticks are months or years: it makes ten at most, and none of months nearer than half of one
_FEW_DAYS = 7
_DAY = 86_400_000  # milliseconds


def below_dates(days: Any) -> int:
    """Room for the ticks and the title of an axis of these days."""
    at = np.asarray(days, dtype="datetime64[D]")
    long = len(at) > 1 and (at.max() - at.min()) >= np.timedelta64(_MONTHS_FROM, "D")
    return Margins().bottom if long else _TWO_LINES


def dates(days: Any, *, bars: bool = False) -> dict[str, Any]:
    """An axis of these days. Between few of them plotly would put ticks of hours, and around a single one of milliseconds.

    The bar of a day reaches from its midnight on; its label stands below the middle.
    """
    at = np.asarray(days, dtype="datetime64[D]")
    if not len(at):
        return {"type": "date"}
    first, last, one = at.min(), at.max(), np.timedelta64(1, "D")
    span = int((last - first) / one) + 1
    if span > _FEW_DAYS:
        return {"type": "date", **({"nticks": _FEW_DAYS} if span <= 2 * _FEW_DAYS else {})}
    ends = (first, last + one) if bars else (first - one, last + one) if span == 1 else ()
    return {"type": "date", "dtick": _DAY, "range": [str(day) for day in ends] or None, "ticklabelmode": "period" if bars else "instant"}


def line_of(days: Any) -> str:
    """How plotly draws a line over these days, which are in order: on one day alone it would not be seen."""
    return "lines" if len(days) and days[0] != days[-1] else "lines+markers"
