"""`alphagex-logs dead-letters`."""

from __future__ import annotations

from pprint import pformat
from typing import TYPE_CHECKING

from alphagex_logs.cli.terminal import answer, say
from alphagex_logs.errors import SettingsError
from alphagex_logs.postgres import dead_letters, embedded

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings

LONGEST_LINE = 160


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with which."""
    parser.add_argument("action", nargs="?", choices=("list", "show", "replay"), default="list", help="what to do (default: list)")
    parser.add_argument("number", nargs="?", type=int, help="of one dead letter, as the list shows it")
    parser.add_argument("--table", help="only those of this table, or of the writer that refused the call")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """List, show or replay the records that made no row; 1 when a replay left some, or when there is none of that number."""
    if parsed.action == "show" and parsed.number is None:
        raise SettingsError("Which dead letter?", "`alphagex-logs dead-letters` lists their numbers.")
    with dead_letters.box(settings.database_url or embedded.url_of(settings.data_dir)) as box:
        found = list(box.waiting(parsed.table, number=parsed.number))
        if parsed.number is not None and not found:
            say(f"There is no dead letter {parsed.number}.")
            return 1
        if parsed.action == "replay":
            return _replay(box, found)
        for letter in found:
            answer(_whole(letter) if parsed.action == "show" else _line(letter))
    if not found:
        say("There are no dead letters.")
    return 0


def _line(letter: dead_letters.DeadLetter) -> str:
    moment = f"{letter.recorded_at:%Y-%m-%d %H:%M:%S}"
    return f"{letter.id:>8}  {moment}  {letter.table or '?'}  {letter.sqlstate or '-'}  {letter.error.splitlines()[0]}"[:LONGEST_LINE]


def _whole(letter: dead_letters.DeadLetter) -> str:
    head = f"{_line(letter)}\nwriter {letter.writer_id}, record {letter.sequence}, replayed {letter.replayed_at or 'never'}\n{letter.error}\n"
    return head + pformat(letter.content(), width=LONGEST_LINE, compact=True)


def _replay(box: dead_letters.Box, found: list[dead_letters.DeadLetter]) -> int:
    left = 0
    for letter in found:
        refusal = box.replay(letter)
        if refusal is not None:
            left += 1
            answer(f"{letter.id:>8}  {letter.table or '?'}  {refusal}"[:LONGEST_LINE])
    say(f"{len(found) - left} of {len(found)} took effect.")
    return 1 if left else 0
