"""The parts of the PnL page: what the closed positions earned, when, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs.charts.calendars import monthly_heatmap
from alphagex_logs.charts.contributions import pnl_by_bar
from alphagex_logs.charts.decisions import pnl_by_advice
from alphagex_logs.charts.equity import equity
from alphagex_logs.metrics.bootstrap import mean_interval
from alphagex_logs.ui import chart, data, scores, state, table, tiles

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters

PARTS = {"bot": "bot", "strategy": "strategy", "VIX regime": "vix_regime", "GEX regime": "gex_regime", "weekday": "weekday"}
SORTS = ("newest", "oldest", "gain", "loss")


def headline(chosen: Filters) -> None:
    """The tiles: net, win rate, profit factor, expectancy, max drawdown; each with n and, where there is one, its interval."""
    found = scores.money(chosen)
    tiles.show(
        [
            tiles.of_estimate("Net PnL", found.net, unit="money", definition=_defined(_NET, chosen)),
            tiles.of_estimate("Win rate", found.win_rate.estimate, unit="rate", definition=_defined(_WIN_RATE, chosen)),
            tiles.of_estimate("Profit factor", found.profit_factor, unit="ratio", definition=_defined(_PROFIT_FACTOR, chosen)),
            tiles.of_estimate("Expectancy per trade", found.expectancy, unit="money", definition=_defined(_EXPECTANCY, chosen)),
            tiles.of_estimate("Max drawdown", found.drawdown, unit="money", definition=_defined(_DRAWDOWN, chosen)),
        ],
        "money",
    )


def _defined(formula: str, chosen: Filters) -> tiles.Definition:
    return tiles.Definition(formula, "position_pnls", chosen, leaves_out="Positions without a recorded PnL (they are not zero), and premium: it is cash flow.")


def curve(chosen: Filters) -> None:
    """Equity per bot and in total, its drawdown beneath."""
    rows = data.ask("pnl_by_bot_and_day", chosen).rename(columns={"realised_pnl": "pnl", "closed_positions": "n"})
    chart.draw(equity(rows, state.look()), "equity", rows=rows, question="pnl_by_bot_and_day", chosen=chosen)


def months(chosen: Filters) -> None:
    """PnL per month; a blank month had no closed position."""
    rows = data.ask("pnl_by_bot_and_day", chosen).rename(columns={"realised_pnl": "pnl", "closed_positions": "n"})
    chart.draw(monthly_heatmap(rows, state.look()), "months", rows=rows, question="pnl_by_bot_and_day", chosen=chosen)


def parts(chosen: Filters) -> None:
    """PnL by bot, strategy, regime or weekday."""
    name = st.segmented_control("By", list(PARTS), key="by", default="bot", required=True, bind="query-params", label_visibility="collapsed")
    by = PARTS[name]
    rows = data.ask("pnl_by_part", chosen, by=by).rename(columns={"part": name, "realised_pnl": "pnl", "closed_positions": "n"})
    decided = rows["wins"] + rows["losses"]
    rows["win_rate"] = rows["wins"] / decided.where(decided > 0)
    chart.draw(pnl_by_bar(rows, state.look(), by=name), "parts", rows=rows, question="pnl_by_part", chosen=chosen, by=by)


def advice(chosen: Filters) -> None:
    """What a trade earned under each advice, with its interval by day."""
    positions = data.ask("position_pnls", chosen)
    known = positions.dropna(subset=["advice", "pnl"])
    rows = pd.DataFrame(
        [_advised(str(name), part) for name, part in known.groupby("advice", observed=True)], columns=["advice", "value", "low", "high", "n", "total"]
    )
    chart.draw(pnl_by_advice(rows, state.look()), "advice_pnl", rows=rows, question="position_pnls", chosen=chosen)


def _advised(name: str, part: pd.DataFrame) -> tuple[str, float | None, float | None, float | None, int, float]:
    mean = mean_interval(part["pnl"].to_numpy(), part["trade_day"].to_numpy())
    return name, mean.value, mean.low, mean.high, mean.n, float(part["pnl"].sum())


def by_month(chosen: Filters) -> None:
    """PnL by bot, strategy and month, the newest month first."""
    st.subheader("By bot, strategy and month")
    rows = data.ask("pnl_by_bot_strategy_month", chosen).sort_values(["month", "bot", "strategy"], ascending=[False, True, True])
    columns = {
        "month": st.column_config.DateColumn("Month", format="YYYY-MM", width=80),
        "bot": table.bot(),
        "strategy": table.text("Strategy", 220),
        "realised_pnl": table.money("Realised PnL"),
        "closed_positions": table.count("Closed"),
        "wins": table.count("Wins"),
        "losses": table.count("Losses"),
    }
    table.show(rows, "by_month", alt="Realised PnL by bot, strategy and month", columns=columns, most=14)


def positions(chosen: Filters) -> None:
    """The closed positions, a page at a time; a button opens the row that closed it."""
    st.subheader("Closed positions")
    total = int(data.ask("pnl_totals", chosen)["positions"].iloc[0])
    state.first_page_when_changed()
    with st.container(horizontal=True, vertical_alignment="center"):
        sort = st.segmented_control("Order", SORTS, key=state.SORT, default="newest", required=True, bind="query-params", label_visibility="collapsed")
        st.space("stretch")
        page = table.page_of(total)
    rows = data.ask("positions_list", chosen, sort=sort, page=page, page_size=table.PAGE_SIZE)
    columns = {
        "closed_at": table.moment("Closed"),
        "bot": table.bot(),
        "symbol": table.text("Symbol", 60),
        "strategy": table.text("Strategy", 200),
        "outcome": table.text("Outcome", 120),
        "pnl": table.money(),
        "risk": table.money("Risk", cents=False),
        "contracts": table.count("Contracts"),
        "probability": table.probability("Said"),
        "advice": table.text("Advice", 120),
        "vix": st.column_config.NumberColumn("VIX", format="%.2f", width=60),
        "vix_regime": table.text("VIX regime", 80),
        "opened_at": table.moment("Opened"),
    }
    table.pick(rows, "positions", alt="Closed positions", columns=columns)


_NET = "The sum of the realised PnL of all closed positions, in dollars."
_WIN_RATE = "Positions with PnL above 0 / positions with PnL above or below 0: a scratch is neither. Interval: Wilson, for the effective number of days."
_PROFIT_FACTOR = "The sum of all gains / the sum of all losses."
_EXPECTANCY = "The mean PnL of a position, in dollars. Interval: bootstrap over days."
_DRAWDOWN = "The deepest fall of cumulated daily PnL below its peak, in dollars; the peak starts at 0, so losing from the first day counts."
