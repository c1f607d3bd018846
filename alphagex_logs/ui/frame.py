"""What stands around every page: navigation, how fresh the data is, and where it comes from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from alphagex_logs.ui import data, formats, row_drawer, state, theme
from alphagex_logs.ui.wording import plain

if TYPE_CHECKING:
    from datetime import timedelta

    from streamlit.navigation.page import StreamlitPage

    from alphagex_logs.charts.palette import Theme

PAGES = Path(__file__).parents[2] / "pages"
NAVIGATION = (
    ("overview.py", "Overview", "monitoring", "Is the data complete and fresh, and what happened?"),
    ("logs.py", "Logs", "list_alt", "Every row of the 23 tables, newest first."),
    ("predictions.py", "Predictions", "target", "What the bots predicted, and how it turned out."),
    ("pnl.py", "PnL", "attach_money", "What the closed positions earned."),
    ("audit.py", "Audit", "fact_check", "Is what the tables claim true?"),
    ("health.py", "Health", "vital_signs", "Does everything that bots log arrive?"),
)
OLD = 24 * 60 * 60
REPLAY_LABEL = "Replay: real prices and VIX, modelled premiums and gamma"


def navigation() -> StreamlitPage:
    """The pages, on top; gives the one that was asked for."""
    st.set_page_config(page_title="AlphaGEX Logs", page_icon=theme.LOGO, layout="wide")
    st.logo(theme.LOGO, size="medium")
    return st.navigation([_page(*row) for row in NAVIGATION], position="top")


def _page(file: str, title: str, icon: str, answers: str) -> StreamlitPage:
    return st.Page(PAGES / file, title=title, icon=f":material/{icon}:", default=title == NAVIGATION[0][1], help=answers)


def freshness(newest: datetime | None, now: datetime) -> str:
    """How old the newest row is, in words."""
    if newest is None:
        return "no rows yet"
    shown = formats.moment(newest, state.zone())
    span: timedelta = now - newest
    source = ": replay" if data.is_replay() else ""
    anchored = "; ranges end there" if span.total_seconds() > OLD else ""
    return f"newest row {shown}, {formats.age(span)} old{source}{anchored}"


@st.fragment(run_every="1s", key="freshness")
def show_freshness(drawn_with: int, look: Theme) -> None:
    """The freshness line; the page is drawn again when rows have come in since, or the viewer's theme has changed, whose colours charts carry.

    Not under a row that somebody reads: its drawer would close. And for rows not at once after it has been drawn, if that took long.
    """
    newer = data.version() != drawn_with
    if ((newer and state.at_rest()) or state.look() != look) and state.open_row() is None:
        st.rerun()
    trouble = data.trouble()
    said = f":material/sync_problem: :red[{plain(trouble)}]" if trouble else freshness(data.newest(), datetime.now(UTC))
    st.caption(f"{said}; rows have come in, shown when the row is closed" if newer and state.open_row() is not None else said)


def finish() -> None:
    """What ends every page: the row that a permalink opens, and where the numbers come from."""
    row_drawer.show_when_open()
    if data.is_replay():
        st.caption(REPLAY_LABEL)
