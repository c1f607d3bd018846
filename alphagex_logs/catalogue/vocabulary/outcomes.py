"""How a trade ended, in the bots' labels, and the one map from those labels to win, loss or scratch."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class TradeOutcome(StrEnum):
    """How an advised trade ended."""

    MAX_PROFIT = "MAX_PROFIT"
    PARTIAL_PROFIT = "PARTIAL_PROFIT"
    PUT_BREACHED = "PUT_BREACHED"
    CALL_BREACHED = "CALL_BREACHED"
    DOUBLE_BREACH = "DOUBLE_BREACH"
    LOSS = "LOSS"


class WinLoss(StrEnum):
    """How a trade ended where only two labels are kept."""

    WIN = "WIN"
    LOSS = "LOSS"


class Result(StrEnum):
    """What every outcome label comes down to. A label that the map does not know is unmapped, never a loss."""

    WIN = "win"
    LOSS = "loss"
    SCRATCH = "scratch"
    UNMAPPED = "unmapped"


class PredictionState(StrEnum):
    """What has become of a prediction; exactly one holds."""

    RESOLVED = "resolved"  # its outcome is known
    PENDING = "pending"  # its outcome may still come in time
    OVERDUE = "overdue"  # its outcome should have come
    SUPERSEDED = "superseded"  # a later row of the same bot-day carries the outcome
    SKIPPED = "skipped"  # the advice was not to trade, so there is no outcome
    UNUSABLE = "unusable"  # no probability on a known scale, or a label that maps to nothing


OUTCOME_MAP_VERSION = 1

OUTCOME_MAP: Mapping[str, Result] = MappingProxyType(
    {
        "MAX_PROFIT": Result.WIN,
        "PARTIAL_PROFIT": Result.WIN,
        "WIN": Result.WIN,
        "TRUE": Result.WIN,
        "1": Result.WIN,
        "PUT_BREACHED": Result.LOSS,
        "CALL_BREACHED": Result.LOSS,
        "DOUBLE_BREACH": Result.LOSS,
        "LOSS": Result.LOSS,
        "FALSE": Result.LOSS,
        "0": Result.LOSS,
        "SCRATCH": Result.SCRATCH,
        "BREAKEVEN": Result.SCRATCH,
    }
)


def result_of(label: str | bool | int | None) -> Result | None:
    """What a stored outcome label means; None while there is no label: the trade is still open."""
    if label is None or label == "":
        return None
    return OUTCOME_MAP.get(str(label).strip().upper(), Result.UNMAPPED)
