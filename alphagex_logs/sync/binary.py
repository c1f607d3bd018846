"""Rows of PostgreSQL's binary COPY as Arrow columns, many rows at a time: where a column begins is computed for all rows at once.

A row is its number of columns, and for each a length and so many bytes; -1 is NULL and has none. Numbers come most significant byte first. Columns of
fixed width are asked for first, so that most of them lie at the same distance from the beginning of every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

MOMENT = pa.timestamp("us")
SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_HEADER = len(SIGNATURE) + 8  # flags, and the length of an extension that there is not
END = b"\xff\xff"
_COUNT, _LENGTH = 2, 4  # bytes of a row's number of columns, and of a length
_DAYS = 10_957  # from 1970, where Arrow counts from, to 2000, where PostgreSQL does
_MICROSECONDS = _DAYS * 86_400_000_000
_INLINE = 12  # a text view holds so many bytes itself
_KEPT = np.array([[0xFF] * 4 + [0xFF] * size + [0] * (_INLINE - size) for size in range(_INLINE + 1)], np.uint8).view("V16").ravel()


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of a PostgreSQL type travel. `width` is None where lengths differ; `skip` leading bytes are no part of a text."""

    arrow: pa.DataType
    raw: str
    width: int | None = None
    made: Callable[[NDArray[Any]], NDArray[Any]] | None = None
    skip: int = 0


def _moments(values: NDArray[np.int64]) -> NDArray[np.int64]:
    # Infinity is the largest number there is: it stays beyond every moment.
    return np.minimum(values, np.iinfo(np.int64).max - _MICROSECONDS) + _MICROSECONDS


