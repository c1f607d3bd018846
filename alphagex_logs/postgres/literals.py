"""Values as the text that PostgreSQL reads back exactly, each by the input function of its own column."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal


def as_text(value: object) -> str | None:
    """The text of a normalised value; None is NULL.

    A text parameter takes the type of the column it meets, so nothing is guessed on the way: -0.0, 0.1 and 1.10 arrive as they left, while
    a number written into a statement is NUMERIC first, which knows no -0. Raises ValueError for NaN, infinities and NUL characters, and
    TypeError for a value of no known kind.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _clean(value: str) -> str:
    if "\0" in value:
        raise ValueError("PostgreSQL cannot store a NUL character")
    return value


def _number(value: float | Decimal) -> str:
    if not math.isfinite(value):
        raise ValueError("PostgreSQL would store a number that is not finite, and no reader could tell what it meant")
    return repr(value) if isinstance(value, float) else str(value)
