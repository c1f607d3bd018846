"""The PnL page: what the closed positions earned, first as numbers, then over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from alphagex_logs.charts.calendars import calendar_heatmap, monthly_heatmap
from alphagex_logs.charts.distribution import pnl_distribution
from alphagex_logs.charts.equity import equity
from alphagex_logs.metrics.results import Estimate, Reason
from alphagex_logs.ui import chart, data, formats, scores, state, table, tiles
from alphagex_logs.ui.scores import Number
from alphagex_logs.ui.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from alphagex_logs.filters import Filters
    from alphagex_logs.ui.sections.pnl_numbers import Money

VIEWS = ("Equity", "Distribution", "Attribution", "Impact of the predictions", "Positions")
YEAR = 252**0.5
SORTS = ("newest", "oldest", "gain", "loss")
_TOTALS, _ROWS, _POSITIONS = "trade_totals", "position_pnls", "positions"


def capital() -> float | None:
    """The capital that percentages refer to, as the viewer states it; None without: no share is shown then."""
    stated = st.number_input(
        "Capital in dollars",
        min_value=1.0,
        value=None,
        step=1000.0,
        format="%.0f",
        key="capital",
        bind="query-params",
        placeholder="capital, for percentages",
        icon=":material/attach_money:",
        label_visibility="collapsed",
        width=260,
    )
    return float(stated) if stated else None


def headline_numbers(found: Money) -> list[Number]:
    """The first row of tiles."""
    counts = found.counts
    split = f"{counts.wins:,} won, {counts.losses:,} lost, {counts.scratches:,} scratch"
    if counts.scratches:
        split += f"{tiles.APART}{formats.rate(found.share_won.estimate.value)} of all won"
    return [
        _number("net_pnl", "Net PnL", found.net, "money", column="net_pnl"),
        _number("win_rate", "Win rate", found.win_rate.estimate, "rate", column="win_rate", note=split, aside=scores.jeffreys(found.win_rate)),
        _number("profit_factor", "Profit factor", found.profit_factor, "ratio", column="profit_factor"),
        _number("payoff", "Payoff", found.payoff, "ratio", column="payoff"),
        _number("expectancy", "Expectancy per trade", found.expectancy, "money", column="expectancy"),
        _number("max_drawdown", "Max drawdown", found.drawdown.amount, "money", column="max_drawdown", note=_recovery(found)),
        _number("r_multiple", "Mean R", found.risk.mean_r, "r", column="r_multiple"),
        _number("risk_weighted", "Return on risk", found.risk.risk_weighted, "r", column="risk_weighted", note="all PnL over all risk"),
    ]


def _number(key: str, label: str, estimate: Estimate, unit: str, *, column: str = "", note: str = "", aside: str = "") -> Number:
    return Number(key, label, estimate, unit, _TOTALS if column else _ROWS, column, note=note, of=_POSITIONS, aside=aside)


def _recovery(found: Money) -> str:
    fall = found.drawdown
    if fall.days is None:
        return ""
    return f"{fall.days:,} days, {'recovered' if fall.recovered is not None else 'not recovered'}"


def daily_numbers(found: Money) -> list[Number]:
    """The second row of tiles: daily ratios on the exchange calendar, and what needs the stated capital."""
    sharpe, best = found.sharpe, found.best_bot
    error = "" if sharpe.standard_error is None or not sharpe.estimate.shown else f"SE {sharpe.standard_error * YEAR:.2f}, {_chance(sharpe.probabilistic)}"
    return [
        _number("sharpe", "Sharpe, yearly", hidden(sharpe.estimate), "ratio", note=error),
        _number("sortino", "Sortino, yearly", hidden(found.sortino), "ratio"),
        _number("calmar", "Calmar", hidden(found.calmar), "ratio"),
        _number("sqn", "SQN on R", hidden(found.risk.sqn), "ratio"),
        _number("time_under_water", "Time under water", found.time_under_water, "rate", column="time_under_water"),
        _number("recovery_factor", "Recovery factor", found.recovery, "ratio"),
        _number(
            "deflated_sharpe",
            "Deflated Sharpe",
            hidden(best.estimate),
            "chance",
            note=f"that {best.best}, best of {best.tried}, is no luck" if best.best else "",
        ),
    ]


def _chance(above_zero: float | None) -> str:
    """The chance that the true ratio is above 0, never written as certain."""
    return "" if above_zero is None else f"P(>0) {formats.chance(above_zero)}"


def capital_numbers(found: Money) -> list[Number]:
    """What exists as a share of a stated capital only."""
    growth, spread = found.annual_return, found.annual_volatility
    numbers = [
        _number("max_drawdown", "Max drawdown, share", found.drawdown.share, "rate"),
        _number("ulcer", "Ulcer index", found.ulcer, "rate"),
        _number("tails", "Worst 5 % of days from", hidden(found.tails.value_at_risk), "rate"),
        _number("tails", "Mean of these days", hidden(found.tails.expected_shortfall), "rate"),
        _number("tails", "Best days over worst", hidden(found.tails.ratio), "ratio"),
    ]
    if growth is not None:
        numbers.append(_number("annual_return", "Growth per year", hidden(growth), "rate"))
    if spread is not None:
        numbers.append(_number("annual_volatility", "Volatility per year", hidden(spread), "rate"))
    return numbers


def hidden(estimate: Estimate) -> Estimate:
    """The estimate, or `n_too_small` where it rests on fewer days or trades than its definition demands."""
    if estimate.value is None or estimate.shown:
        return estimate
    return Estimate.unknown(Reason.N_TOO_SMALL, min(estimate.n, estimate.units), excluded=estimate.excluded, units=estimate.units, minimum=estimate.minimum)


def headline(chosen: Filters, stated: float | None, *, positions: str) -> None:
    """The numbers that answer "what was earned, and how surely?", from the question about positions that the open view asks."""
    scores.show(headline_numbers(scores.money(chosen, stated, positions)), chosen, "money")


def ratios(chosen: Filters, stated: float | None) -> None:
    """The daily ratios; shares of capital only where it is stated."""
    found = scores.money(chosen, stated)
    scores.show(daily_numbers(found), chosen, "daily")
    if stated:
        scores.show(capital_numbers(found), chosen, "capital")
    days_off = f"{counted(found.moved, 'position')} closed on days without trading, counted on the next day of trading."
    moved = f" {days_off}" if found.moved else ""
    streaks = found.streaks
    st.caption(
        f"Daily figures: every trading day of the exchange from the first closing to the last, 0 where nothing closed; risk-free rate 0.{moved} "
        f"Longest runs: {counted(streaks.longest_win, 'win')}, {counted(streaks.longest_loss, 'loss', 'losses')}."
    )


def _by_day(chosen: Filters) -> pd.DataFrame:
    return data.ask("pnl_by_bot_and_day", chosen).rename(columns={"realised_pnl": "pnl", "closed_positions": "n"})


def curve(chosen: Filters) -> None:
    """Equity per bot and in total, its drawdown beneath."""
    rows = _by_day(chosen)
    chart.draw(equity(rows, state.look()), "equity", rows=rows, question="pnl_by_bot_and_day", chosen=chosen, on_brush=chart.zoom("equity"))


def months(chosen: Filters) -> None:
    """PnL per month; a blank month had no closed position."""
    rows = _by_day(chosen)
    chart.draw(monthly_heatmap(rows, state.look()), "months", rows=rows, question="pnl_by_bot_and_day", chosen=chosen)


def calendar(chosen: Filters) -> None:
    """PnL per day; a blank day had no closed position."""
    rows = _by_day(chosen)
    chart.draw(calendar_heatmap(rows, state.look()), "calendar", rows=rows, question="pnl_by_bot_and_day", chosen=chosen)


def distribution(chosen: Filters, value: str) -> None:
    """How single trades ended, in dollars (`pnl`) or in multiples of their risk (`r`)."""
    rows = data.ask("position_pnls", chosen)
    risk = rows["risk"].astype("float64")
    shown = rows.assign(pnl=rows["pnl"].astype("float64"), r=rows["pnl"].astype("float64") / risk.where(risk > 0))
    chart.draw(pnl_distribution(shown, state.look(), value=value), f"distribution_{value}", rows=shown, question="position_pnls", chosen=chosen)


def positions(chosen: Filters) -> None:
    """The closed positions, a page at a time; a button opens the row that closed it."""
    st.subheader("Closed positions")
    total = int(data.ask("pnl_totals", chosen)["positions"].iloc[0])
    with st.container(horizontal=True, vertical_alignment="center"):
        sort = st.segmented_control("Order", SORTS, key=state.SORT, default="newest", required=True, bind="query-params", label_visibility="collapsed")
        state.first_page_when_changed()  # after the order, which is unknown until it has been drawn
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