def _days(values: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.minimum(values, np.iinfo(np.int32).max - _DAYS) + _DAYS


def _bits(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.packbits(values, bitorder="little")


_TEXT = Kind(pa.string_view(), "")
KINDS = {
    16: Kind(pa.bool_(), "u1", 1, _bits),
    20: Kind(pa.int64(), "i8", 8),
    21: Kind(pa.int16(), "i2", 2),
    23: Kind(pa.int32(), "i4", 4),
    25: _TEXT,
    114: Kind(pa.json_(pa.string_view()), ""),
    700: Kind(pa.float32(), "f4", 4),
    701: Kind(pa.float64(), "f8", 8),
    1042: _TEXT,
    1043: _TEXT,
    1082: Kind(pa.date32(), "i4", 4, _days),
    1114: Kind(MOMENT, "i8", 8, _moments),
    1184: Kind(MOMENT, "i8", 8, _moments),
    2950: Kind(pa.uuid(), "V16", 16),
    3802: Kind(pa.json_(pa.string_view()), "", skip=1),  # jsonb: the version of its form, and its text
    5069: Kind(pa.uint64(), "u8", 8),
}
"""By the type's number in PostgreSQL; a value of any other type is asked for as text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a result."""

    name: str
    kind: Kind


_CHANGED = "The columns of a table have changed while its rows were read."


class BrokenRow(Exception):  # noqa: N818 - internal: always becomes DatabaseUnreachable
    """A row has another form than its columns say: somebody changed their types meanwhile."""


class Form:
    """The columns of a result, in the order in which they travel, and as a schema in the order in which they were asked for."""

    def __init__(self, columns: Sequence[tuple[str, int]], *, views: bool) -> None:
        """Names and PostgreSQL's type numbers, as a cursor describes them. `views` leaves texts where they arrived, which not every reader takes."""
        asked = [Field(name, KINDS.get(number, _TEXT)) for name, number in columns]
        self.schema = pa.schema([pa.field(field.name, field.kind.arrow if views else _gathered(field.kind.arrow)) for field in asked])
        self._fixed = [field for field in asked if field.kind.width]
        self._texts = [field for field in asked if not field.kind.width]
        self._as_text = {name for name, number in columns if number not in KINDS}

    def statement(self, select: str) -> str:
        """The statement that sends the rows of this select."""
        names = ((field.name.replace('"', '""'), "::text" if field.name in self._as_text else "") for field in (*self._fixed, *self._texts))
        listed = ", ".join(f'sent."{name}"{cast}' for name, cast in names)
        return f"COPY (SELECT {listed} FROM ({select}) AS sent) TO STDOUT (FORMAT binary)"  # noqa: S608  names as PostgreSQL described them

    def batch(self, rows: list[bytes]) -> pa.RecordBatch:
        """The rows, each as it came, as columns. Raises BrokenRow."""
        try:
            columns = self._columns(rows)
        except IndexError as error:  # a length that is none leads beyond the last row
            raise BrokenRow(_CHANGED) from error
        return pa.RecordBatch.from_arrays([_as(columns[field.name], field.type) for field in self.schema], schema=self.schema)

    def _columns(self, rows: list[bytes]) -> dict[str, pa.Array]:
        block = _Block(rows, sum(_LENGTH + (field.kind.width or 0) for field in self._fixed))
        columns = dict(zip((field.name for field in self._fixed), block.fixed([field.kind for field in self._fixed]), strict=True))
        columns |= {field.name: block.text(field.kind) for field in self._texts}
        block.check()
        return columns


def _gathered(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.JsonType):
        return pa.json_(pa.string())
    return pa.string() if kind == pa.string_view() else kind


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type == kind:
        return column
    if isinstance(kind, pa.JsonType):
        return pa.ExtensionArray.from_storage(kind, column.storage.cast(kind.storage_type))
    return column.cast(kind)


def body(message: bytes) -> bytes:
    """A row as it came, without the header that the first one has; nothing when it is the end."""
    if message.startswith(SIGNATURE):
        message = message[_HEADER:]
    return b"" if message == END else message


class _Block:
    """Bytes of rows one after another, and in each row the place of the next column to be read."""

    def __init__(self, rows: list[bytes], fixed: int) -> None:
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        self._count = len(rows)
        self._bytes = b"".join([*rows, bytes(max(fixed, 16))])  # so that a look ahead from the last row stays inside
        self._buffer = pa.py_buffer(self._bytes)
        self._ends = np.cumsum(sizes)
        self._place = self._ends - sizes + _COUNT
        self._left = fixed

    def fixed(self, kinds: Sequence[Kind]) -> list[pa.Array]:
        """The columns of fixed width, which come first. Behind one with a NULL the places differ from row to row, and are looked up anew."""
        arrays: list[pa.Array] = []
        ahead, offset = self._look(self._left), 0
        for at, kind in enumerate(kinds):
            width = kind.width or 0
            nulls = self._cells(ahead, offset, ">i4") < 0
            values = self._cells(ahead, offset + _LENGTH, kind.raw if kind.raw == "V16" else f">{kind.raw}")
            offset += _LENGTH + width
            self._left -= _LENGTH + width
            any_null = bool(nulls.any())
            arrays.append(self._array(kind, values, nulls if any_null else None))
            if any_null:
                self._place += offset - np.where(nulls, width, 0)
                offset = 0
                ahead = self._look(self._left) if at < len(kinds) - 1 else ahead
        self._place += offset
        return arrays

    def check(self) -> None:
        """Raise BrokenRow unless every row ends where its last column does."""
        if not np.array_equal(self._place, self._ends):
            raise BrokenRow(_CHANGED)

    def text(self, kind: Kind) -> pa.Array:
        """The next column, one of varying length, as views into these bytes.

        A view is the length and twelve bytes: of a short text all, of a longer one the first four, the number of the buffer and the place in it.
        On the way the length stands right before the text too.
        """
        views = self._look(16, kind.skip).view(np.uint32).reshape(-1, 4)
        sizes = (views[:, 0] if not kind.skip else self._look(_LENGTH).view(np.uint32)).byteswap().view(np.int32)
        nulls = sizes < 0
        any_null = bool(nulls.any())
        self._place += _LENGTH
        taken = np.where(nulls, 0, sizes) if any_null else sizes
        sizes = np.maximum(taken - kind.skip, 0) if kind.skip else taken
        starts = self._place + kind.skip
        self._shape(views, sizes, starts)
        self._place += taken
        return self._text_array(kind, views, nulls if any_null else None)

    def _shape(self, views: NDArray[np.uint32], sizes: NDArray[np.int32], starts: NDArray[np.int64]) -> None:
        views[:, 0] = sizes
        long = sizes > _INLINE
        if long.all():
            views[:, 2], views[:, 3] = 0, starts
            return
        kept = _KEPT[np.minimum(sizes, _INLINE)].view(np.uint64)
        views.view(np.uint64).reshape(-1)[:] &= kept
        if long.any():
            places = np.flatnonzero(long)
            views[places, 2], views[places, 3] = 0, starts[places]

    def _look(self, width: int, ahead: int = 0) -> NDArray[Any]:
        """So many bytes of every row from its place on."""
        every = np.ndarray((len(self._bytes) - width - ahead + 1,), f"V{width}", self._bytes, ahead, (1,))
        seen: NDArray[Any] = every[self._place]
        return seen

    def _cells(self, ahead: NDArray[Any], offset: int, kind: str) -> NDArray[Any]:
        return np.ndarray((self._count,), kind, ahead, offset, (ahead.itemsize,))

    def _array(self, kind: Kind, values: NDArray[Any], nulls: NDArray[np.bool_] | None) -> pa.Array:
        plain = values.astype(values.dtype.newbyteorder("="))
        plain = kind.made(plain) if kind.made else plain
        storage = kind.arrow.storage_type if isinstance(kind.arrow, pa.BaseExtensionType) else kind.arrow
        array = pa.Array.from_buffers(storage, self._count, [_validity(nulls), pa.py_buffer(plain)])
        return pa.ExtensionArray.from_storage(kind.arrow, array) if isinstance(kind.arrow, pa.BaseExtensionType) else array

    def _text_array(self, kind: Kind, views: NDArray[np.uint32], nulls: NDArray[np.bool_] | None) -> pa.Array:
        array = pa.Array.from_buffers(pa.string_view(), self._count, [_validity(nulls), pa.py_buffer(views), self._buffer])
        return pa.ExtensionArray.from_storage(kind.arrow, array) if isinstance(kind.arrow, pa.BaseExtensionType) else array


def _validity(nulls: NDArray[np.bool_] | None) -> pa.Buffer | None:
    return None if nulls is None else pa.py_buffer(np.packbits(~nulls, bitorder="little"))
