"""Tables of rows: key columns first, times in the viewer's zone, sorted and paged at the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from alphagex_logs.charts.labels import e_value, p_value
from alphagex_logs.ui import formats, state, theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

ROW_HEIGHT = 26
HEADER_HEIGHT = 32
BUTTON_WIDTH = 36
PAGE_SIZE = 100
_BUTTON = "button"
BADGES = ("bot", "result", "status")
# columns that sort as numbers and read otherwise
WRITTEN: dict[Any, Callable[[object], str]] = {"p_value": p_value, "q_value": p_value, "p_lagged": p_value, "log10_e": e_value}


@dataclass(frozen=True, slots=True)
class Action:
    """What the button in front of a row does."""

    icon: str
    help: str
    run: Callable[[pd.Series[Any]], None]


def _open_row(row: pd.Series[Any]) -> None:
    state.show_row(str(row["event_id"]))


OPEN = Action(":material/open_in_full:", "Open the row in full", _open_row)


def show(rows: pd.DataFrame, key: str, *, alt: str, columns: dict[str, Any], most: int = 18, faint: pd.Series[bool] | None = None) -> None:
    """A small table that is complete as it is; it is as high as its rows, up to `most` of them. `faint` rows are grey: too few to judge by."""
    if rows.empty:
        st.caption(f"{alt}: none.")
        return
    st.container(key=f"table_{key}").dataframe(
        _styled(prepared(rows), faint),
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=height(min(len(rows), most)),
        column_config=columns,
        column_order=list(columns),
        placeholder=formats.UNKNOWN,
        alt=alt,
    )


def pick(
    rows: pd.DataFrame,
    key: str,
    *,
    alt: str,
    columns: dict[str, Any],
    action: Action = OPEN,
    most: int = 24,
) -> None:
    """A table with a button in front of every row; it opens the row unless `action` says otherwise."""
    if rows.empty:
        st.caption(f"{alt}: none.")
        return
    shown = prepared(rows).reset_index(drop=True)
    shown[_BUTTON] = action.icon

    def clicked() -> None:
        place = state.clicked_row(f"{key}_button")
        if place is not None and place < len(shown):
            action.run(shown.iloc[place])

    button = st.column_config.ButtonColumn("", help=action.help, width=BUTTON_WIDTH, pinned=True, type="tertiary", on_click=clicked, key=f"{key}_button")
    st.container(key=f"table_{key}").dataframe(
        shown,
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=height(min(len(rows), most)),
        column_config={_BUTTON: button, **columns},
        column_order=[_BUTTON, *columns],
        placeholder=formats.UNKNOWN,
        alt=alt,
    )


def height(rows: int) -> int:
    """The pixels that so many rows and the header take."""
    return HEADER_HEIGHT + max(1, rows) * ROW_HEIGHT + 2


def prepared(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as the browser takes them: UTC times that say so, badges as lists, identifiers as text."""
    shown = rows.copy()
    for name in shown.columns:
        if str(shown[name].dtype).startswith("datetime64") and getattr(shown[name].dt, "tz", None) is None:
            shown[name] = shown[name].dt.tz_localize("UTC")
        elif name in BADGES:
            shown[name] = shown[name].astype(object).map(lambda label: [label] if isinstance(label, str) else None)
        elif name == "event_id":
            shown[name] = shown[name].astype(str)
        elif shown[name].dtype == "str":
            shown[name] = shown[name].mask(shown[name] == formats.UNKNOWN)  # what is missing has the fainter dash
    return shown


def _styled(rows: pd.DataFrame, faint: pd.Series[bool] | None) -> Any:
    """The rows with p-values, q-values and e-values as they are read, and some rows in grey; the plain rows where there is nothing to style."""
    written: Any = {name: writer for name, writer in WRITTEN.items() if name in rows.columns}
    grey = faint is not None and bool(faint.any())
    if rows.empty or not (written or grey):
        return rows
    styled = rows.style.format(written, na_rep=formats.UNKNOWN) if written else rows.style
    return greyed(styled, faint) if faint is not None and grey else styled


def greyed(styled: Any, faint: pd.Series[bool]) -> Any:
    """The rows with some of them in grey."""
    style = f"color: {theme.palette().faint}"
    return styled.apply(lambda row: [style if faint.loc[row.name] else ""] * len(row), axis=1)


def moment(label: str = "Time", *, seconds: bool = False) -> Any:
    """A column of moments, in the viewer's zone, which the header names."""
    zone = state.zone()
    shape = "YYYY-MM-DD HH:mm:ss" if seconds else "YYYY-MM-DD HH:mm"
    return st.column_config.DatetimeColumn(f"{label} ({formats.zone_name(zone)})", format=shape, timezone=zone.key, width=150)


def badge(label: str, colours: Mapping[str, str], width: int) -> Any:
    """A column of words from a small vocabulary, each on a tint of its colour: the words stay ink, and readable."""
    return st.column_config.MultiselectColumn(label, options=list(colours), color=[theme.tint(colour) for colour in colours.values()], width=width)


def bot(label: str = "Bot") -> Any:
    """A column of bots as badges in their colours."""
    return badge(label, theme.palette().bots, 90)


def result(label: str = "Result") -> Any:
    """A column of results as badges: win, loss, scratch, unmapped; empty while open."""
    return badge(label, theme.palette().results, 80)


def money(label: str = "PnL", *, cents: bool = True, width: int = 100) -> Any:
    """A column of dollars."""
    return st.column_config.NumberColumn(f"{label} ($)", format="%,.2f" if cents else "%,.0f", width=width)


def probability(label: str = "Probability") -> Any:
    """A column of probabilities from 0 to 1."""
    return st.column_config.NumberColumn(label, format="%.3f", width=80)


def tail(label: str) -> Any:
    """A column of p-values, q-values or e-values; its cells are written by `show`, and sort as numbers."""
    return st.column_config.NumberColumn(label, width=70)


def percent(label: str) -> Any:
    """A column of percentages, 68.3 for 68.3 %."""
    return st.column_config.NumberColumn(f"{label} (%)", format="%.1f", width=80)


def points(label: str) -> Any:
    """A column of percentage points, with their sign."""
    return st.column_config.NumberColumn(f"{label} (pts)", format="%+.1f", width=90)


def text(label: str, width: int | None = None) -> Any:
    """A column of words."""
    return st.column_config.TextColumn(label, width=width)


def count(label: str, width: int = 80) -> Any:
    """A column of counts."""
    return st.column_config.NumberColumn(label, format="localized", width=width)


def page_of(rows: int, size: int = PAGE_SIZE, key: str = state.PAGE) -> int:
    """Draw the page numbers of a table of so many rows in all; gives the page, from 0."""
    number = max(1, -(-rows // size))
    chosen = st.pagination(number, key=key, bind="query-params") if number > 1 else 1
    return min(chosen, number) - 1
