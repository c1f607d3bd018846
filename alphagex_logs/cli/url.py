"""`alphagex-logs url`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.cli.terminal import answer
from alphagex_logs.postgres import embedded

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_parsed: argparse.Namespace, settings: Settings) -> int:
    """Print DATABASE_URL, or where the embedded server listens while it runs."""
    answer(settings.database_url or embedded.url_of(settings.data_dir))
    return 0
