"""A dict, list or dataclass into the plain document that a JSON column holds, refusing what JSON cannot say exactly."""

from __future__ import annotations

import dataclasses
import math
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from alphagex_logs.writers import scalars
from alphagex_logs.writers.scalars import Unfit

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MAX_DEPTH = 32  # PostgreSQL stores deeper ones that readers then cannot open
MAX_NODES = 20_000
MAX_DOCUMENT_BYTES = 1024 * 1024

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def document(value: object) -> Plain:
    """A plain copy of a dict, list, tuple, array or dataclass, for which `json.dumps(..., allow_nan=False)` always works.

    Moments become ISO text in UTC, days ISO text, UUIDs and enumeration members their text. A Decimal becomes the number that
    prints the same where a float can, else text. Keys that are numbers or days become their text.
    Raises Unfit with the path of the part that cannot be kept: NaN and infinities, naive datetimes, sets, bytes, objects, other
    keys, two keys with one text, more than 32 levels, 20,000 parts or 1 MiB of text.
    """
    if isinstance(value, str | int | float | Decimal):
        raise Unfit("the column holds a document: send a dict or a list, and json.loads what is JSON text already")
    return part(value)


def part(value: object) -> Plain:
    """A plain copy of anything that can be part of a document; see there."""
    return _Walk().plain(value, "", 1)


class _Walk:
    """One pass over one document, with what is left of its budget."""

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        self.size = MAX_DOCUMENT_BYTES

    def plain(self, value: object, path: str, depth: int) -> Plain:
        """The plain form of one part."""
        self._spend(value, path)
        value = scalars.bare(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, int | float | Decimal):
            return _number(value, path)
        if isinstance(value, datetime | date | uuid.UUID):
            return _label(value, path)
        return self._container(value, path, depth)

    def _container(self, value: object, path: str, depth: int) -> Plain:
        if depth > MAX_DEPTH:
            raise Unfit(f"it is nested more than {MAX_DEPTH} levels deep", type(value).__name__, path)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: self.plain(getattr(value, field.name), f"{path}.{field.name}", depth + 1) for field in dataclasses.fields(value)}
        if isinstance(value, Mapping):
            return self._mapping(value, path, depth)
        if not isinstance(value, list | tuple) and callable(tolist := getattr(value, "tolist", None)):
            value = tolist()
        if isinstance(value, list | tuple):
            return [self.plain(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
        raise Unfit(f"JSON has no form for a {type(value).__qualname__}", value, path)

    def _mapping(self, value: Mapping[object, object], path: str, depth: int) -> Plain:
        plain: dict[str, Plain] = {}
        for raw, item in value.items():
            key = self._key(raw, path)
            if key in plain:
                raise Unfit(f"two keys become the text {key!r}", raw, path)
            plain[key] = self.plain(item, f"{path}.{key}", depth + 1)
        return plain

    def _key(self, raw: object, path: str) -> str:
        key = scalars.bare(raw)
        if isinstance(key, int | float | Decimal) and not isinstance(key, bool):
            return str(_number(key, path))
        if isinstance(key, date | uuid.UUID):
            return _label(key, path)
        if isinstance(key, str):
            return self._text(key, path)
        raise Unfit("a key must be text, a number or a day", raw, path)

    def _text(self, value: str, path: str) -> str:
        exact = _located(scalars.text, value, path)
        self.size -= len(exact)
        if self.size < 0:
            raise Unfit(f"the document holds more than {MAX_DOCUMENT_BYTES:,} characters of text", exact, path)
        return exact

    def _spend(self, value: object, path: str) -> None:
        self.nodes -= 1
        if self.nodes < 0:
            raise Unfit(f"the document has more than {MAX_NODES:,} parts", value, path)


def _number(value: float | Decimal, path: str) -> int | float | str:
    if isinstance(value, Decimal):
        return _decimal(value, path)
    if isinstance(value, int):
        return _located(scalars.long_whole, value, path)
    return _located(scalars.real, value, path) + 0.0  # JSONB knows no -0


def _decimal(value: Decimal, path: str) -> float | str:
    if not value.is_finite():
        raise Unfit(scalars.NOT_FINITE, value, path)
    number = float(value)
    return number + 0.0 if math.isfinite(number) and Decimal(repr(number)) == value else str(value)


def _label(value: date | uuid.UUID, path: str) -> str:
    if isinstance(value, datetime):
        return _located(scalars.moment, value, path).isoformat()
    if isinstance(value, date):
        return _located(scalars.day, value, path).isoformat()
    return str(value)


def _located(check: Callable[[object], T], value: object, path: str) -> T:
    try:
        return check(value)
    except Unfit as unfit:
        raise Unfit(unfit.why, value, path) from None
