"""A dict, list or dataclass into the plain document that a JSON column holds, refusing what JSON cannot say exactly."""

from __future__ import annotations

import dataclasses
import math
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from alphagex_logs.writers import scalars
from alphagex_logs.writers.scalars import NOT_SAID, Unfit

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 32  # PostgreSQL stores deeper ones that readers then cannot open
MAX_PARTS = 20_000
MAX_CHARACTERS = 1024 * 1024

T = TypeVar("T")
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def document(value: object) -> Plain:
    """A plain copy of a dict, list, tuple, array or dataclass, for which `json.dumps(..., allow_nan=False)` always works.

    Moments become ISO text in UTC, days ISO text, UUIDs and enumeration members their text. A Decimal becomes the number that
    prints the same where a float can, else text. Keys that are numbers or days become their text.
    Raises Unfit with the path of the part that cannot be kept: NaN and infinities, naive datetimes, sets, bytes, objects, other
    keys, two keys with one text, more than 32 levels, 20,000 parts or a million characters.
    """
    if isinstance(value, str | int | float | Decimal | date | uuid.UUID):
        raise Unfit("the column holds a document: send a dict or a list, and json.loads what is JSON text already", value)
    return part(value)


def part(value: object) -> Plain:
    """A plain copy of anything that can be part of a document; see there."""
    return _Walk().plain(value, 1)


class _Walk:
    """One pass over one document, with what is left of its budget."""

    def __init__(self) -> None:
        self.parts = MAX_PARTS
        self.characters = MAX_CHARACTERS

    def plain(self, value: object, depth: int) -> Plain:
        """The plain form of one part."""
        leaf = _LEAVES.get(type(value))
        if leaf is not None:
            return self._counted(leaf(value))
        bare = scalars.bare(value)
        if bare is not value:
            return self.plain(bare, depth)
        if isinstance(value, _KINDS):
            return self._counted(_leaf_of(value)(value))
        return self._container(value, depth)

    def _container(self, value: object, depth: int) -> Plain:
        if depth > MAX_DEPTH:
            raise Unfit(f"it is nested more than {MAX_DEPTH} levels deep", type(value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
            return {name: None if item is None else self._inside(f".{name}", item, depth) for name, item in fields.items()}
        if isinstance(value, Mapping):
            return self._object(value, depth)
        items = value if isinstance(value, list | tuple) else _listed(value)
        self._spend(len(items))
        return [self._inside(f"[{index}]", item, depth) for index, item in enumerate(items)]

    def _object(self, value: Mapping[object, object], depth: int) -> Plain:
        self._spend(len(value))
        plain: dict[str, Plain] = {}
        for raw, item in value.items():
            key = self._counted(_key(raw))
            if key in plain:
                raise Unfit(f"two of its keys become the text {key!r}", raw)
            plain[key] = None if item is None else self._inside(f".{key}", item, depth)
        return plain

    def _inside(self, step: str, value: object, depth: int) -> Plain:
        try:
            return self.plain(value, depth + 1)
        except Unfit as unfit:
            if unfit.value is NOT_SAID:
                unfit.value = value
            unfit.path = step + unfit.path
            raise

    def _spend(self, parts: int) -> None:
        self.parts -= parts
        if self.parts < 0:
            raise Unfit(f"the document has more than {MAX_PARTS:,} parts")

    def _counted(self, leaf: T) -> T:
        if isinstance(leaf, str):
            self.characters -= len(leaf)
            if self.characters < 0:
                raise Unfit(f"the document holds more than {MAX_CHARACTERS:,} characters")
        return leaf


def _listed(value: object) -> list[object]:
    """The items of an array, which has no list type but knows how to become one."""
    tolist = getattr(value, "tolist", None)
    items = tolist() if callable(tolist) else None
    if not isinstance(items, list):
        raise Unfit(f"JSON has no form for a {type(value).__qualname__}", value)
    return items


def _key(raw: object) -> str:
    if type(raw) is str:
        return scalars.text(raw)
    key = scalars.bare(raw)
    if isinstance(key, _KEYS) and not isinstance(key, bool):
        return str(_leaf_of(key)(key))
    raise Unfit("a key must be text, a number or a day", raw)


def _real(value: object) -> float:
    return scalars.real(value) + 0.0  # JSONB knows no -0


def _decimal(value: object) -> int | float | str:
    exact = scalars.finite(value)
    number = float(exact)
    return number + 0.0 if math.isfinite(number) and Decimal(repr(number)) == exact else str(exact)


def _moment(value: object) -> str:
    return scalars.moment(value).isoformat()


def _day(value: object) -> str:
    return scalars.day(value).isoformat()


def _same(value: Any) -> Plain:
    return value  # type: ignore[no-any-return]


# In this order, because a bool is an int too and a datetime a date.
_LEAVES: Mapping[type, Callable[[object], Plain]] = {
    str: scalars.text,
    type(None): _same,
    bool: _same,
    float: _real,
    int: scalars.long_whole,
    Decimal: _decimal,
    datetime: _moment,
    date: _day,
    uuid.UUID: str,
}
_KINDS = tuple(_LEAVES)
_KEYS = (str, int, float, Decimal, date, uuid.UUID)


def _leaf_of(value: object) -> Callable[[object], Plain]:
    return next(leaf for kind, leaf in _LEAVES.items() if isinstance(value, kind))
