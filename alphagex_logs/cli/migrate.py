"""`alphagex-logs migrate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import Progress, say
from alphagex_logs.postgres import embedded, engine, migrate

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_parsed: argparse.Namespace, settings: Settings) -> int:
    """Bring DATABASE_URL, or the embedded database, to the current schema."""
    start.writable(settings)
    server = None if settings.database_url else embedded.start(settings.data_dir)
    bar = Progress()
    try:
        url = settings.database_url or server.url  # type: ignore[union-attr]  # one of the two is there
        engine.check(url)
        migrate.migrate(url, bar)
    finally:
        bar.close()
        if server is not None:
            server.stop()
    say("The schema is current.")
    return 0
