"""The three eras of the Oracle's `confidence`, which is a probability in the last of them only.

Until 2026-01-31 it was stored as min(100, 120 p), until 2026-02-09 as min(1, 1.2 p), since then as p; some writers send 100 p. Skill is measured
on `win_probability`; `confidence` serves as a ranking, brought to one scale.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.inputs import floats, probabilities, same_length

if TYPE_CHECKING:
    from alphagex_logs.metrics.inputs import Floats, Numbers

TOLERANCE = 0.006  # the writers rounded to two decimals


class Era(StrEnum):
    """How a row's `confidence` relates to its `win_probability`."""

    PERCENT_INFLATED = "0-100, times 1.2"
    INFLATED = "0-1, times 1.2"
    PERCENT = "0-100"
    PROBABILITY = "win probability"
    UNKNOWN = "unknown"


_FACTORS = ((Era.PROBABILITY, 1.0, 1.0), (Era.INFLATED, 1.2, 1.0), (Era.PERCENT_INFLATED, 120.0, 100.0), (Era.PERCENT, 100.0, 100.0))


def eras(confidence: Numbers, win_probability: Numbers) -> tuple[Era, ...]:
    """Recognise the era of every row by its two numbers; a row that fits none, or lacks one, is unknown."""
    c, p = floats(confidence), probabilities(win_probability)
    same_length(c, p)
    fits = [np.abs(c - np.minimum(top, factor * p)) <= TOLERANCE * top for _, factor, top in _FACTORS]
    return tuple(next((era for (era, _, _), fit in zip(_FACTORS, fits, strict=True) if fit[row]), Era.UNKNOWN) for row in range(len(c)))


def as_ranking(confidence: Numbers, win_probability: Numbers) -> tuple[Floats, tuple[int, ...]]:
    """The confidence of every row of a known era on the scale of a probability, and the positions of these rows.

    For rankings only (AUC, PnL by tenths): the inflated eras were cut off at the top, which no factor undoes.
    """
    factors = {era: factor for era, factor, _ in _FACTORS}
    known = [(row, factors[era]) for row, era in enumerate(eras(confidence, win_probability)) if era in factors]
    rows = tuple(row for row, _ in known)
    return floats(confidence)[list(rows)] / np.array([factor for _, factor in known]), rows
