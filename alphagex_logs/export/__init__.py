"""CSV, JSON, NDJSON and Parquet bytes: the button, the API and the command line send the same ones."""

from alphagex_logs.export.download import Download, count, download
from alphagex_logs.export.formats import Format
from alphagex_logs.export.selection import RELATIONS, Selection

__all__ = ["RELATIONS", "Download", "Format", "Selection", "count", "download"]
