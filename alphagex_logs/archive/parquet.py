"""Rows as Parquet files, and back: as Arrow for readers, as CSV for PostgreSQL."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from alphagex_logs.errors import ArchiveUnavailable
from alphagex_logs.sync.arrow import Stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

_ZONED = pa.timestamp("us", "UTC")
_PLAIN = pa.timestamp("us")


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds: how many rows, between which keys, both included. `last` is the last key that was read, also when it was left out."""

    records: int
    low: int
    high: int
    last: int | None


def write(rows: pa.RecordBatchReader, target: Path, zoned: frozenset[str], without: Iterable[int] = ()) -> Written:
    """Write rows that come by id, except those with the ids `without`; the columns `zoned` as moments of UTC.

    Numbers of PostgreSQL's type numeric stay its own text, because no type of Parquet holds them all; documents are JSON text, and identities are
    text because Spark refuses a file with Parquet's own UUIDs.
    """
    schema = pa.schema([pa.field(field.name, _ZONED if field.name in zoned else _stored(field.type)) for field in rows.schema])
    left_out = pa.array(list(without), pa.int64())
    keys: list[int] = []
    records, last = 0, None
    with pq.ParquetWriter(target, schema, compression="zstd", write_page_checksum=True) as writer:
        for batch in rows:
            if not batch.num_rows:
                continue
            last = batch["id"][-1].as_py()
            stored = pa.RecordBatch.from_arrays([_as(column, field.type) for column, field in zip(batch.columns, schema, strict=True)], schema=schema)
            kept = _without(stored, left_out)
            if not kept.num_rows:
                continue
            writer.write_batch(kept)
            records += kept.num_rows
            keys += [kept["id"][0].as_py(), kept["id"][-1].as_py()]
    return Written(records, min(keys, default=0), max(keys, default=0), last)


def read(file: Path, columns: Sequence[str] | None = None, without: Iterable[int] = ()) -> pa.RecordBatchReader:
    """The rows of a file, except those with the ids `without`, with the types with which they come from PostgreSQL.

    Raises ArchiveUnavailable when it is damaged.
    """
    try:
        opened = pq.ParquetFile(file, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise damaged(file, error) from error
    schema = opened.schema_arrow if columns is None else pa.schema([opened.schema_arrow.field(name) for name in columns])
    left_out = pa.array(list(without), pa.int64())
    batches = opened.iter_batches(columns=None if columns is None else list(columns))
    kept = (_without(batch, left_out) for batch in batches) if len(left_out) else batches
    return Stream(pa.RecordBatchReader.from_batches(schema, kept)).reader


def damaged(file: Path, error: Exception) -> ArchiveUnavailable:
    """What to raise when a file of the archive cannot be read."""
    return ArchiveUnavailable(f"{file} cannot be read: {str(error).splitlines()[0][:200]}.", "Bring the file back from a copy of the archive folder.")


def to_csv(file: Path, target: BinaryIO, only: Collection[int] | None = None) -> None:
    """The rows of a file, or those of these ids, as CSV that PostgreSQL's COPY takes: no header, NULL is nothing, an empty text is a pair of quotes."""
    rows = read(file)
    wanted = pa.array(list(only or ()), pa.int64())
    schema = pa.schema([pa.field(field.name, _csv_type(field.type)) for field in rows.schema])
    with pyarrow.csv.CSVWriter(target, schema, write_options=pyarrow.csv.WriteOptions(include_header=False)) as writer:
        for batch in rows:
            kept = batch if only is None else batch.filter(pc.is_in(batch["id"].cast(pa.int64()), wanted))
            writer.write_batch(pa.RecordBatch.from_arrays([_csv_column(column) for column in kept.columns], schema=schema))


def sha256(file: Path) -> str:
    """The digest of a file's bytes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def moments(file: Path, columns: Sequence[str]) -> tuple[object, object]:
    """The first and the last moment of a file's rows, each the first of these columns that is known."""
    ends: list[object] = []
    for batch in _batches(file, columns):
        both = pc.min_max(pc.coalesce(*(column.cast(_PLAIN) for column in batch.columns)))
        ends += [end for end in (both["min"].as_py(), both["max"].as_py()) if end is not None]
    return (min(ends), max(ends)) if ends else (None, None)  # type: ignore[type-var]  # all are moments


def _without(batch: pa.RecordBatch, ids: pa.Array) -> pa.RecordBatch:
    return batch if not len(ids) else batch.filter(pc.invert(pc.is_in(batch["id"].cast(pa.int64()), ids)))


def _batches(file: Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    yield from read(file, columns) if columns else ()


def _stored(kind: pa.DataType) -> pa.DataType:
    return pa.string() if isinstance(kind, pa.UuidType) or kind == pa.string_view() else kind


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(column.type, pa.UuidType):
        return _text(column.storage)
    if pa.types.is_timestamp(kind) and column.type != kind:
        return column.view(kind)
    return column.cast(kind)


def _csv_type(kind: pa.DataType) -> pa.DataType:
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _csv_column(column: pa.Array) -> pa.Array:
    return column.storage if isinstance(column.type, pa.BaseExtensionType) else column


_PLACES = np.array([place for place in range(36) if place not in {8, 13, 18, 23}])  # the other four are hyphens


def _text(column: pa.FixedSizeBinaryArray) -> pa.Array:
    """Sixteen bytes as the 36 characters of a uuid."""
    bytes_ = column.buffers()[1][column.offset * 16 : (column.offset + len(column)) * 16].to_pybytes()
    text = np.full((len(column), 36), ord("-"), np.uint8)
    text[:, _PLACES] = np.frombuffer(bytes_.hex().encode(), np.uint8).reshape(len(column), 32)
    offsets = np.arange(len(column) + 1, dtype=np.int32) * 36
    written = pa.StringArray.from_buffers(len(column), pa.py_buffer(offsets), pa.py_buffer(text.tobytes()))
    return pc.if_else(column.is_valid(), written, pa.scalar(None, pa.string())) if column.null_count else written
