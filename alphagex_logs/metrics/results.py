"""What every metric returns: a value or the reason why there is none, how many rows it rests on, and an interval."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self, SupportsFloat

WEAK_FROM = 10
OK_FROM = 30


class Reason(StrEnum):
    """Why a metric has no value."""

    NO_DATA = "no_data"
    ONE_CLASS = "one_class"
    NO_LOSSES = "no_losses"
    NO_WINS = "no_wins"
    ZERO_VARIANCE = "zero_variance"
    N_TOO_SMALL = "n_too_small"
    NO_CAPITAL = "no_capital"
    NO_RISK = "no_risk"
    FEW_LOSSES = "few_losses"
    ONE_SERIES = "one_series"


class Evidence(StrEnum):
    """How much a number of independent units can carry: fewer than 10, 10 to 29, 30 or more."""

    INSUFFICIENT = "insufficient"
    WEAK = "weak"
    OK = "ok"

    @classmethod
    def of(cls, units: int) -> Evidence:
        """The level for a number of units (bot-days where rows are grouped, else rows)."""
        if units < WEAK_FROM:
            return cls.INSUFFICIENT
        return cls.WEAK if units < OK_FROM else cls.OK


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval, or two None where it cannot be had."""

    low: float | None = None
    high: float | None = None


NO_INTERVAL = Interval()


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number, or the reason why there is none.

    `n` counts the rows used, `excluded` the rows that were missing or unusable, `units` the independent units behind `n` (bot-days).
    `minimum` is how many units it takes before the value may be shown without its warning.
    """

    value: float | None
    n: int
    excluded: int = 0
    reason: Reason | None = None
    low: float | None = None
    high: float | None = None
    units: int = -1  # replaced by n: every row is its own unit
    minimum: int = WEAK_FROM

    def __post_init__(self) -> None:
        if self.units < 0:
            object.__setattr__(self, "units", self.n)
        if (self.value is None) == (self.reason is None):
            raise ValueError("An estimate has either a value or a reason.")
        if any(number is not None and not math.isfinite(number) for number in (self.value, self.low, self.high)):
            raise ValueError("NaN and infinity do not leave the metrics.")

    @classmethod
    def of(
        cls,
        value: SupportsFloat | None,
        n: int,
        *,
        otherwise: Reason = Reason.ZERO_VARIANCE,
        interval: Interval = NO_INTERVAL,
        excluded: int = 0,
        units: int | None = None,
        minimum: int = WEAK_FROM,
    ) -> Self:
        """An estimate of a number that may have failed: None, NaN and infinity become the reason `otherwise`."""
        number = finite(value)
        reason = otherwise if number is None else None
        low, high = (None, None) if number is None else (finite(interval.low), finite(interval.high))
        return cls(number, int(n), int(excluded), reason, low, high, -1 if units is None else int(units), minimum)

    @classmethod
    def unknown(cls, reason: Reason, n: int = 0, *, excluded: int = 0, units: int | None = None, minimum: int = WEAK_FROM) -> Self:
        """An estimate without a value."""
        return cls(None, int(n), int(excluded), reason, None, None, -1 if units is None else int(units), minimum)

    @property
    def evidence(self) -> Evidence:
        """How much the number of units behind the value can carry."""
        return Evidence.of(self.units)

    @property
    def shown(self) -> bool:
        """Whether the value may be shown at full strength: it exists and rests on at least `minimum` units."""
        return self.value is not None and self.units >= self.minimum

    def excluding(self, rows: int) -> Estimate:
        """The same estimate, with the number of excluded rows that its caller knows of."""
        return replace(self, excluded=rows)

    def as_dict(self) -> dict[str, Any]:
        """The estimate as plain values for JSON, with `evidence` and `shown` spelled out."""
        return asdict(self) | {"evidence": self.evidence, "shown": self.shown}


def finite(value: SupportsFloat | None) -> float | None:
    """The value as a float, or None where it is missing, NaN or infinite."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def ratio(numerator: SupportsFloat, denominator: SupportsFloat) -> float | None:
    """The quotient, or None where the denominator is zero or the quotient too large for a float."""
    below = float(denominator)
    if below == 0:
        return None
    return finite(float(numerator) / below)  # Python floats give inf, not an error, when a quotient overflows
