"""Arrow batches as the driver gives them, made plain: moments as UTC without a zone, transaction numbers as integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import adbc_driver_manager
import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

MOMENT = pa.timestamp("us")


class BrokenStream(Exception):  # noqa: N818 - internal: always becomes DatabaseUnreachable
    """The rows stopped coming."""


class Stream:
    """The rows of a driver's reader with plain types; values are reinterpreted, not copied, where that is possible.

    Who consumes `reader` in another library sees only that something failed; `check` then raises what did.
    """

    def __init__(self, rows: pa.RecordBatchReader) -> None:
        self._rows = rows
        self._failure: BaseException | None = None
        self.reader = pa.RecordBatchReader.from_batches(pa.schema([_field(field) for field in rows.schema]), self._batches())

    def check(self) -> None:
        """Raise BrokenStream if the stream ended early."""
        if self._failure is not None:
            raise BrokenStream(str(self._failure)) from self._failure

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self._rows:
                columns = [_column(column) for column in batch.columns]
                yield pa.RecordBatch.from_arrays(columns, [field.name for field in batch.schema])
        except (adbc_driver_manager.Error, pa.ArrowException, OSError) as error:
            self._failure = error
            raise


def _field(field: pa.Field) -> pa.Field:
    if pa.types.is_timestamp(field.type):
        return pa.field(field.name, MOMENT)
    if isinstance(field.type, pa.OpaqueType):
        return pa.field(field.name, pa.uint64() if field.type.type_name == "xid8" else field.type.storage_type)
    return pa.field(field.name, field.type)


def _column(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return column.view(MOMENT)
    if isinstance(column.type, pa.OpaqueType):
        return _transactions(column.storage) if column.type.type_name == "xid8" else column.storage
    return column


def _transactions(column: pa.BinaryArray) -> pa.Array:
    """PostgreSQL's xid8 comes as eight bytes, most significant first; the column is never null."""
    start = column.offset
    offsets = np.frombuffer(column.buffers()[1], np.int32)[start : start + len(column) + 1]
    data = column.buffers()[2]
    numbers = np.frombuffer(data, ">u8", len(column), offsets[0]) if len(column) else np.empty(0, ">u8")
    return pa.array(numbers.astype("<u8"))
