"""Which rows an export holds: one relation of the warehouse through one filter, in one fixed order, as SQL that a person can run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import UnknownTable
from alphagex_logs.export.formats import Format, csv_bytes, json_bytes, ndjson_bytes, parquet_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse import Warehouse

FILTER_ARGUMENTS = "$since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $text"
DERIVED = {
    "events": f"SELECT * FROM chosen_events({FILTER_ARGUMENTS}) ORDER BY \"at\", table_name, id",
    "predictions": f"SELECT * FROM chosen_predictions({FILTER_ARGUMENTS}) ORDER BY \"at\", table_name, id",
    "closed_positions": f"SELECT * FROM chosen_positions({FILTER_ARGUMENTS}) ORDER BY closed_at, position_key",
}
RELATIONS = (*TABLES, *DERIVED)
TEXT_TYPES = ("VARCHAR", "ENUM")
ROWS_PER_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Export:
    """The bytes of one download and what they are."""

    relation: str
    format: Format
    sql: str
    parameters: Mapping[str, object]
    pieces: Iterator[bytes]

    @property
    def file_name(self) -> str:
        """A name that says what is inside."""
        return f"{self.relation}.{self.format}"


def statement(relation: str, filters: Filters) -> tuple[str, dict[str, object]]:
    """The SQL that selects the rows of a relation through the filters, and its parameters.

    Raises UnknownTable.
    """
    if relation in DERIVED:
        return DERIVED[relation], filters.parameters()
    if relation not in TABLES:
        raise UnknownTable(relation)
    parameters = filters.parameters() | {"tables": [relation]}
    return f'SELECT * FROM "{relation}" WHERE id IN (SELECT id FROM chosen_events({FILTER_ARGUMENTS})) ORDER BY id', parameters  # noqa: S608  from the catalogue


def count(warehouse: Warehouse, relation: str, filters: Filters) -> int:
    """How many rows the export would hold."""
    sql, parameters = statement(relation, filters)
    return int(warehouse.rows(f"SELECT count(*) FROM ({sql})", parameters)[0][0])  # noqa: S608  our own statement


def open_export(warehouse: Warehouse, relation: str, chosen_format: Format, filters: Filters, *, spreadsheet_safe: bool = True) -> Export:
    """The bytes of a relation through the filters; they are read from the warehouse as they are taken.

    Raises UnknownTable, QuestionFailed.
    """
    sql, parameters = statement(relation, filters)
    pieces = _pieces(warehouse, relation, chosen_format, sql, parameters, spreadsheet_safe=spreadsheet_safe)
    return Export(relation, chosen_format, sql, parameters, pieces)


def _pieces(warehouse: Warehouse, relation: str, chosen: Format, sql: str, parameters: Mapping[str, object], *, spreadsheet_safe: bool) -> Iterator[bytes]:
    columns = warehouse.columns(relation)
    if chosen in (Format.JSON, Format.NDJSON):
        batches = warehouse.stream(f"SELECT to_json(row)::VARCHAR FROM (SELECT {json_projection(columns)} FROM ({sql})) AS row", parameters, ROWS_PER_BATCH)  # noqa: S608
        yield from json_bytes(batches) if chosen is Format.JSON else ndjson_bytes(batches)
        return
    batches = warehouse.stream(f"SELECT {flat_projection(columns)} FROM ({sql})", parameters, ROWS_PER_BATCH)  # noqa: S608
    if chosen is Format.PARQUET:
        yield from parquet_bytes(batches.schema, batches)
        return
    text = frozenset(name for name, kind in columns.items() if kind.startswith(TEXT_TYPES))
    yield from csv_bytes(batches.schema, batches, text_columns=text, spreadsheet_safe=spreadsheet_safe)


def json_projection(columns: Mapping[str, str]) -> str:
    """The select list that makes every column a JSON value: times in ISO 8601 with Z, no NaN, no infinity."""
    return ", ".join(_json_cell(name, kind) for name, kind in columns.items())


def _json_cell(name: str, kind: str) -> str:
    if kind.startswith("TIMESTAMP"):
        return f'strftime("{name}", \'%Y-%m-%dT%H:%M:%S.%fZ\') AS "{name}"'
    if kind in ("DOUBLE", "FLOAT"):
        return f'CASE WHEN isfinite("{name}") THEN "{name}" END AS "{name}"'
    return f'"{name}"'


def flat_projection(columns: Mapping[str, str]) -> str:
    """The select list for CSV and Parquet: enumerations and JSON as text, everything else as it is."""
    return ", ".join(f'"{name}"::VARCHAR AS "{name}"' if kind.startswith(("ENUM", "JSON", "UUID")) else f'"{name}"' for name, kind in columns.items())
