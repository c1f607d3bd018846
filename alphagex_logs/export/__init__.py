"""CSV, JSON, NDJSON and Parquet bytes: the button, the API and the command line send the same ones."""

from alphagex_logs.export.archive import archive
from alphagex_logs.export.decisions import DecisionLegs
from alphagex_logs.export.download import Download, count, download
from alphagex_logs.export.formats import Format
from alphagex_logs.export.manifest import manifest
from alphagex_logs.export.page import Page, Request, one, page
from alphagex_logs.export.selection import RELATIONS, Selection

__all__ = ["RELATIONS", "DecisionLegs", "Download", "Format", "Page", "Request", "Selection", "archive", "count", "download", "manifest", "one", "page"]
