"""The command line: `alphagex-logs VERB`. One module a verb; each is imported only when it runs."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING

from alphagex_logs import __version__, settings
from alphagex_logs.errors import AlphagexError, SettingsError

if TYPE_CHECKING:
    from types import ModuleType

VERBS = {
    "serve": "Serve the dashboard and the API; without DATABASE_URL, with an embedded PostgreSQL filled from real prices.",
    "migrate": "Bring the database to the current schema; log tables that it has are adopted in place.",
    "backfill": "Bring rows of older programs to where readers look.",
    "audit": "Check what every log table claims against what is really there.",
    "replay": "Fill the database with five bots trading the real prices of 2014 to 2018.",
    "sync": "Bring the warehouse up to date with PostgreSQL once.",
    "reconcile": "Compare the warehouse with PostgreSQL bucket by bucket; exit code 1 when they differed and nobody repaired it.",
    "export": "Write the rows of a table, or of all, as CSV, JSON, NDJSON or Parquet, through the dashboard's filters.",
    "ask": "Answer one of the questions in queries/, by DuckDB or by Spark.",
    "archive": "Move closed months from PostgreSQL to Parquet files, verified before anything is deleted; the warehouse keeps seeing them.",
    "ship": "Bring what bots have logged from the spool to PostgreSQL, for ever or once.",
    "dead-letters": "List, show or replay the records that made no row.",
    "doctor": "Say how the write path is: spool, shipper, dead letters, losses, sync. Exit code 1 when something is wrong.",
    "findings": "Write what the rows say about forecasts and advice, with intervals and caveats, as Markdown.",
    "url": "Print the connection URL of the database in use.",
}

INTERRUPTED = 130
PIPE_CLOSED = 141  # what a shell shows for a program that ended because nobody read on


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; return its exit code: 0 done, 2 wrong call or setting, other codes per error class."""
    parser, verbs = _parsers()
    if arguments is None:
        arguments = sys.argv[1:]
    chosen = next((word for word in arguments if word in VERBS), None)
    try:
        if chosen:
            _module(chosen).add_arguments(verbs[chosen])
        parsed, unknown = parser.parse_known_args(arguments)
        if unknown:  # the verb's own parser shows what the verb takes, which the one above does not know
            verbs[parsed.verb].error(f"unrecognized arguments: {' '.join(unknown)}")
        return int(_module(parsed.verb).run(parsed, settings.load()))
    except AlphagexError as error:
        print(f"alphagex-logs: {error}", file=sys.stderr)  # noqa: T201  the command line's own output
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains when it flushes
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _module(verb: str) -> ModuleType:
    """Raises SettingsError where only what a bot needs is installed, and the verb needs more."""
    try:
        return importlib.import_module(f"alphagex_logs.cli.{verb.replace('-', '_')}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("alphagex_logs"):
            raise
        raise SettingsError(f"`alphagex-logs {verb}` needs {error.name}, which is not installed.", "Install alphagex-logs[app].") from error


def _parsers() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(
        prog="alphagex-logs",
        description="Durable logging for options-trading bots, and a dashboard over it.",
        epilog="Settings come from the environment: DATABASE_URL, ALPHAGEX_DATA_DIR, ... (docs/settings.md). Exit codes: docs/settings.md.",
    )
    parser.add_argument("--version", action="version", version=f"alphagex-logs {__version__}")
    sub = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    return parser, {verb: sub.add_parser(verb, help=text, description=text) for verb, text in VERBS.items()}
