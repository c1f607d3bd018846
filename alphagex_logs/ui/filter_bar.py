"""The one filter bar of all pages: controls, active filters as chips, freshness. It stays while the page scrolls."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Category
from alphagex_logs.catalogue.vocabulary import Bot
from alphagex_logs.filters import LONGEST_TEXT, NONE
from alphagex_logs.ui import data, frame, state
from alphagex_logs.ui.wording import plain, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streamlit.navigation.page import StreamlitPage

    from alphagex_logs.errors import FilterRefused

EARLIEST = date(2000, 1, 1)


def show(page: StreamlitPage) -> FilterRefused | None:
    """Draw the bar above a page; the choices are read with `state.current()`. Gives the error of a link whose filters cannot be read."""
    refused = state.adopt_link(page)
    with st.container(key="filter_bar", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filter_controls"):
            _range()
            _bots()
            _category_and_table()
            _symbol()
            _more()
            st.space("stretch")
            _zone()
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filter_state"):
            _chips()
            st.space("stretch")
            frame.show_freshness(data.version(), state.look())
    return refused


def _range() -> None:
    st.segmented_control(
        "Range",
        state.RANGES,
        key="range",
        default=state.ALL_TIME,
        required=True,
        bind="query-params",
        label_visibility="collapsed",
        on_change=state.range_chosen,
    )
    # Always drawn, and hidden by the stylesheet: a control that is not there when a drag over a chart sets it would not reach the URL.
    shown = "shown" if state.single("range") == state.CUSTOM else "hidden"
    with st.container(horizontal=True, gap="xsmall", width="content", key=f"days_{shown}"):
        for side, label in (("since", "First day"), ("until", "Last day")):
            st.date_input(label, None, key=side, bind="query-params", format="YYYY-MM-DD", label_visibility="collapsed", min_value=EARLIEST, width=152)


def _bots() -> None:
    none = [NONE] if NONE in state.picked("bot") else []
    names = list(dict.fromkeys([*(str(bot) for bot in Bot), *data.bots(), *none]))
    st.pills("Bots", names, selection_mode="multi", key="bot", bind="query-params", label_visibility="collapsed", format_func=plain)


def _category_and_table() -> None:
    with st.popover(_titled("Category", "category", "table"), key="category_popover"):
        st.pills("Category", [str(category) for category in Category], selection_mode="multi", key="category", bind="query-params")
        st.multiselect("Table", list(TABLES), key="table", bind="query-params", placeholder="all 23 tables")


def _symbol() -> None:
    with st.popover(_titled("Symbol", "symbol"), key="symbol_popover"):
        _values("symbol")


def _more() -> None:
    with st.popover(_titled("More", "outcome", "advice", "state", state.TEXT), key="more_popover"):
        _values("outcome")
        _values("advice")
        _values("state")
        st.text_input(
            "Text", key=state.TEXT, bind="query-params", type="search", placeholder="in summary, symbol, action, outcome, advice", max_chars=LONGEST_TEXT
        )


def _values(parameter: str) -> None:
    # A multiselect and not pills: these labels come from the logs, and pills read their labels as Markdown.
    options = _with_picked(parameter, data.options(parameter))
    st.multiselect(parameter.capitalize(), options, key=parameter, bind="query-params", placeholder=f"every {parameter}")


def _with_picked(parameter: str, options: Iterable[str]) -> list[str]:
    """The options and whatever a link has picked: a value without rows must narrow to nothing, not vanish."""
    return list(dict.fromkeys([*options, *state.picked(parameter)]))


def _titled(title: str, *parameters: str) -> str:
    picked = sum(1 for chip in state.chips() if chip.parameter in parameters)
    return f"{title} · {picked}" if picked else title


def _zone() -> None:
    st.segmented_control("Time zone", state.ZONES, key="tz", default=state.ZONES[0], required=True, bind="query-params", label_visibility="collapsed")


def _chips() -> None:
    active = state.chips()
    if not active:
        st.caption("All rows")
        return
    for chip in active:
        key = f"chip_{chip.parameter}_{chip.value}"
        arguments = (chip.parameter, chip.value)
        label = f"{plain(chip.label)} {unseen('drop this filter')}"
        st.button(label, icon=":material/close:", icon_position="right", key=key, on_click=state.drop, args=arguments, help="Drop this filter")
    st.button("Reset", key="reset", type="tertiary", on_click=state.reset)
