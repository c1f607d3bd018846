"""Values as the text that PostgreSQL reads back exactly, each by the input function of its own column."""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NUL = "PostgreSQL cannot store a NUL character"
_NOT_FINITE = "PostgreSQL would store a number that is not finite, and no reader could tell what it meant"
_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


def as_text(value: object) -> str | None:
    """The text of a normalised value; None is NULL.

    A text parameter takes the type of the column it meets, so nothing is guessed on the way: -0.0, 0.1 and 1.10 arrive as they left, while
    a number written into a statement is NUMERIC first, which knows no -0. Raises ValueError for NaN, infinities and NUL characters, and
    TypeError for a value of no known kind.
    """
    form = _FORMS.get(type(value), _document)
    return form(value)


def as_texts(values: Iterable[object]) -> list[str | None]:
    """The texts of the values of a row that COPY takes, which looks for NUL characters itself: every other row of ours is mostly text.

    Raises ValueError and TypeError as `as_text` does.
    """
    return [
        value if type(value) is str else repr(value) if type(value) is float and math.isfinite(value) else _FORMS.get(type(value), _document)(value)
        for value in values
    ]


def _nothing(_value: object) -> None:
    return None


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError(NUL)
    return value


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _real(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(_NOT_FINITE)
    return repr(value)


def _amount(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(_NOT_FINITE)
    return str(value)


def _document(value: object) -> str:
    return _ENCODER.encode(value)


_FORMS: Mapping[type, Callable[..., str | None]] = {
    NoneType: _nothing,
    str: _text,
    bool: _truth,
    int: str,
    float: _real,
    Decimal: _amount,
    date: date.isoformat,
    datetime: datetime.isoformat,
}
