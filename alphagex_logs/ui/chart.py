"""A chart on the screen: the figure, its alternative text, and one click away its data and its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from alphagex_logs.charts.sheet import alt_text, spare
from alphagex_logs.charts.template import CONFIG
from alphagex_logs.ui import reproduce, state, theme
from alphagex_logs.ui.wording import unseen

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from alphagex_logs.filters import Filters

MOST_ROWS = 2_000  # that a browser is sent as a table


def draw(
    figure: Any,
    key: str,
    *,
    rows: pd.DataFrame,
    question: str,
    chosen: Filters | None = None,
    on_brush: Callable[[], None] | None = None,
    **params: Any,
) -> None:
    """Show a figure of the charts room, its tools below it.

    `rows` are what it was drawn from, `question` where they come from. With `on_brush`, dragging over the chart calls it; the days are then
    in `state.brushed(key)`.
    """
    alt = alt_text(figure)
    with st.container(key=f"chart_{key}", gap=None):
        theme.close_up(f"chart_{key}", f"tools_{key}", spare(figure))
        if on_brush is None:
            st.plotly_chart(figure, key=key, theme=None, config=CONFIG, alt=alt)
        else:
            st.plotly_chart(figure, key=key, theme=None, config=CONFIG, alt=alt, on_select=on_brush, selection_mode=("box",))
        with st.container(horizontal=True, gap="small", key=f"tools_{key}"):
            of_chart = unseen(f"of the chart {figure.layout.meta['title']}")
            _data(key, rows, alt, of_chart)
            _sql(key, question, chosen, params, of_chart)


def zoom(key: str) -> Callable[[], None]:
    """What a drag over the time axis of that chart does: it becomes the range of all pages."""

    def brushed() -> None:
        days = state.brushed(key)
        if days is not None:
            state.zoom(*days)

    return brushed


def _data(key: str, rows: pd.DataFrame, alt: str, of_chart: str) -> None:
    popover = st.popover(f"Data {of_chart}", type="tertiary", key=f"data_{key}", on_change="rerun")
    if popover.open:
        with popover:
            if len(rows) > MOST_ROWS:
                st.caption(f"The first {MOST_ROWS:,} of {len(rows):,} rows; the CSV file has all")
            st.dataframe(rows.head(MOST_ROWS), key=f"rows_{key}", hide_index=True, placeholder="—", alt=f"The data of the chart: {alt}", height=280)
            st.download_button("CSV", rows.to_csv(index=False), f"{key}.csv", "text/csv", key=f"csv_{key}", on_click="ignore", icon=":material/download:")


def _sql(key: str, question: str, chosen: Filters | None, params: dict[str, Any], of_chart: str) -> None:
    popover = st.popover(f"SQL {of_chart}", type="tertiary", key=f"sql_{key}", on_change="rerun")
    if popover.open:
        with popover:
            st.caption(f"`queries/{question}.sql`, as it runs in the warehouse")
            st.code(reproduce.statement(question, chosen, **params), language="sql", height=320)
