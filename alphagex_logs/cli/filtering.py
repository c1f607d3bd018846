"""The filters as options of a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.filters import LISTS, RANGES, Filters, from_query, resolve

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.warehouse import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The dashboard's filters."""
    parser.add_argument("--range", help=f"{', '.join(RANGES)} or all; counts back from now, or from the newest row when that is older")
    parser.add_argument("--since", help="first moment with its offset, or a New York day such as 2018-12-24")
    parser.add_argument("--until", help="moment before which rows end, or the last New York day")
    for name in LISTS:
        parser.add_argument(f"--{name}", action="append", default=[], help=f"only rows of this {name}; may be given more than once")
    parser.add_argument("--q", metavar="TEXT", help="only rows whose summary, action, symbol, outcome or advice contains this")


def check(parsed: argparse.Namespace) -> None:
    """See that the filters mean something, before rows are read for them; which bots there are only the rows say.

    Raises FilterRefused.
    """
    from_query({name: values for name, values in _query(parsed).items() if name != "bot"})


def filters_of(parsed: argparse.Namespace, snapshot: Snapshot) -> Filters:
    """The filters that were given, their range resolved against the newest row.

    Raises FilterRefused.
    """
    query = _query(parsed)
    bots = [name for (name,) in snapshot.rows("SELECT DISTINCT bot::VARCHAR FROM events WHERE bot IS NOT NULL")]
    return resolve(from_query(query, more_bots=bots), snapshot.newest())


def _query(parsed: argparse.Namespace) -> dict[str, list[str]]:
    return {name: value if name in LISTS else [value] for name in ("range", "since", "until", *LISTS, "q") if (value := getattr(parsed, name))}
