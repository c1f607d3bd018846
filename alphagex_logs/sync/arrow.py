"""Arrow batches of files made plain: moments as UTC without a zone, which is how rows come from PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alphagex_logs.sync.binary import MOMENT

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stream:
    """The rows of a reader with plain types; values are reinterpreted, not copied."""

    def __init__(self, rows: pa.RecordBatchReader) -> None:
        self._rows = rows
        schema = pa.schema([pa.field(field.name, MOMENT if pa.types.is_timestamp(field.type) else field.type) for field in rows.schema])
        self.reader = pa.RecordBatchReader.from_batches(schema, self._batches(schema))

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        for batch in self._rows:
            columns = [column.view(MOMENT) if pa.types.is_timestamp(column.type) else column for column in batch.columns]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)
