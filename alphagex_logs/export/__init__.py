"""CSV, JSON, NDJSON and Parquet bytes: the button, the API and the command line send the same ones."""

from alphagex_logs.export.formats import Format
from alphagex_logs.export.rows import RELATIONS, Export, count, open_export, statement

__all__ = ["RELATIONS", "Export", "Format", "count", "open_export", "statement"]
