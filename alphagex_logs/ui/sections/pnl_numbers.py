"""The numbers of the PnL page, computed from the answers to its questions: frames in, metric results out, no screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from alphagex_logs.metrics import advice, bootstrap, daily, decisions, rates, selection, sharpness, trades
from alphagex_logs.metrics import equity as drawdowns
from alphagex_logs.metrics.waterfall import waterfall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.metrics.advice import AdviceValue, PermutationTest
    from alphagex_logs.metrics.daily import Sharpe, Tails
    from alphagex_logs.metrics.decisions import EconomicBin
    from alphagex_logs.metrics.equity import Drawdown
    from alphagex_logs.metrics.rates import Bounds, Rate
    from alphagex_logs.metrics.results import Estimate
    from alphagex_logs.metrics.selection import DeflatedSharpe
    from alphagex_logs.metrics.trades import RiskAdjusted, Streaks, TradeCounts
    from alphagex_logs.metrics.waterfall import Bar, Waterfall

FULL, REDUCED, SKIP = "TRADE_FULL", "TRADE_REDUCED", "SKIP_TODAY"
LEVEL = {SKIP: 0.0, REDUCED: 1.0, FULL: 2.0}
BINS = 8
DRAWS = 1000  # of intervals of R, as in `trades.risk_adjusted`


@dataclass(frozen=True, slots=True)
class Money:
    """What the chosen positions earned, in dollars; the daily ratios on the exchange calendar."""

    net: Estimate
    counts: TradeCounts
    win_rate: Rate
    share_won: Rate
    profit_factor: Estimate
    payoff: Estimate
    expectancy: Estimate
    risk: RiskAdjusted
    streaks: Streaks
    drawdown: Drawdown
    time_under_water: Estimate
    ulcer: Estimate
    recovery: Estimate
    sharpe: Sharpe
    sortino: Estimate
    calmar: Estimate
    annual_return: Estimate | None
    annual_volatility: Estimate | None
    tails: Tails
    moved: int
    best_bot: DeflatedSharpe


@dataclass(frozen=True, slots=True)
class AdviceLevel:
    """What following one advice earned: wins, PnL and R per trade, and the win probability at which it breaks even."""

    advice: str
    win_rate: Estimate
    break_even: Estimate
    structural: float | None
    pnl: Estimate
    r: Estimate
    total: float


@dataclass(frozen=True, slots=True)
class Following:
    """What following ORACLE was worth: by advice, by probability, against even sizes, and what skipping could have been worth."""

    levels: tuple[AdviceLevel, ...]
    bins: tuple[EconomicBin, ...]
    bars: pd.DataFrame
    break_even: Estimate
    value: AdviceValue
    value_by_bot: tuple[tuple[str, AdviceValue], ...]
    skips: tuple[tuple[str, Bounds, Bounds], ...]


@dataclass(frozen=True, slots=True)
class AdviceEffect:
    """Whether more advice went with more R: FULL less REDUCED, and the rank correlation over all levels."""

    difference: PermutationTest
    trend: PermutationTest


def _column(rows: pd.DataFrame, name: str) -> np.ndarray[Any, Any]:
    return rows[name].to_numpy()


def _dollars(rows: pd.DataFrame, name: str) -> np.ndarray[Any, Any]:
    return rows[name].astype("float64").to_numpy()


def money(rows: pd.DataFrame, capital: float | None) -> Money:
    """The trade statistics and daily ratios of the answer to `position_pnls` or `structures`."""
    pnl, day = _dollars(rows, "pnl"), _column(rows, "trade_day")
    by_day = rows.assign(pnl=pnl).groupby("trade_day")["pnl"].sum(min_count=1)
    days = daily.daily_pnl(pnl, day)
    shares = None if capital is None else daily.compound_returns(days.pnl, capital)
    simple = days.pnl if capital is None else days.pnl / capital
    expectancy, ranges = bootstrap.mean_interval(pnl, day), drawdowns.ranges_by_day(by_day.to_numpy(), capital)
    return Money(
        net=_with_interval(trades.net(pnl), expectancy),
        counts=trades.trade_counts(pnl),
        win_rate=trades.win_rate(pnl, day),
        share_won=trades.share_won(pnl),
        profit_factor=trades.profit_factor(pnl, day),
        payoff=trades.payoff(pnl, day),
        expectancy=expectancy,
        risk=trades.risk_adjusted(pnl, _dollars(rows, "risk"), day),
        streaks=trades.streaks(pnl),
        drawdown=drawdowns.drawdown_by_day(by_day.to_numpy(), by_day.index.to_numpy(), capital, ranges),
        time_under_water=drawdowns.ranged(drawdowns.time_under_water(by_day.to_numpy()), ranges.time_under_water),
        ulcer=drawdowns.ranged(drawdowns.ulcer(by_day.to_numpy(), capital), ranges.ulcer),
        recovery=drawdowns.ranged(drawdowns.recovery_factor(by_day.to_numpy()), ranges.recovery),
        sharpe=daily.sharpe(days.pnl),
        sortino=daily.sortino(days.pnl),
        calmar=daily.calmar(shares),
        annual_return=None if shares is None else daily.annual_return(shares),
        annual_volatility=None if capital is None else daily.annual_volatility(simple),
        tails=daily.tails(simple),
        moved=days.moved,
        best_bot=selection.deflated_sharpe(_daily_by_bot(rows)),
    )


def _daily_by_bot(rows: pd.DataFrame) -> dict[str, np.ndarray[Any, Any]]:
    """The daily PnL of each bot, from its first closing to its last."""
    return {str(bot): daily.daily_pnl(_dollars(part, "pnl"), _column(part, "trade_day")).pnl for bot, part in rows.groupby("bot", sort=True)}


def _with_interval(net: Estimate, mean: Estimate) -> Estimate:
    """The sum with the interval of its mean, times the number of positions: what as many trades of such days would have earned."""
    if net.value is None or mean.low is None or mean.high is None:
        return net
    return replace(net, low=net.n * mean.low, high=net.n * mean.high, units=mean.units)


def parts(rows: pd.DataFrame) -> Waterfall:
    """The waterfall of the answer to `pnl_by_path`, exact to the cent; `n` counts positions."""
    known = rows[rows["n"] > 0]
    paths = list(known[["bot", "strategy", "vix_regime"]].astype(object).where(known[["bot", "strategy", "vix_regime"]].notna(), None).itertuples(index=False))
    amounts = [Decimal(str(amount)).quantize(Decimal("0.01")) for amount in known["pnl"]]
    found = waterfall([tuple(path) for path in paths], amounts)
    sizes = waterfall([tuple(path) for path in paths], [Decimal(int(n)) for n in known["n"]])
    return replace(found, bars=_counted(found.bars, sizes.bars), n=int(known["n"].sum()), excluded=int(rows["without_pnl"].sum()))


def _counted(bars: tuple[Bar, ...], sizes: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """The bars with the number of positions from the same tree over counts: a group's row stands for many positions."""
    by_label = {bar.label: bar for bar in sizes}
    return tuple(replace(bar, n=int(by_label[bar.label].amount), children=_counted(bar.children, by_label[bar.label].children)) for bar in bars)


