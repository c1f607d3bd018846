"""CSV, JSON, NDJSON and Parquet bytes: the button, the API and the command line send the same ones."""

from alphagex_logs.export.archive import archive
from alphagex_logs.export.decisions import DecisionLegs
from alphagex_logs.export.download import Download, count, download
from alphagex_logs.export.formats import Format
from alphagex_logs.export.manifest import Digested, description, manifest
from alphagex_logs.export.page import Page, Request, one, page
from alphagex_logs.export.selection import RELATIONS, Selection
from alphagex_logs.export.values import Ready, encoded

__all__ = [
    "RELATIONS",
    "DecisionLegs",
    "Digested",
    "Download",
    "Format",
    "Page",
    "Ready",
    "Request",
    "Selection",
    "archive",
    "count",
    "description",
    "download",
    "encoded",
    "manifest",
    "one",
    "page",
]
