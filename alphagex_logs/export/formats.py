"""Bytes out of Arrow batches, one format a function; each yields as it goes, so that memory stays flat."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PARQUET_PIECE = 1 << 20
# what a spreadsheet takes for the start of a formula, the full-width forms of the same, and the quote that marks our own escape
FORMULA = "^['=+\\-@\t\r\n\x00＝＋－＠]"  # noqa: RUF001  the full-width forms are meant


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


def csv_bytes(schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, text_columns: frozenset[str], spreadsheet_safe: bool) -> Iterator[bytes]:
    """RFC 4180 with a header line; NULL is an empty cell, the empty text is `""`.

    `spreadsheet_safe` puts a `'` before text that a spreadsheet would run as a formula (and before text that starts with `'`, so that
    dropping one leading `'` gives the text back). Only `text_columns` are touched: numbers stay numbers.
    """
    yield _written(schema.empty_table().to_batches(max_chunksize=1), schema, header=True)
    for batch in batches:
        yield _written([_escaped(batch, text_columns) if spreadsheet_safe else batch], schema, header=False)


def _written(batches: list[pa.RecordBatch], schema: pa.Schema, *, header: bool) -> bytes:
    buffer = io.BytesIO()
    pcsv.write_csv(pa.Table.from_batches(batches, schema), buffer, pcsv.WriteOptions(include_header=header))
    return buffer.getvalue()


def _escaped(batch: pa.RecordBatch, text_columns: frozenset[str]) -> pa.RecordBatch:
    columns = [_escaped_text(column) if name in text_columns else column for name, column in zip(batch.schema.names, batch.columns, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _escaped_text(column: pa.Array) -> pa.Array:
    risky = pc.match_substring_regex(column, FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def json_bytes(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """One JSON array, an object a line; the batches hold one text column of ready objects."""
    separator = "[\n"
    for batch in batches:
        for start in range(0, batch.num_rows, 10_000):
            yield (separator + ",\n".join(batch.column(0).slice(start, 10_000).to_pylist())).encode()
            separator = ",\n"
    yield b"[]\n" if separator == "[\n" else b"\n]\n"


def ndjson_bytes(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """One JSON object a line."""
    for batch in batches:
        if batch.num_rows:
            yield ("\n".join(batch.column(0).to_pylist()) + "\n").encode()


def parquet_bytes(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """A Parquet file with one row group per batch, Zstandard compressed."""
    target = _Outbox()
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            yield from target.take()
    yield from target.take()


class _Outbox(io.RawIOBase):
    """A file that only grows, and gives away what has been written so far."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, piece: object) -> int:  # type: ignore[override]  # any buffer will do
        copy = bytes(piece)  # type: ignore[call-overload]  # pyarrow passes buffers
        self._pieces.append(copy)
        self._position += len(copy)
        return len(copy)

    def take(self) -> Iterator[bytes]:
        whole, self._pieces = b"".join(self._pieces), []
        for start in range(0, len(whole), PARQUET_PIECE):
            yield whole[start : start + PARQUET_PIECE]