def following(positions: pd.DataFrame, skipped: pd.DataFrame) -> Following:
    """What following ORACLE earned, from the answers to `structures` and `skipped_by_bot`."""
    told = _told(positions)
    sized = [(bot, rows, _advice_value(rows)) for bot, rows in _at_full_size(told).groupby("bot", sort=True)]
    pooled = pd.concat([rows for _, rows, _ in sized]) if sized else _at_full_size(told)
    win, loss = _stakes(told)
    bins = sharpness.tie_safe_bins(_column(told, "probability"), BINS)
    return Following(
        levels=tuple(_level(name, told[told["advice"] == name]) for name in LEVEL if (told["advice"] == name).any())[::-1],
        bins=decisions.economic_calibration(
            _column(told, "probability"), _column(told, "pnl"), win=win, loss=loss, cluster=_column(told, "trade_day"), bins=bins
        ),
        bars=_bars(told, bins),
        break_even=decisions.realised_break_even(_column(told, "pnl"), _column(told, "trade_day")),
        value=_advice_value(pooled.assign(full=pooled["full"] * pooled["mean_size"], size=pooled["size"] / pooled["mean_size"])),
        value_by_bot=tuple((str(bot), value) for bot, _, value in sized),
        skips=tuple(_skip_bounds(str(bot), int(days), told[told["bot"] == bot]) for bot, days in skipped.itertuples(index=False)),
    )


def _told(positions: pd.DataFrame) -> pd.DataFrame:
    told = positions.assign(pnl=_dollars(positions, "pnl"), risk=_dollars(positions, "risk")).dropna(subset=["advice", "probability", "pnl"])
    return told.assign(r=told["pnl"] / told["risk"].where(told["risk"] > 0))


def effect(positions: pd.DataFrame) -> AdviceEffect:
    """Whether more advice went with more R, one R per bot-day and advice, from the answer to `structures`."""
    told = _told(positions)
    daily = {name: _mean_r(told[told["advice"] == name]) for name in LEVEL}
    levels = np.repeat(list(LEVEL.values()), [len(values) for values in daily.values()])
    return AdviceEffect(advice.advice_effect(daily[FULL], daily[REDUCED]), advice.advice_trend(levels, np.concatenate(list(daily.values()))))


