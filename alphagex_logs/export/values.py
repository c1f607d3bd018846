"""Python values as JSON: exact, and never NaN."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal


class Ready(str):
    """Text that is JSON already: rows as a download writes them."""

    __slots__ = ()


def encoded(value: object) -> str:
    """The JSON of a value: moments in ISO 8601 with Z, decimals as they are, what is no number as null."""
    if isinstance(value, Ready):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key), ensure_ascii=False)}:{encoded(cell)}" for key, cell in value.items()) + "}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "[" + ",".join(encoded(cell) for cell in value) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, datetime):
        return json.dumps(moment(value))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    return json.dumps(value, ensure_ascii=False, allow_nan=False) if isinstance(value, (str, int, float, bool, type(None))) else json.dumps(str(value))


def _number(value: Decimal) -> str:
    if not value.is_finite():
        return "null"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(value: datetime) -> str:
    """A moment as the exports write it; one without a zone is UTC."""
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return f"{aware.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"  # strftime writes the year 987 with three digits
