"""The audit on the screen: made anew when rows have come in, every hour, and on demand."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs import audit, settings, warehouse
from alphagex_logs.audit import Result
from alphagex_logs.catalogue.model import Status
from alphagex_logs.ui import data, formats, state, table, theme, tiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.audit import Check, Report, TableAudit

CHOSEN = "audited_table"
RESULTS = {Result.PASSED: "holds", Result.FAILED: "fails", Result.NOTE: "note"}


@st.cache_resource(max_entries=1, show_spinner="The tables are being audited.")
def _report(version: int, hour: datetime) -> Report:
    _ = version, hour  # the key: new rows, or an hour without any, make another audit
    return audit.of_running(warehouse.current(), settings.load())


def report() -> Report:
    """The audit of rows and schema as they are. The command line also tries the sources of other programs."""
    return _report(data.version(), datetime.now(UTC).replace(minute=0, second=0, microsecond=0))


def headline(found: Report) -> None:
    """The tiles, and at which moment tables had to be fresh."""
    checks = sum(len(one.checks) for one in found.tables)
    statuses = Counter(one.status for one in found.tables)
    wrong = sum(statuses[finding] for finding in audit.Finding)
    notes = sum(check.result is Result.NOTE for one in found.tables for check in one.checks)
    tiles.show(
        [
            tiles.Tile("Checks that failed", formats.count(found.failed), f"of {checks:,}"),
            tiles.Tile("Tables at fault", formats.count(wrong), ", ".join(f"{statuses[one]} {one}" for one in audit.Finding if statuses[one]) or "none"),
            tiles.Tile("As catalogued", formats.count(len(found.tables) - wrong), ", ".join(f"{statuses[one]} {one}" for one in Status if statuses[one])),
            tiles.Tile("Notes", formats.count(notes), "worth knowing, not wrong"),
        ],
        "audit",
    )
    st.caption(" ".join(["The audit is of all rows, whatever the filters say.", *found.notes]))


def failures(found: Report) -> None:
    """Every check that failed, or that none did."""
    failed = [(one.name, check.claim, check.evidence) for one in _worst_first(found) for check in one.failed]
    rows = pd.DataFrame(failed, columns=["table_name", "claim", "evidence"])
    if rows.empty:
        st.success("Every claim that was checked holds.", icon=":material/check:")
        return
    st.subheader("What fails")
    columns = {"table_name": table.text("Table", 190), "claim": table.text("Claim that is not true", 330), "evidence": table.text("Evidence", 560)}
    table.pick(rows, "failures", alt="Failed checks with table, claim and evidence", columns=columns, action=_CHECKS, most=10)


def tables(found: Report) -> None:
    """One row a table: its status as measured, and how its checks ended."""
    st.subheader("Tables")
    rows = pd.DataFrame(
        {
            "number": one.number,
            "status": one.status,
            "table_name": one.name,
            "records": one.rows,
            "per_trading_day": one.per_trading_day,
            "first_at": one.first_at,
            "last_at": one.last_at,
            "failed": len(one.failed),
            "checks": len(one.checks),
        }
        for one in found.tables
    )
    columns = {
        "number": st.column_config.NumberColumn("No.", width=50),
        "table_name": table.text("Table", 200),
        "status": table.badge("Status", _colours(), 120),
        "records": table.count("Rows"),
        "per_trading_day": st.column_config.NumberColumn("A trading day", format="%.2f", width=100),
        "failed": table.count("Failed"),
        "checks": table.count("Checks"),
        "first_at": table.moment("First row"),
        "last_at": table.moment("Last row"),
    }
    table.pick(rows, "audit", alt="The log tables with status, rows, first and last row, and failed checks", columns=columns, action=_CHECKS, most=23)


def checks(found: Report) -> None:
    """Every check of one table that the viewer chooses, with its evidence, and how full its columns are."""
    names = [one.name for one in found.tables]
    worst = _worst_first(found)[0]
    st.subheader("Checks of one table")
    chosen = st.selectbox("Table", names, index=names.index(worst.name), key=CHOSEN, width=320)
    one = found.tables[names.index(chosen or worst.name)]
    rows = pd.DataFrame([(RESULTS[check.result], check.claim, check.evidence) for check in one.checks], columns=["result", "claim", "evidence"])
    colours = theme.palette()
    badge = table.badge("Result", {"holds": colours.gain, "fails": colours.loss, "note": colours.border}, 80)
    columns = {"result": badge, "claim": table.text("Claim", 400), "evidence": table.text("Evidence", 640)}
    table.show(rows, "audit_checks", alt=f"The checks of {one.name}", columns=columns, most=20)
    for check in one.checks:
        _rows(check)
    _columns(one)


def offer(found: Report) -> None:
    """The audit as a file, and anew."""
    with st.container(horizontal=True):
        st.download_button("Markdown", found.as_markdown(), "audit.md", "text/markdown", icon=":material/download:")
        st.download_button("JSON", json.dumps(found.as_dict(), indent=2), "audit.json", "application/json", icon=":material/download:")
        st.button("Audit again", icon=":material/refresh:", on_click=_report.clear)


def _worst_first(found: Report) -> list[TableAudit]:
    """Tables without rows after those that have rows and are wrong: a new installation has many of them."""
    return sorted(found.tables, key=lambda one: (not one.failed, one.status == audit.Finding.SILENT, -len(one.failed)))


def _rows(check: Check) -> None:
    if check.rows:
        more = f", the first {audit.MOST_ROWS:,}" if len(check.rows) == audit.MOST_ROWS else ""
        with st.expander(f"Rows: {check.claim}{more}"):
            shown = pd.DataFrame(check.rows)
            st.dataframe(shown, hide_index=True, height=table.height(min(len(shown), 18)), row_height=table.ROW_HEIGHT, placeholder=formats.UNKNOWN)


def _columns(one: TableAudit) -> None:
    """How full the columns are, the emptiest first, and who writes and reads the table."""
    rows = pd.DataFrame(
        [(fill.column, None if fill.null_rate is None else 100 * fill.null_rate, fill.distinct) for fill in one.columns],
        columns=["column", "empty", "distinct"],
    )
    left, right = st.columns([2, 3])
    with left:
        columns = {"column": table.text("Column", 220), "empty": table.percent("Empty"), "distinct": table.count("Values")}
        table.show(rows.sort_values("empty", ascending=False, kind="stable"), "audit_columns", alt=f"How full the columns of {one.name} are", columns=columns)
    with right:
        st.markdown("**Written by**")
        st.text("\n".join(one.writers) or "nobody")
        st.markdown("**Read by**")
        st.text(", ".join(one.readers) or "nobody")


def _colours() -> Mapping[str, str]:
    """The badge colours of the statuses: what was measured wrong stands out."""
    colours = theme.palette()
    wrong: dict[str, str] = dict.fromkeys(audit.Finding, colours.loss)
    return {Status.ACTIVE: colours.gain, Status.WIRED: colours.neutral, Status.LOW_PRIORITY: colours.border, **wrong}


def _choose(row: pd.Series) -> None:
    state.mirror(CHOSEN, str(row["table_name"]))


_CHECKS = table.Action(":material/fact_check:", "Show the checks of this table below", _choose)
