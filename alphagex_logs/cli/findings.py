"""`alphagex-logs findings`: what the rows say about the forecasts and the advice, as a document that anyone can reproduce."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.cli.findings_text import document
from alphagex_logs.cli.fresh import fresh
from alphagex_logs.cli.terminal import say
from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings

DEFAULT = Path("docs/findings.md")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write."""
    parser.add_argument("--output", type=Path, default=DEFAULT, metavar="FILE", help=f"the document to write (default: {DEFAULT})")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Bring the warehouse up to date, compute the findings from it, and write them."""
    with fresh(settings) as (warehouse, _url):
        text = document(warehouse)
    try:
        parsed.output.parent.mkdir(parents=True, exist_ok=True)
        parsed.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{parsed.output} cannot be written: {error.strerror}.", "Name another file with --output.") from error
    say(f"Wrote {parsed.output}.")
    return 0
