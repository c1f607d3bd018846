"""`alphagex-logs ship`."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.cli.terminal import say
from alphagex_logs.errors import DatabaseUnreachable, SettingsError
from alphagex_logs.postgres import embedded, engine
from alphagex_logs.postgres.shipment import PostgresDestination
from alphagex_logs.spool.directory import DEAD
from alphagex_logs.spool.shipper import Shipper

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings

ONCE_PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 2.0
NICE = 5  # bots beside it go first, also while it has a backlog
GARBAGE = 100_000  # objects; records come and go by the thousand without cycles, and looking for some took a sixth of a backlog's time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How long to run, and where the spool is."""
    parser.add_argument("--once", action="store_true", help="ship what is there, then end")
    parser.add_argument("--spool", type=Path, metavar="DIR", help="the spool's folder (default: ALPHAGEX_SPOOL_DIR, or `spool` in the data folder)")
    parser.add_argument("--linger", type=float, metavar="SECONDS", default=float("inf"), help="end when no bot has been here for so long (default: never)")
    parser.add_argument("--attached", action="store_true", help="end when standard input does, and so with the process at its other end")
    parser.add_argument(
        "--url-from-stdin", action="store_true", help="read the database's URL from standard input: everybody on a machine can read command lines"
    )


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Ship until told to stop; SIGTERM and Ctrl-C ship what is left for up to eight seconds."""
    root = (parsed.spool or settings.spool).absolute()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    url = sys.stdin.readline().strip() if parsed.url_from_stdin else _url(settings, stop, wait=not parsed.once)
    if parsed.attached:
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
    if parsed.once:
        engine.check(url)
    os.nice(NICE)
    gc.freeze()
    gc.set_threshold(GARBAGE)
    destination = PostgresDestination(url, root / DEAD)
    shipper = Shipper(root, destination, stop, patience_seconds=ONCE_PATIENCE_SECONDS if parsed.once else float("inf"), tell=say)
    try:
        if not shipper.run(until_empty=parsed.once, linger_seconds=parsed.linger):
            say(f"Another shipper is at work in {root}.")
    finally:
        destination.close()
    return 0


def _wait_for_end_of_input(stop: threading.Event) -> None:
    while sys.stdin.readline():
        pass
    stop.set()


def _url(settings: Settings, stop: threading.Event, *, wait: bool) -> str:
    """Where to ship to; without DATABASE_URL the embedded server, once it runs."""
    while settings.database_url is None:
        try:
            return embedded.url_of(settings.data_dir)
        except DatabaseUnreachable:
            if not wait:
                raise
            if stop.wait(LOOK_SECONDS):
                raise SettingsError("There was no database to ship to.", "Set DATABASE_URL, or start the dashboard.") from None
    return settings.database_url
