"""What a bot sent, kept as it came although it made no row: any Python values, as JSON, and back; without secrets.

A flat list of nodes that name each other by number: nesting without end and cycles are then plain data, and nothing recurses.
What has no form of its own keeps its `repr`. Nothing is unpickled, ever.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import math
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from alphagex_logs.writers import redaction
from alphagex_logs.writers.interruption import pass_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MOST_NODES = 20_000
MOST_TEXT = 4 << 20  # characters of text, in all
LONGEST_SHOWN = 1_000

Node = list[object]


class Irreproducible(Exception):  # noqa: N818  an answer, not an error
    """A value of which only a description was kept."""


def pack(value: object) -> list[Node]:
    """The nodes of a value, the first being the value itself. Never raises, whatever the value's own methods do."""
    return _Packing().run(value)


class _Packing:
    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._values: list[object] = []  # keeps them alive, so that no identity comes twice
        self._text_left = MOST_TEXT

    def run(self, value: object) -> list[Node]:
        self._number(value)
        nodes: list[Node] = []
        for held in self._values:  # grows while it is walked
            try:
                nodes.append(self._form(held))
            except Exception as error:  # noqa: BLE001  a hostile value must not reach the bot
                pass_on(error)
                nodes.append(["lost", _type_name(held), type(error).__name__])
        return nodes

    def _number(self, value: object) -> int:
        """The number of a value's node; -1 when there are too many."""
        number = self._numbers.get(id(value), -1)
        if number < 0 and len(self._values) < MOST_NODES:
            number = self._numbers[id(value)] = len(self._values)
            self._values.append(value)
        return number

    def _form(self, value: object) -> Node:
        kind = type(value)
        if kind in _PLAIN:
            return _PLAIN[kind](value)
        if kind is str or kind is bytes:
            return self._text(value)  # type: ignore[arg-type]  # just asked
        base = kind if kind in _CONTAINERS else next((base for base in _CONTAINERS if isinstance(value, base)), None)
        return self._object(value) if base is None else self._container(base, value)

    def _container(self, base: Any, value: Any) -> Node:
        """Read with the methods of the base class: those of a subclass may do anything."""
        if base is dict:
            return ["dict", self._numbers_of(chain.from_iterable(map(_pair, dict.items(value))), 2 * dict.__len__(value))]
        return [_CONTAINERS[base], self._numbers_of(base.__iter__(value), base.__len__(value))]

    def _numbers_of(self, items: Iterator[object], count: int) -> list[int]:
        """The numbers of a container's parts, and -1 at the end when there are too many of them."""
        left = MOST_NODES - len(self._values)
        if count <= left:
            return [self._number(item) for item in items]
        return [*(self._number(item) for item in islice(items, left)), -1]

    def _text(self, value: str | bytes) -> Node:
        name = type(value).__name__
        left, self._text_left = self._text_left, max(0, self._text_left - len(value))
        if len(value) <= left:
            value = _without_secrets(value)
        content = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        if len(value) <= left:
            return [name, value] if isinstance(value, str) and _is_unicode(content) else [_IN_BASE64[name], base64.b64encode(content).decode()]
        return ["cut", name, len(value), hashlib.sha256(content).hexdigest(), repr(_without_secrets(value[: 4 * LONGEST_SHOWN])[:LONGEST_SHOWN])]

    def _object(self, value: object) -> Node:
        if isinstance(value, Enum):
            return ["enum", _type_name(value), self._number(value.value)]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = [[field.name, self._number(_pair((field.name, getattr(value, field.name)))[1])] for field in dataclasses.fields(value)]
            return ["dataclass", type(value).__qualname__, fields]
        if isinstance(value, str):
            return self._text(str.__str__(value))
        tolist = getattr(value, "tolist", None)
        if callable(tolist) and hasattr(value, "shape") and type(plain := tolist()) in _PLAINEST:
            return ["array", _type_name(value), self._number(plain)]
        return ["repr", _type_name(value), self._text(repr(value))]


def _pair(pair: tuple[object, object]) -> tuple[object, object]:
    """A key and its value; of a secret only that there was one."""
    key, value = pair
    known = value is None or value is True or value is False or (type(value) is str and not value)
    return (key, redaction.REDACTED) if not known and isinstance(key, str) and redaction.names_a_secret(str.__str__(key)) else pair