def _mean_r(rows: pd.DataFrame) -> np.ndarray[Any, Any]:
    return advice.mean_by_unit(_column(rows, "r"), list(zip(rows["bot"], rows["trade_day"], strict=True)))


def _at_full_size(told: pd.DataFrame) -> pd.DataFrame:
    """Each trade's size against its bot's mean risk under full advice, and what it would have made at that size.

    A bot is compared with itself: that ATLAS secures a hundred times what PHOENIX risks is no advice. Bots without a full trade have no scale.
    """
    scale = told[told["advice"] == FULL].groupby("bot")["risk"].mean()
    sized = told.assign(full_risk=told["bot"].map(scale).astype("float64")).dropna(subset=["full_risk", "r"])
    sized = sized.assign(size=sized["risk"] / sized["full_risk"], full=sized["r"] * sized["full_risk"])
    return sized.assign(mean_size=sized.groupby("bot")["size"].transform("mean"))


def _advice_value(sized: pd.DataFrame) -> AdviceValue:
    return advice.advice_value(_column(sized, "full"), _column(sized, "size"), sized["advice"].tolist(), _column(sized, "trade_day"))


def _level(name: str, rows: pd.DataFrame) -> AdviceLevel:
    pnl, day = _column(rows, "pnl"), _column(rows, "trade_day")
    bounded = rows.dropna(subset=["credit"])
    structural = bounded["risk"] / (bounded["risk"] + bounded["credit"])
    return AdviceLevel(
        advice=name,
        win_rate=trades.win_rate(pnl, day).estimate,
        break_even=decisions.realised_break_even(pnl),
        structural=float(structural.mean()) if len(structural) else None,
        pnl=bootstrap.mean_interval(pnl, day),
        r=bootstrap.mean_interval(_column(rows, "r"), day, draws=DRAWS),
        total=float(pnl.sum()),
    )


def _stakes(told: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """What each trade stood to win and lose: its risk times the mean R of its bot's winning and losing trades."""
    win = told["bot"].map(told[told["r"] > 0].groupby("bot")["r"].mean()).astype("float64")
    loss = told["bot"].map(told[told["r"] < 0].groupby("bot")["r"].mean()).astype("float64")
    return (win * told["risk"]).to_numpy(dtype=float), (-loss * told["risk"]).to_numpy(dtype=float)


def _bars(told: pd.DataFrame, bins: tuple[sharpness.ProbabilityBin, ...]) -> pd.DataFrame:
    """Mean R by probability bin with its interval: left, right, value, low, high, n."""
    place = sharpness.assign(_column(told, "probability"), bins)
    found = []
    for number, each in enumerate(bins):
        rows = told[place == number]
        mean = bootstrap.mean_interval(_column(rows, "r"), _column(rows, "trade_day"), draws=DRAWS)
        found.append((each.low, each.high, mean.value, mean.low, mean.high, mean.n, float(rows["pnl"].sum())))
    return pd.DataFrame(found, columns=["left", "right", "value", "low", "high", "n", "total"])


def _skip_bounds(bot: str, days: int, told: pd.DataFrame) -> tuple[str, Bounds, Bounds]:
    """What skipping could have been worth, each skipped day standing for one trade of the bot's mean structure at full size.

    Nothing is known of a bot that also buys: what the skipped trade stood to win is then not what the others took in.
    """
    full = told[told["advice"] == FULL].dropna(subset=["credit", "risk"])
    if full.empty or told["credit"].isna().any():
        return bot, rates.Bounds(None, None, days), rates.Bounds(None, None, days)
    win, loss = np.full(days, full["credit"].mean()), np.full(days, full["risk"].mean())
    return bot, advice.skip_bounds(win, loss), advice.mean_pnl_bounds(_column(told, "pnl"), win, loss)


def as_impact(levels: tuple[AdviceLevel, ...]) -> pd.DataFrame:
    """The levels as the impact chart reads them."""
    rows = [
        {
            "advice": each.advice,
            "n": each.pnl.n,
            "win_rate": each.win_rate.value,
            "win_low": each.win_rate.low,
            "win_high": each.win_rate.high,
            "break_even": each.break_even.value,
            "structural_break_even": each.structural,
            "pnl": each.pnl.value,
            "pnl_low": each.pnl.low,
            "pnl_high": each.pnl.high,
            "mean_r": each.r.value,
            "total": each.total,
        }
        for each in levels
    ]
    return pd.DataFrame(rows, columns=list(_IMPACT))


_IMPACT: Mapping[str, None] = dict.fromkeys(
    ("advice", "n", "win_rate", "win_low", "win_high", "break_even", "structural_break_even", "pnl", "pnl_low", "pnl_high", "mean_r", "total")
)
