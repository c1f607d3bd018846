"""The parts of the Overview page: is the data complete and fresh, what happened, and what is wrong?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from alphagex_logs.catalogue import TABLES
from alphagex_logs.charts.activity import activity_by_day
from alphagex_logs.metrics.exchange_calendar import trading_days
from alphagex_logs.metrics.rates import rate_of_counts
from alphagex_logs.metrics.results import ratio
from alphagex_logs.ui import chart, data, formats, state, table, theme, tiles
from alphagex_logs.ui.formats import NEW_YORK
from alphagex_logs.ui.wording import counted

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters

EMPTY, STALE, FRESH = "empty", "stale", "fresh"
FILTER = ":material/filter_alt:"
_RANK = {EMPTY: 0, STALE: 1, FRESH: 2}
# Per tile: what it is, the columns of the answer that hold it, and whether the state of whole tables enters too.
_DEFINED = {
    "Records": (
        "Count of the rows of all tables that the filters leave; and of those of the last seven days of the data against the seven days before, "
        "whatever the range is.",
        "columns records, last_7_days, prior_7_days",
        False,
    ),
    "Tables with data": (
        "Count of the tables that hold a row that the filters leave; and of those that never had a row, whatever the filters are.",
        "column tables_with_data; rows without newest_at of the second answer",
        True,
    ),
    "Open outcomes": (
        "Predictions whose outcome is not known: pending may still come in time, overdue should have come.",
        "columns pending + overdue",
        False,
    ),
    "What is wrong": (
        "Tables that are empty or stale, as the list below says, whatever the filters are: a table is stale when its newest row is more trading days "
        "old than its writers usually pause. And rows whose label says win or loss while their PnL says the opposite.",
        "column contradictions; newest_at of the second answer",
        True,
    ),
}


def totals(chosen: Filters) -> pd.Series[Any]:
    """The tiles: records, tables, open outcomes, what is wrong. Gives the numbers they show."""
    found = data.ask("overview_totals", chosen).iloc[0]
    status = statuses()
    waiting = f"{found['pending']:,} pending, {found['overdue']:,} overdue"
    shown = {
        "Records": (formats.count(found["records"]), _lately(found)),
        "Tables with data": (f"{found['tables_with_data']} of {len(TABLES)}", _empty_tables(status)),
        "Open outcomes": (formats.count(found["pending"] + found["overdue"]), waiting),
        "What is wrong": (_wrong(status), f"{found['contradictions']:,} labels against their PnL"),
    }
    tiles.show([tiles.Tile(label, value, detail, _defined(label, chosen)) for label, (value, detail) in shown.items()], "overview")
    return found


def _defined(label: str, chosen: Filters) -> tiles.Definition:
    """What stands behind a tile; whether a table is empty or stale is asked of all its rows."""
    formula, columns, whole = _DEFINED[label]
    text = f"{formula}\n\nIn the answer: {columns}."
    return tiles.Definition(text, "overview_totals", chosen, beside="table_status" if whole else "")


def _lately(found: pd.Series[Any]) -> str:
    now, before = int(found["last_7_days"]), int(found["prior_7_days"])
    change = f"{formats.change(ratio(now - before, before))} on the 7 before" if before else "none in the 7 before"
    return f"newest 7 days {now:,}, {change}" if now or before else "none yet"


def _empty_tables(status: pd.DataFrame) -> str:
    empty = int((status["status"] == EMPTY).sum())
    return f"{empty} never had a row"


def _wrong(status: pd.DataFrame) -> str:
    wrong = int((status["status"] != FRESH).sum())
    return counted(wrong, "table")


def activity(chosen: Filters) -> None:
    """What was logged per day, by category; dragging over it narrows the range."""
    rows = data.ask("activity_by_day", chosen).rename(columns={"records": "rows"})
    chart.draw(activity_by_day(rows, state.look()), "activity", rows=rows, question="activity_by_day", chosen=chosen, on_brush=chart.zoom("activity"))


def bots(chosen: Filters) -> None:
    """One row a bot: how often ORACLE was right for it, what it earned, how deep it fell. A button filters by the bot."""
    st.subheader("Bots")
    rows = data.ask("bots_overview", chosen)
    rates = [rate_of_counts(hits, n) for hits, n in zip(rows["hits"], rows["n"], strict=True)]
    rows["hit_rate"] = pd.Series([rate.estimate.value for rate in rates], dtype="float64") * 100
    rows["interval"] = pd.Series([formats.interval(rate.estimate.low, rate.estimate.high) for rate in rates], dtype="str")
    columns = {
        "bot": table.bot(),
        "hit_rate": table.percent("Hit rate"),
        "interval": table.text("95 % interval", 100),
        "n": table.count("n"),
        "pnl": table.money("Realised PnL", cents=False, width=115),
        "equity": st.column_config.LineChartColumn("Equity", width=160),
        "max_drawdown": table.money("Max drawdown", cents=False, width=120),
        "closed_positions": table.count("Closed"),
        "open_predictions": table.count("Open outcomes", width=105),
        "records": table.count("Rows"),
        "last_seen": table.moment("Last seen"),
    }
    table.pick(rows, "bots", alt="Bots with hit rate, PnL and drawdown", columns=columns, action=table.Action(FILTER, "Show this bot alone", _only_bot))


def _only_bot(row: pd.Series[Any]) -> None:
    state.only("bot", row["bot"])


def tables() -> None:
    """All tables of the catalogue, the wrong ones first. A button filters by the table."""
    st.subheader("Tables")
    rows, colours = statuses(), theme.palette()
    columns = {
        "status": table.badge("State", {EMPTY: colours.neutral, STALE: colours.loss, FRESH: colours.border}, 70),
        "table_name": table.text("Table", 190),
        "category": table.text("Category", 90),
        "records": table.count("Rows"),
        "newest_at": table.moment("Newest row"),
        "silence": table.text("Silent for", 110),
        "records_by_day": st.column_config.BarChartColumn("Last 30 days", width=160),
        "last_7_days": table.count("7 days"),
        "prior_7_days": table.count("7 before"),
        "ranked": table.text("Legacy status", 100),
        "purpose": table.text("What it holds"),
    }
    table.pick(
        rows,
        "tables",
        alt="The log tables with rows, newest row and state",
        columns=columns,
        action=table.Action(FILTER, "Show this table alone", _only_table),
        most=23,
    )


def _only_table(row: pd.Series[Any]) -> None:
    state.only("table", [row["table_name"]])


def statuses() -> pd.DataFrame:
    """One row a table: rows, newest row, and whether it is empty, stale or fresh; the wrong ones first."""
    rows = data.ask("table_status")
    until = data.newest() if data.is_replay() else datetime.now(UTC)
    known = [TABLES[name] for name in rows["table_name"]]
    missed = [_missed(newest, until) for newest in rows["newest_at"]]
    status = [EMPTY if days is None else STALE if days > entry.rhythm.days else FRESH for days, entry in zip(missed, known, strict=True)]
    rows["status"] = status
    rows["silence"] = [formats.UNKNOWN if days is None else counted(days, "trading day") for days in missed]
    rows["category"] = [str(entry.category) for entry in known]
    rows["ranked"] = [str(entry.status) for entry in known]
    rows["purpose"] = [entry.purpose for entry in known]
    rows["rank"] = [(_RANK[state], entry.number) for state, entry in zip(status, known, strict=True)]
    return rows.sort_values("rank").reset_index(drop=True)


def _missed(newest: pd.Timestamp, until: datetime | None) -> int | None:
    """Trading days after the day of a table's newest row, up to the day of `until`; None without a row."""
    if until is None or not formats.known(newest):
        return None
    last, today = newest.tz_localize("UTC").astimezone(NEW_YORK).date(), until.astimezone(NEW_YORK).date()
    return max(0, len(trading_days(last, today)) - len(trading_days(last, last))) if last <= today else 0
