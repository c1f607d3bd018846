"""Bytes out of batches of rows, one format a function; each yields as it goes, so that memory stays flat."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Buffer

ROWS_PER_GROUP = 16_384


class Format(StrEnum):
    """The file formats that a person can download."""

    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """The Content-Type of the bytes."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.NDJSON: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def csv_bytes(header: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The header and the lines; the batches hold one text column of lines."""
    yield header
    yield from map(_joined, batches)


def json_bytes(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """One JSON array, an object a line; the batches hold one text column of objects, each after a comma. Without its last line it is no JSON."""
    empty = True
    for batch in batches:
        objects = _joined(batch)
        yield b"[" + objects[1:] if empty else objects
        empty = False
    yield b"[]\n" if empty else b"\n]\n"


def ndjson_bytes(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """One JSON object a line; the batches hold one text column of lines."""
    return map(_joined, batches)


def _joined(batch: pa.RecordBatch) -> bytes:
    """The texts of the only column, none of which is missing, one after another: as Arrow has them in memory already."""
    _, offsets, texts = batch.column(0).buffers()
    first, count = batch.column(0).offset, batch.num_rows
    bounds = memoryview(offsets).cast("i")
    return bytes(memoryview(texts)[bounds[first] : bounds[first + count]])


def parquet_bytes(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """A Parquet file, Zstandard compressed, moments marked as UTC. Its row groups do not depend on how the batches came; its end closes it."""
    schema = pa.schema([field.with_type(_in_utc(field.type)) for field in schema])
    target = Outbox()
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for group in _grouped(schema, batches):
            writer.write_table(group, row_group_size=ROWS_PER_GROUP)
            yield from target.take()
    yield from target.take()


def _in_utc(kind: pa.DataType) -> pa.DataType:
    return pa.timestamp("us", tz="UTC") if pa.types.is_timestamp(kind) else kind


def _grouped(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows, ROWS_PER_GROUP at a time."""
    waiting = schema.empty_table()
    for batch in batches:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch]).cast(schema)])
        while waiting.num_rows >= ROWS_PER_GROUP:
            yield waiting.slice(0, ROWS_PER_GROUP)
            waiting = waiting.slice(ROWS_PER_GROUP)
    if waiting.num_rows:
        yield waiting


class Outbox(io.RawIOBase):
    """A file that only grows, and gives away what has been written so far."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How much has been written, given away or not."""
        return self._position

    def write(self, piece: Buffer) -> int:
        """Keep a copy of the piece."""
        copy = bytes(piece)
        self._pieces.append(copy)
        self._position += len(copy)
        return len(copy)

    def take(self) -> Iterator[bytes]:
        """What has been written since the last time, if anything."""
        whole, self._pieces = b"".join(self._pieces), []
        if whole:
            yield whole
