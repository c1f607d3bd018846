"""The audit on the screen: made anew when rows have come in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs import audit, warehouse
from alphagex_logs.ui import data, formats, table, theme

if TYPE_CHECKING:
    from alphagex_logs.audit import Report


@st.cache_resource(max_entries=1, show_spinner="The tables are being audited.")
def _report(version: int) -> Report:
    _ = version  # part of the key: another version of the warehouse, another audit
    return audit.run(warehouse.current())


def report() -> Report:
    """The audit of the rows as they are. The command line also tries the schema and the sources of other programs."""
    return _report(data.version())


def tables(found: Report) -> None:
    """One row a table: its status as measured, and how its checks ended."""
    colours = theme.palette()
    bad = dict.fromkeys(audit.Finding, colours.loss)
    rows = pd.DataFrame(
        {
            "number": one.number,
            "status": one.status,
            "table_name": one.name,
            "records": one.rows,
            "first_at": one.first_at,
            "last_at": one.last_at,
            "per_trading_day": formats.UNKNOWN if one.per_trading_day is None else f"{one.per_trading_day:,.1f}",
            "failed": len(one.failed),
            "checks": len(one.checks),
        }
        for one in found.tables
    )
    columns = {
        "number": table.count("No."),
        "status": table.badge("Status", {one.status: bad.get(one.status, colours.border) for one in found.tables}, 100),  # type: ignore[call-overload]
        "table_name": table.text("Table", 190),
        "records": table.count("Rows"),
        "first_at": table.moment("First row"),
        "last_at": table.moment("Last row"),
        "per_trading_day": table.text("A trading day", 90),
        "failed": table.count("Failed"),
        "checks": table.count("Checks"),
    }
    table.show(rows, "audit", alt="The log tables with status, rows, first and last row, and failed checks", columns=columns, most=23)


def checks(found: Report) -> None:
    """Every check of one table that the viewer chooses, with its evidence, and how full its columns are."""
    names = [one.name for one in found.tables]
    worst = max(found.tables, key=lambda one: len(one.failed))
    chosen = st.selectbox("Table", names, index=names.index(worst.name), key="audited_table")
    one = found.tables[names.index(chosen or worst.name)]
    st.dataframe(pd.DataFrame([(check.result, check.claim, check.evidence) for check in one.checks], columns=["Result", "Claim", "Evidence"]), hide_index=True)
    filled = [(fill.column, None if fill.null_rate is None else 100 * fill.null_rate, fill.distinct) for fill in one.columns]
    empty = st.column_config.NumberColumn(format="%.1f %%")
    st.dataframe(pd.DataFrame(filled, columns=["Column", "Empty", "Different values"]), hide_index=True, column_config={"Empty": empty})
    st.caption(f"Written by {', '.join(one.writers) or 'nobody'}. Read by {', '.join(one.readers) or 'nobody'}.")


def offer(found: Report) -> None:
    """The audit as a file."""
    st.download_button("Markdown", found.as_markdown(), "audit.md", "text/markdown", icon=":material/download:")
    st.download_button("JSON", json.dumps(found.as_dict(), indent=2), "audit.json", "application/json", icon=":material/download:")
