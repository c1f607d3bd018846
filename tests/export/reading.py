"""Downloads read back by programs that did not write them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from alphagex_logs import export
from alphagex_logs.filters import Filters

if TYPE_CHECKING:
    from alphagex_logs.export import Format
    from alphagex_logs.warehouse import Warehouse


def content(warehouse: Warehouse, relation: str, chosen: Format, filters: Filters | None = None, *, raw: bool = False) -> bytes:
    """The whole file."""
    with warehouse.snapshot() as snapshot:
        return b"".join(export.download(relation, chosen, filters or Filters(), raw=raw).pieces(snapshot))


def parquet(file: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(file))


def csv_typed(file: bytes, schema: pa.Schema) -> pa.Table:
    """A CSV file with the types of a Parquet file; an empty cell is null, an empty text is not."""
    convert = pcsv.ConvertOptions(
        column_types={field.name: field.type for field in schema},
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
        true_values=["true"],
        false_values=["false"],
    )
    return pcsv.read_csv(io.BytesIO(file), parse_options=pcsv.ParseOptions(newlines_in_values=True), convert_options=convert)


def csv_texts(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode(), newline="")))


def json_rows(file: bytes) -> list[dict[str, Any]]:
    return json.loads(file, parse_float=Decimal)


def ndjson_rows(file: bytes) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in file.split(b"\n") if line]


def comparable(table: pa.Table) -> list[dict[str, Any]]:
    """The rows of a Parquet file as JSON would say them: moments in ISO 8601, floats by their shortest digits."""
    return [{name: _comparable(value) for name, value in row.items()} for row in table.to_pylist()]


def _comparable(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if hasattr(value, "hour") else value.isoformat()
    return value
