"""The PnL page by parts: which bot, strategy and regime earned the total, and how each bot traded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs.charts.contributions import pnl_by_bar
from alphagex_logs.charts.waterfall import waterfall
from alphagex_logs.metrics.results import Evidence
from alphagex_logs.metrics.segments import PnlSegment, natural_order, pnl_segments
from alphagex_logs.ui import chart, data, formats, state, table
from alphagex_logs.ui.sections import pnl_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.filters import Filters

PARTS = {"bot": "bot", "strategy": "strategy", "VIX regime": "vix_regime", "GEX regime": "gex_regime", "weekday": "weekday"}
ORDERED = ("VIX regime", "GEX regime", "weekday")  # parts with an order of their own; the others stand by what they contributed


def whole(chosen: Filters) -> None:
    """Bot, strategy and regime add up to the total, to the cent, with what nobody can be credited for."""
    rows = data.ask("pnl_by_path", chosen)
    chart.draw(waterfall(pnl_numbers.parts(rows), state.look()), "waterfall", rows=rows, question="pnl_by_path", chosen=chosen)


def parts(chosen: Filters) -> None:
    """PnL by bot, strategy, regime or weekday."""
    name = st.segmented_control("By", list(PARTS), key="by", default="bot", required=True, bind="query-params", label_visibility="collapsed")
    by = PARTS[name]
    rows = data.ask("pnl_by_part", chosen, by=by).rename(columns={"part": name, "realised_pnl": "pnl", "closed_positions": "n"})
    decided = rows["wins"] + rows["losses"]
    rows["win_rate"] = rows["wins"] / decided.where(decided > 0)
    if name in ORDERED:
        rows = rows.sort_values(name, key=lambda labels: labels.map(natural_order))
    chart.draw(pnl_by_bar(rows, state.look(), by=name, ranked=name not in ORDERED), "parts", rows=rows, question="pnl_by_part", chosen=chosen, by=by)


def segments(chosen: Filters) -> None:
    """The same parts with their intervals and q-values: which of them is more than luck?"""
    name = state.single("by", "bot")
    counted = data.ask("part_pnls", chosen, by=PARTS.get(name, "bot"))
    rows = counted.loc[counted.index.repeat(counted["n"])]
    found = pnl_segments(rows["part"].tolist(), rows["pnl"].astype("float64").to_numpy(), rows["trade_day"].to_numpy())
    listed = [
        (
            each.label,
            each.net.n,
            each.net.value,
            None if each.win_rate.value is None else 100 * each.win_rate.value,
            formats.interval(each.win_rate.low, each.win_rate.high),
            each.mean.value,
            formats.interval(each.mean.low, each.mean.high, of="money"),
            None if each.evidence is Evidence.INSUFFICIENT else each.q_value,
            str(each.evidence),
        )
        for each in in_order(found, name)
    ]
    names = ["part", "n", "net", "win_rate", "win_interval", "mean", "mean_interval", "q_value", "evidence"]
    columns = {
        "part": table.text("Part", 170),
        "n": table.count("n"),
        "net": table.money("Net"),
        "win_rate": table.percent("Win rate"),
        "win_interval": table.text("95 % interval", 110),
        "mean": table.money("Per trade"),
        "mean_interval": table.text("95 % interval", 120),
        "q_value": table.tail("q"),
        "evidence": table.text("Evidence", 90),
    }
    shown = pd.DataFrame(listed, columns=names)
    faint = shown["evidence"] == Evidence.INSUFFICIENT
    table.show(shown, "pnl_segments", alt=f"PnL by {name} with intervals and q-values", columns=columns, faint=faint)
    st.caption("The test asks whether the mean PnL is 0 (Student's t over days); q-values are over the parts shown.")


def in_order(found: Sequence[PnlSegment], name: str) -> list[PnlSegment]:
    """The parts as they are listed: regimes and weekdays in their own order, the others by what they contributed."""
    if name in ORDERED:
        return sorted(found, key=lambda each: natural_order(each.label))
    return sorted(found, key=lambda each: -abs(each.net.value or 0.0))


def by_month(chosen: Filters) -> None:
    """PnL by bot, strategy and month, the newest month first."""
    st.subheader("By bot, strategy and month")
    rows = data.ask("pnl_by_bot_strategy_month", chosen).sort_values(["month", "bot", "strategy"], ascending=[False, True, True])
    columns = {
        "month": st.column_config.DateColumn("Month", format="YYYY-MM", width=80),
        "bot": table.bot(),
        "strategy": table.text("Strategy", 170),
        "realised_pnl": table.money("Realised PnL"),
        "closed_positions": table.count("Closed"),
        "wins": table.count("Wins"),
        "losses": table.count("Losses"),
    }
    table.show(rows, "by_month", alt="Realised PnL by bot, strategy and month", columns=columns, most=12)


def premium(chosen: Filters) -> None:
    """Premium of the wheel as cash flow, beside and never added to PnL."""
    st.subheader("Premium is cash flow")
    rows = data.ask("premium_by_bot", chosen)
    if rows.empty:
        st.caption("No wheel activity in this selection.")
        return
    columns = {
        "bot": table.bot(),
        "premium_steps": table.count("Steps"),
        "taken_in": table.money("Taken in"),
        "paid": table.money("Paid"),
        "premium": table.money("Premium, net"),
        "pnl": table.money("PnL of its steps"),
    }
    table.show(rows, "premium", alt="Premium cash flow beside PnL", columns=columns)
    st.caption("Two views of one thing: premium turns into PnL when a leg ends. The two are never added, and open cycles have premium but no position yet.")
