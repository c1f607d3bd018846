"""One logged row in full: its fields with unit and meaning, its JSON as trees, its neighbours, its permalink."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.ui import data, formats, problems, state, table
from alphagex_logs.ui.wording import plain

if TYPE_CHECKING:
    from alphagex_logs.catalogue.model import Table

WIDTH = 760
REACH = 4


def show_when_open() -> None:
    """Open the drawer when the URL is the permalink of a row."""
    event_id = state.open_row()
    if event_id is not None:
        _drawer(event_id)


@st.dialog("Row", width=WIDTH, position="right", on_dismiss=state.close_row)
def _drawer(event_id: str) -> None:
    with problems.guarded("This row"):
        found = data.ask("one_row", event_id=event_id)
        if found.empty:
            st.info("No row has this identity: it may have been deleted, or the link is incomplete.", title="No such row", icon=":material/search_off:")
            return
        _head(found.iloc[0], event_id)
        _fields(TABLES[found["table_name"].iloc[0]], event_id)
        _neighbours(event_id)


def _head(event: pd.Series[Any], event_id: str) -> None:
    entry = TABLES[event["table_name"]]
    bot = plain(event["bot"]) if formats.known(event["bot"]) else "no bot"
    st.markdown(f"**{entry.name}** · {bot} · {formats.moment(event['at'], state.zone(), seconds=True)}")
    st.caption(entry.purpose)
    if formats.known(event["summary"]):
        st.text(str(event["summary"]))
    st.code(state.permalink(event_id), language=None)


def _fields(entry: Table, event_id: str) -> None:
    document = json.loads(data.ask("full_row", table_name=entry.name, event_id=event_id)["document"].iloc[0])
    trees = [name for name, value in document.items() if isinstance(value, dict | list) and value]
    filled = [name for name, value in document.items() if value is not None and name not in trees]
    rows = pd.DataFrame([_field(entry, name, document[name]) for name in filled], columns=["field", "value", "unit", "meaning"])
    columns = {"field": table.text("Field", 155), "value": table.text("Value", 180), "unit": table.text("Unit", 110), "meaning": table.text("Meaning")}
    table.show(rows, "row_fields", alt=f"The fields of a row of {entry.name}", columns=columns, most=26)
    without = [name for name, value in document.items() if value is None]
    if without:
        st.caption(f"Not recorded: {', '.join(f'`{name}`' for name in without)}")
    for name in trees:
        st.caption(f"`{name}`")
        st.json(document[name], expanded=2)


def _field(entry: Table, name: str, value: object) -> tuple[str, str, str, str]:
    column = entry.by_name.get(name)
    shown = formats.moment(pd.Timestamp(str(value)), state.zone(), seconds=True) if column and column.type is Type.TIMESTAMPTZ else _text(value)
    return name, shown, column.unit if column else "", column.meaning if column else ""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _neighbours(event_id: str) -> None:
    st.markdown("**Just before and after, same bot**")
    rows = data.ask("neighbours", event_id=event_id, reach=REACH)
    columns = {
        "place": table.count("±"),
        "at": table.moment(seconds=True),
        "table_name": table.text("Table", 150),
        "action": table.text("Action", 110),
        "outcome": table.text("Outcome", 90),
        "pnl": table.money(),
        "summary": table.text("Summary"),
    }
    table.pick(rows, "neighbours", alt="Rows of the same bot just before and after", columns=columns)
