"""`alphagex-logs audit`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs import audit
from alphagex_logs.api import create_api
from alphagex_logs.cli.fresh import fresh
from alphagex_logs.cli.moments import moment
from alphagex_logs.cli.terminal import answer, say
from alphagex_logs.errors import SettingsError
from alphagex_logs.postgres.drift import drift

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.audit import Report
    from alphagex_logs.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--sources, --now and --format."""
    parser.add_argument("--sources", type=Path, metavar="DIR", help="scan the Python files in this folder for statements about the log tables, and try them")
    parser.add_argument(
        "--now", type=moment, metavar="MOMENT", help="when the tables have to be fresh, such as 2018-12-31 or 2018-12-31T21:00:00Z (default: the present)"
    )
    parser.add_argument("--format", choices=("table", "markdown", "json"), default="table", help="how to print it (default: table)")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Print the audit; 1 when a check fails."""
    if parsed.sources is not None and not parsed.sources.is_dir():
        raise SettingsError(f"{parsed.sources} is no folder.", "--sources takes a folder of Python files.")
    if settings.database_url and drift(settings.database_url):
        return _of_schema(settings.database_url, parsed.sources)
    with fresh(settings) as (warehouse, url):
        report = audit.run(warehouse, url, sources_in=parsed.sources, endpoints=create_api().openapi()["paths"], now=parsed.now)
    answer(_formatted(report, parsed.format))
    return 1 if report.failed else 0


def _of_schema(url: str, sources: Path | None) -> int:
    """An audit must not change what it audits, so a database that is not at our schema is not migrated first."""
    for line in audit.of_schema(url, sources):
        answer(line)
    say("This is the schema alone: rows are audited once `alphagex-logs migrate` has run. Nothing was changed.")
    return 1


def _formatted(report: Report, form: str) -> str:
    if form == "json":
        return json.dumps(report.as_dict(), indent=2)
    return report.as_markdown() if form == "markdown" else report.as_text()
