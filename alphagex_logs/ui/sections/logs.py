"""The parts of the Logs page: category tabs, facets, the histogram and the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from alphagex_logs.catalogue.model import Category
from alphagex_logs.charts.activity import activity_by_day
from alphagex_logs.ui import chart, data, downloads, state, table
from alphagex_logs.ui.wording import key_of, plain, unseen

if TYPE_CHECKING:
    import pandas as pd

    from alphagex_logs.filters import Filters

FACETS = ("bot", "table", "outcome", "advice", "state", "symbol")
SHOWN = 8
SPLITS = ("category", "bot", "table", "result")
SORTS = ("newest", "oldest", "gain", "loss", "probability")
TABS = "category_tabs"
EVERYTHING = "all"


def tabs(chosen: Filters) -> None:
    """One tab a category with the rows it would show; choosing one sets the category filter."""
    counted = data.ask("facet_counts", chosen)
    counts = _counts(counted, "category")
    picked = state.picked("category")
    state.mirror(TABS, picked[0] if len(picked) == 1 else EVERYTHING if not picked else "")
    options = [EVERYTHING, *(str(category) for category in Category)]
    st.segmented_control(
        "Category",
        options,
        key=TABS,
        label_visibility="collapsed",
        on_change=_tab_chosen,
        format_func=lambda name: f"{name} {sum(counts.values()) if name == EVERYTHING else counts.get(name, 0):,}",
    )


def _tab_chosen() -> None:
    name = state.value_of(TABS)
    state.only("category", [] if name in {None, "", EVERYTHING} else [str(name)])


def _counts(counted: pd.DataFrame, facet: str) -> dict[str, int]:
    rows = counted[counted["facet"] == facet]
    return dict(zip(rows["label"].astype(str), rows["records"].astype(int), strict=True))


def facets(chosen: Filters) -> None:
    """How many rows each choice would show, the other filters staying as they are; a click adds the choice, or takes it away."""
    counted = data.ask("facet_counts", chosen)
    for facet in FACETS:
        counts = _counts(counted, facet)
        picked = state.picked(facet)
        shown = list(dict.fromkeys([*picked, *counts]))
        if shown:
            with st.container(key=f"facets_{facet}", gap=None):
                st.caption(facet.capitalize())
                first = shown[:SHOWN] if len(shown) > SHOWN + 1 else shown  # a fold that hides one choice takes more room than the choice
                for label in first:
                    _choice(facet, label, counts.get(label, 0), picked=label in picked)
                if len(shown) > len(first):
                    with st.expander(f"{len(shown) - len(first)} more", key=f"more_{facet}"):
                        for label in shown[len(first) :]:
                            _choice(facet, label, counts.get(label, 0), picked=label in picked)


def _choice(facet: str, label: str, rows: int, *, picked: bool) -> None:
    st.button(
        f"{'−' if picked else '+'} {plain(label)} `{rows:,}` {unseen(facet)}",  # noqa: RUF001  a minus as wide as the plus
        key=f"facet_{facet}_{key_of(label)}",
        type="primary" if picked else "tertiary",
        width="stretch",
        on_click=state.toggle,
        args=(facet, label),
    )


def histogram(chosen: Filters) -> None:
    """The filtered rows per day, coloured by what the person chooses; dragging over it narrows the range."""
    split = st.segmented_control("Colour by", SPLITS, key="split", default="category", required=True, bind="query-params", label_visibility="collapsed")
    rows = data.ask("activity_by_day_split", chosen, split=split).rename(columns={"label": split, "records": "rows"})
    figure = activity_by_day(rows, state.look(), by=split, plot_height=110)
    chart.draw(figure, "histogram", rows=rows, question="activity_by_day_split", chosen=chosen, on_brush=chart.zoom("histogram"), split=split)


def rows(chosen: Filters) -> None:
    """The rows, newest first, a hundred a page; a button opens one."""
    total = int(data.ask("log_count", chosen)["records"].iloc[0])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        sort = st.segmented_control("Order", SORTS, key=state.SORT, default="newest", required=True, bind="query-params", label_visibility="collapsed")
        state.first_page_when_changed()  # after the order, which is unknown until it has been drawn
        st.space("stretch")
        page = table.page_of(total)
    found = data.ask("log_rows", chosen, sort=sort, page=page, page_size=table.PAGE_SIZE)
    table.pick(found, "rows", alt="Logged rows", columns=columns())


def columns() -> dict[str, object]:
    """The columns of a list of logged rows, the telling ones first."""
    return {
        "at": table.moment(seconds=True),
        "bot": table.bot(),
        "symbol": table.text("Symbol", 60),
        "action": table.text("Action", 150),
        "result": table.result(),
        "outcome": table.text("Outcome", 120),
        "pnl": table.money(),
        "probability": table.probability(),
        "table_name": table.text("Table", 170),
        "summary": table.text("Summary"),
    }


def offer_downloads(chosen: Filters) -> None:
    """The filtered rows as files: in the common shape, or with all columns when one table is chosen."""
    downloads.offer("events", chosen)
    if len(chosen.tables) == 1:
        downloads.offer(chosen.tables[0], chosen)
