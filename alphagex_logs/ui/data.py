"""Answers from the warehouse: cached by question, filters and warehouse version; the last good one stays when a new one cannot be had."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

import streamlit as st

from alphagex_logs import export, warehouse
from alphagex_logs.errors import AlphagexError
from alphagex_logs.filters import Filters
from alphagex_logs.ui import superseded

if TYPE_CHECKING:
    import pandas as pd

KEPT = 512


@dataclass(slots=True)
class _LastGood:
    """The newest good answer to each question, for the moment when asking again fails."""

    answers: OrderedDict[tuple[object, ...], tuple[pd.DataFrame, datetime]]
    lock: Lock

    def keep(self, key: tuple[object, ...], answer: pd.DataFrame) -> None:
        with self.lock:
            self.answers[key] = (answer, datetime.now(UTC))
            self.answers.move_to_end(key)
            while len(self.answers) > KEPT:
                self.answers.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _last_good() -> _LastGood:
    return _LastGood(OrderedDict(), Lock())


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _answer(question: str, chosen: Filters | None, params: tuple[tuple[str, Any], ...], version: int) -> pd.DataFrame:
    _ = version  # part of the key: another version of the warehouse, another answer
    return warehouse.current().ask(question, chosen, leave=superseded.leave, **dict(params))


def ask(question: str, chosen: Filters | None = None, **params: Any) -> pd.DataFrame:
    """The rows that `queries/<question>.sql` gives for these filters.

    When the warehouse fails and has answered the same question before, the last good answer comes back and a line says how old it is.
    Raises QuestionFailed when there is no good answer yet.
    """
    given = tuple(sorted(params.items()))
    key = (question, repr(chosen), given)
    try:
        answer = _answer(question, chosen, given, warehouse.current().version)
    except AlphagexError as error:
        kept = _last_good().answers.get(key)
        if kept is None:
            raise
        st.caption(f":material/history: Stale: read {kept[1]:%H:%M:%S} UTC, not since. {error.problem}")
        return kept[0]
    _last_good().keep(key, answer)
    return answer


def version() -> int:
    """The version of the warehouse: it changes when rows have come in."""
    return warehouse.current().version


@st.cache_data(max_entries=4, show_spinner=False)
def _newest(version: int) -> datetime | None:
    _ = version
    return warehouse.current().newest()


def newest() -> datetime | None:
    """The moment of the newest row, aware UTC; None when there are no rows."""
    return _newest(version())


def options(facet: str) -> list[str]:
    """The values that a filter can take in the rows as they are, the most frequent first; "(none)" for rows without one."""
    counted = ask("facet_counts", Filters())
    return [str(label) for label in counted.loc[counted["facet"] == facet, "label"]]


def bots() -> list[str]:
    """The bots that the rows name."""
    return [str(bot) for bot in ask("known_bots")["bot"]]


def trouble() -> str:
    """Why the rows on screen may be behind PostgreSQL, and since when; empty when they are not."""
    known = warehouse.freshness()
    if known is None or known.since is None:
        return ""
    return f"stale: as of {known.since:%Y-%m-%d %H:%M:%S} UTC. {known.error} Everything here still works; it is read again by itself."


def is_replay() -> bool:
    """Whether the rows come from the replay rather than from bots that ran."""
    return bool(ask("data_origin")["is_replay"].iloc[0])


def sql_of(question: str) -> str:
    """The text of a question, as it stands in `queries/`."""
    return warehouse.current().sql_of(question)


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _export_count(relation: str, chosen: Filters, version: int) -> int:
    _ = version
    return export.count(warehouse.current(), relation, chosen)


def export_count(relation: str, chosen: Filters) -> int:
    """How many rows a download of this relation through these filters holds."""
    return _export_count(relation, chosen, version())
