"""How numbers and times read on the screen; what is unknown is an em dash, never 0. Numbers read as in the charts, dollars without cents.

The module is not called `numbers`: Streamlit puts this folder on the import path, where that name would hide the standard library's.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from alphagex_logs.charts import labels
from alphagex_logs.charts.labels import UNKNOWN, change, count, day, probability, rate, ratio

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    Number = int | float | Decimal

__all__ = [
    "NEW_YORK",
    "UNKNOWN",
    "age",
    "chance",
    "change",
    "count",
    "day",
    "interval",
    "known",
    "moment",
    "money",
    "probability",
    "rate",
    "ratio",
    "sample",
    "score",
    "signed_money",
    "zone_name",
]

NEW_YORK = ZoneInfo("America/New_York")
_SHORT_NAMES = {"America/New_York": "NY", "UTC": "UTC"}


def known(value: object) -> bool:
    """Whether there is a value: None, NaN, infinity and pandas' missing marks are none."""
    if value is None or str(value) in {"NaT", "<NA>"}:
        return False
    return not isinstance(value, float) or math.isfinite(value)


def money(value: Number | None, *, cents: bool = False) -> str:
    """`$12,345` and `-$1,204`, in whole dollars unless `cents`."""
    return labels.money(value, cents=cents)


def signed_money(value: Number | None) -> str:
    """`+$1,204` and `-$1,204`, in whole dollars."""
    return labels.signed_money(value, cents=False)


def chance(value: Number | None) -> str:
    """`0.683`, `>0.999`, `<0.001`: how probable something is, never written as certain."""
    if value is None or not known(value) or 0.001 <= value <= 0.999:
        return probability(value)
    return ">0.999" if value > 0.5 else "<0.001"


def score(value: Number | None) -> str:
    """`0.0055`: a part of a score, which is small."""
    return UNKNOWN if value is None or not known(value) else f"{value:.4f}"


def interval(low: Number | None, high: Number | None, *, of: str = "rate") -> str:
    """`[65.6, 70.9]`; `of` is rate, probability, score, ratio or money."""
    if low is None or high is None or not (known(low) and known(high)):
        return UNKNOWN
    bound: Callable[[Number], str] = {"rate": _percent, "probability": probability, "ratio": ratio, "money": money, "score": score}[of]
    return f"[{bound(low)}, {bound(high)}]"


def sample(n: int, low: Number | None = None, high: Number | None = None, *, of: str = "rate") -> str:
    """`n=1,204  [65.6, 70.9]`: how many rows a number rests on, and its interval."""
    shown = interval(low, high, of=of)
    return f"n={n:,}" if shown == UNKNOWN else f"n={n:,}  {shown}"


def _percent(value: Number) -> str:
    return f"{value * 100:.1f}"


def moment(value: datetime | None, zone: ZoneInfo = NEW_YORK, *, seconds: bool = False) -> str:
    """`2018-12-24 13:00 NY` of a time in UTC (naive times are UTC)."""
    if value is None or not known(value):
        return UNKNOWN
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    local = aware.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} {zone_name(zone, local)}" if seconds else f"{local:%Y-%m-%d %H:%M} {zone_name(zone, local)}"


def zone_name(zone: ZoneInfo, at: datetime | None = None) -> str:
    """`NY`, `UTC`, or what the zone calls itself at that moment."""
    return _SHORT_NAMES.get(zone.key) or (at or datetime.now(zone)).tzname() or zone.key


def age(span: timedelta) -> str:
    """`7 years`, `3 days`, `12 min`: the largest unit that fits, rounded down."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("year", 31_556_952), ("month", 2_629_746), ("day", 86_400), ("hour", 3_600)):
        if seconds >= size:
            whole = seconds // size
            return f"{whole} {unit}{'s' if whole > 1 else ''}"
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"
