"""One download: what is in it, under which name, and its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.export.cells import csv_header, csv_line, flat_columns, json_object
from alphagex_logs.export.formats import Format, csv_bytes, json_bytes, ndjson_bytes, parquet_bytes
from alphagex_logs.export.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Generator

    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse import Snapshot, Warehouse

ROWS_PER_BATCH = 2_048


@dataclass(frozen=True, slots=True)
class Download:
    """A relation through resolved filters in one format. The same download of the same version of the rows is the same bytes, wherever it is made.

    `raw` leaves CSV text as it is; else text that a spreadsheet would run as a formula starts with `'`. Raises UnknownTable.
    """

    selection: Selection
    format: Format
    raw: bool = False

    @property
    def file_name(self) -> str:
        """A name that says what is inside."""
        return f"{self.selection.relation}.{self.format}"

    def pieces(self, snapshot: Snapshot) -> Generator[bytes, None, None]:
        """The bytes, read as they are taken. Raises QuestionFailed: what has been given by then is not a whole file."""
        columns = snapshot.columns(self.selection.relation)
        if self.format is Format.PARQUET:
            flat = flat_columns(columns)
            schema = snapshot.schema(f'SELECT {flat} FROM "{self.selection.relation}"')  # noqa: S608  catalogue names
            yield from parquet_bytes(schema, self.selection.batches(snapshot, flat, ROWS_PER_BATCH))
        elif self.format is Format.CSV:
            lines = self.selection.batches(snapshot, csv_line(columns, spreadsheet_safe=not self.raw), ROWS_PER_BATCH)
            yield from csv_bytes(csv_header(columns), lines)
        else:
            parted = self.format is Format.JSON
            rows = json_object(columns, before=",\n" if parted else "", after="" if parted else "\n")
            objects = self.selection.batches(snapshot, rows, ROWS_PER_BATCH)
            yield from json_bytes(objects) if parted else ndjson_bytes(objects)


def download(relation: str, chosen_format: Format, filters: Filters, *, raw: bool = False) -> Download:
    """The download of a relation through resolved filters. Raises UnknownTable."""
    return Download(Selection(relation, filters), chosen_format, raw)


def count(warehouse: Warehouse, relation: str, filters: Filters) -> int:
    """How many rows a download of this relation through these filters holds. Raises UnknownTable, QuestionFailed."""
    with warehouse.snapshot() as snapshot:
        return Selection(relation, filters).count(snapshot)
