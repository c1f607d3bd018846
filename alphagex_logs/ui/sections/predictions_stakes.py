"""What is at stake where predictions are followed: what right and wrong ones were worth, and from which probability on advice was given."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("SKIP_TODAY", "TRADE_REDUCED", "TRADE_FULL")


@dataclass(frozen=True, slots=True)
class Stakes:
    """What right and wrong predictions were worth on average, in positive dollars, and the break-even probability that follows."""

    win: float
    loss: float
    n: int

    @property
    def break_even(self) -> float:
        """The probability below which a calibrated forecast loses money."""
        return self.loss / (self.win + self.loss)


def stakes(answer: pd.DataFrame) -> Stakes | None:
    """The answer to `stakes`; None where there is no gain or no loss to average."""
    row = answer.iloc[0]
    return Stakes(float(row["mean_gain"]), float(row["mean_loss"]), int(row["n"])) if row["gains"] and row["losses"] else None


def thresholds(levels: pd.DataFrame) -> dict[str, float]:
    """From which probability on each advice was given (answer to `advice_levels`); only cut points that every row agrees with."""
    lowest, highest = (levels.groupby("advice")[name].agg(kind).to_dict() for name, kind in (("lowest", "min"), ("highest", "max")))
    known = [name for name in LEVELS if name in lowest]
    apart = [upper for lower, upper in pairwise(known) if highest[lower] < lowest[upper]]
    if known and known[0] != LEVELS[0]:
        apart = [known[0], *apart]
    return {name: float(lowest[name]) for name in apart}
