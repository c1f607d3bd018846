"""Downloads of the filtered rows: the same bytes that the API gives for the same filters, with the number of rows said before the click."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from alphagex_logs import export
from alphagex_logs.ui import data, state
from alphagex_logs.ui.wording import counted

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters

NAMES = {"events": "event", "predictions": "prediction", "closed_positions": "closed position"}


def offer(relation: str, chosen: Filters, table: str | None = None) -> None:
    """One link per format to the rows of a table, or of events, predictions or closed_positions, through the filters; of one log table only, if it is named."""
    rows = data.export_count(relation, replace(chosen, tables=(table,)) if table else chosen)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"downloads_{relation}"):
        for chosen_format in export.Format:
            st.link_button(
                chosen_format.upper(),
                address(relation, chosen_format, table),
                icon=":material/download:",
                disabled=rows == 0,
                key=f"get_{relation}_{chosen_format}",
            )
        name = counted(rows, NAMES[relation]) if relation in NAMES else f"{counted(rows, 'row')} of `{relation}`"
        st.caption(f"{name}, whole and streamed")


def address(relation: str, chosen_format: export.Format, table: str | None = None) -> str:
    """The API's URL for this file, relative to a page; its query string is the page's, narrowed to the rows of a log table if it is named."""
    query = state.narrowed(table=table) if table else state.query()
    return f"api/logs/export/{relation}.{chosen_format}?{urlencode(query, doseq=True)}"