def _without_secrets(value: str | bytes) -> str | bytes:
    return redaction.text(value) if isinstance(value, str) else redaction.text(value.decode("latin-1")).encode("latin-1")


def _is_unicode(content: bytes) -> bool:
    """False for text with halves of surrogate pairs, which JSON would join."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _type_name(value: object) -> str:
    return f"{type.__getattribute__(type(value), '__module__')}.{type.__getattribute__(type(value), '__qualname__')}"[:200]


def _number_form(value: float) -> Node:
    return ["float", repr(value)] if not math.isfinite(value) else ["plain", value]


_PLAIN: Mapping[type, Callable[..., Node]] = {
    type(None): lambda value: ["plain", value],
    bool: lambda value: ["plain", value],
    int: lambda value: ["int", hex(value)] if value.bit_length() > 62 else ["plain", value],
    float: _number_form,
    Decimal: lambda value: ["decimal", str(value)],
    datetime: lambda value: ["datetime", value.isoformat()],
    date: lambda value: ["date", value.isoformat()],
    UUID: lambda value: ["uuid", str(value)],
}
_CONTAINERS: Mapping[Any, str] = {dict: "dict", list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}
_IN_BASE64 = {"str": "surrogates", "bytes": "bytes"}
_PLAINEST = frozenset({bool, int, float, str, datetime, date, list})


def unpack(nodes: Sequence[Sequence[object]], dataclass_named: Callable[[str], type | None]) -> object:
    """The value of nodes that `pack` made; `dataclass_named` says which classes may be made again.

    Raises Irreproducible for a value of which only a description was kept, and for one that contains itself.
    """
    made: dict[int, object] = {}
    for number in _leaves_first(nodes):
        made[number] = _value(nodes[number], made, dataclass_named)
    return made[0]


def _leaves_first(nodes: Sequence[Sequence[object]]) -> list[int]:
    order: list[int] = []
    done, open_now = set[int](), set[int]()
    todo = [(0, False)]
    while todo:
        number, left = todo.pop()
        if left:
            open_now.discard(number)
            done.add(number)
            order.append(number)
        elif number not in done:
            if number in open_now:
                continue
            open_now.add(number)
            todo.append((number, True))
            parts = _parts(nodes[number])
            if any(part in open_now for part in parts):
                raise Irreproducible("it contains itself")
            todo.extend((part, False) for part in parts)
    return order


def _parts(node: Sequence[object]) -> list[int]:
    kind = node[0]
    found: list[int] = []
    if kind in _MAKE:
        found = list(node[1])  # type: ignore[call-overload]  # as pack wrote it
    elif kind == "dataclass":
        found = [number for _name, number in node[2]]  # type: ignore[attr-defined]  # as pack wrote it
    elif kind in {"enum", "array"}:
        found = [int(str(node[2]))]
    if -1 in found:
        raise Irreproducible(f"it has more than {MOST_NODES:,} parts")
    return found


def _value(node: Sequence[object], made: Mapping[int, object], dataclass_named: Callable[[str], type | None]) -> object:
    kind, held = str(node[0]), node[-1]
    if kind in _REVIVE:
        return _REVIVE[kind](held)
    if kind in _MAKE:
        return _MAKE[kind]([made[number] for number in held])  # type: ignore[attr-defined]  # as pack wrote it
    if kind in {"enum", "array"}:
        return made[held]  # type: ignore[index]  # a node's number
    wanted = dataclass_named(str(node[1])) if kind == "dataclass" else None
    if wanted is None:
        raise Irreproducible(f"of a part ({node[1]}) only a description was kept")
    return wanted(**{name: made[number] for name, number in held})  # type: ignore[attr-defined]  # as pack wrote it


def _paired(keys_and_values: list[object]) -> dict[object, object]:
    return dict(zip(keys_and_values[::2], keys_and_values[1::2], strict=True))


_REVIVE: Mapping[str, Callable[..., object]] = {
    "plain": lambda held: held,
    "int": lambda held: int(held, 16),
    "float": float,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
    "str": str,
    "bytes": base64.b64decode,
    "surrogates": lambda held: base64.b64decode(held).decode("utf-8", "surrogatepass"),
}
_MAKE: Mapping[str, Callable[..., object]] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "dict": _paired}
