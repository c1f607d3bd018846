"""The real days, and what the close of each leaves known: every number here looks backwards only."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import date
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Trend
from alphagex_logs.replay.gamma import Gamma, model_gamma
from alphagex_logs.replay.pricing import SESSIONS_PER_YEAR, deviation

if TYPE_CHECKING:
    from collections.abc import Sequence

SYMBOL = "SPX"
_MONTH, _YEAR = 30, 252


@dataclass(frozen=True, slots=True)
class Day:
    """One real session of the S&P 500 index, prices and VIX in index points."""

    date: date
    open: float
    high: float
    low: float
    close: float
    volume: int
    vix: float


@dataclass(frozen=True, slots=True)
class Known:
    """What the close of one session leaves known. None: too little history.

    Returns and changes are in percent, `move` in daily deviations that the VIX of the day before implied.
    """

    day: Day
    sessions: int  # so many are over, this one included
    change: float | None
    change_5d: float | None
    change_20d: float | None
    move: float | None
    mean_20: float  # over what there is, while there are fewer
    mean_50: float
    below_high: float  # percent under the highest close of a year
    vix_change: float | None
    vix_percentile_30d: float
    vix_percentile: float  # over a year
    vix_rank: float  # 0 at the lowest VIX of a year, 100 at the highest
    realised: float | None  # annualised volatility of 20 sessions, as a fraction
    rsi: float | None  # relative strength over 14 sessions, 0-100
    gamma: Gamma

    @property
    def spot(self) -> float:
        """The closing price."""
        return self.day.close

    @property
    def vix(self) -> float:
        """The closing VIX."""
        return self.day.vix

    @property
    def realised_to_implied(self) -> float | None:
        """Realised volatility over VIX: below 1 the options were dearer than what happened."""
        return None if self.realised is None else self.realised / (self.vix / 100)

    @property
    def trend(self) -> Trend:
        """Bullish above a rising mean, bearish below a falling one, else neutral."""
        if self.spot > self.mean_20 > self.mean_50:
            return Trend.BULLISH
        return Trend.BEARISH if self.spot < self.mean_20 < self.mean_50 else Trend.NEUTRAL


def load_days() -> tuple[Day, ...]:
    """The 1,257 sessions from 2014-01-03 to 2018-12-31, oldest first."""
    text = resources.files(__package__).joinpath("spx_vix_daily.csv").read_text(encoding="utf-8")
    return tuple(_day(row) for row in csv.DictReader(text.splitlines()))


def _day(row: dict[str, str]) -> Day:
    opened, high, low, close = (float(row[f"spx_{name}"]) for name in ("open", "high", "low", "close"))
    return Day(date.fromisoformat(row["date"]), opened, high, low, close, int(row["spx_volume"]), float(row["vix_close"]))


def known_at_close(past: Sequence[Day]) -> Known:
    """What is known when the last of these days closes."""
    today, yesterday = past[-1], past[-2] if len(past) > 1 else None
    closes = [day.close for day in past[-_YEAR:]]
    vixes = [day.vix for day in past[-_YEAR:]]
    mean_20 = _mean(closes[-20:])
    return Known(
        day=today,
        sessions=len(past),
        change=_change(closes, 1),
        change_5d=_change(closes, 5),
        change_20d=_change(closes, 20),
        move=None if yesterday is None else math.log(today.close / yesterday.close) / deviation(yesterday.vix, 1),
        mean_20=mean_20,
        mean_50=_mean(closes[-50:]),
        below_high=100 * (1 - today.close / max(closes)),
        vix_change=_change(vixes, 1),
        vix_percentile_30d=_percentile(vixes[-_MONTH:]),
        vix_percentile=_percentile(vixes),
        vix_rank=_rank(vixes),
        realised=_realised(closes[-21:]),
        rsi=_rsi(closes[-15:]),
        gamma=model_gamma(today.close, mean_20, today.vix),
    )


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _change(series: Sequence[float], sessions: int) -> float | None:
    return 100 * (series[-1] / series[-1 - sessions] - 1) if len(series) > sessions else None


def _percentile(series: Sequence[float]) -> float:
    """The share of the series, in percent, that the last value is not below."""
    return 100 * sum(number <= series[-1] for number in series) / len(series)


def _rank(series: Sequence[float]) -> float:
    low, high = min(series), max(series)
    return 100 * (series[-1] - low) / (high - low) if high > low else 50.0


def _realised(closes: Sequence[float]) -> float | None:
    """Annualised standard deviation of 20 log returns around zero, as VIX is quoted."""
    if len(closes) < 21:
        return None
    returns = [math.log(b / a) for a, b in pairwise(closes)]
    return math.sqrt(_mean([r * r for r in returns]) * SESSIONS_PER_YEAR)


def _rsi(closes: Sequence[float]) -> float | None:
    """Gains as a percentage of all moves of 14 sessions, each weighing the same."""
    if len(closes) < 15:
        return None
    moves = [b - a for a, b in pairwise(closes)]
    gained = math.fsum(move for move in moves if move > 0)
    return 100 * gained / math.fsum(map(abs, moves))
