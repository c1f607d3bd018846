"""`alphagex-logs migrate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import Progress, answer, say
from alphagex_logs.postgres import embedded, engine, migrate

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--dry-run."""
    parser.add_argument("--dry-run", action="store_true", help="print what would be done, one line a step, and change nothing")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Bring DATABASE_URL, or the embedded database, to the current schema."""
    start.writable(settings)
    server = None if settings.database_url else embedded.start(settings.data_dir)
    bar = Progress()
    try:
        url = settings.database_url or server.url  # type: ignore[union-attr]  # one of the two is there
        engine.check(url)
        if parsed.dry_run:
            return _told(migrate.plan(url))
        migrate.migrate(url, bar)
    finally:
        bar.close()
        if server is not None:
            server.stop()
    say("The schema is current.")
    return 0


def _told(steps: list[str]) -> int:
    for step in steps:
        answer(step)
    say(f"{len(steps)} steps; nothing was changed." if steps else "The schema is current.")
    return 0
