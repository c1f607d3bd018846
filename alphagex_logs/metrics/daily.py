"""Daily returns on the exchange calendar: Sharpe, Sortino, Calmar and the tails.

Days without a trade are returns of 0; days on which the exchange was closed do not exist.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from alphagex_logs.metrics.bootstrap import interval_of
from alphagex_logs.metrics.exchange_calendar import on_trading_days, trading_days
from alphagex_logs.metrics.inputs import floats, present, quotients, same_length, sum_by
from alphagex_logs.metrics.rates import z_of
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, ratio

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from alphagex_logs.metrics.inputs import Floats, Labels, Numbers

DAYS_PER_YEAR = 252
SHARPE_MINIMUM = 20
CALMAR_MINIMUM = 60
TAILS_MINIMUM = 20


@dataclass(frozen=True, slots=True, eq=False)
class DailyPnl:
    """PnL per trading day in dollars, from the first day to the last, 0 where nothing closed.

    `moved` counts positions that closed on a day without trading and went to the next one.
    """

    days: NDArray[np.datetime64]
    pnl: Floats
    excluded: int
    moved: int


@dataclass(frozen=True, slots=True)
class Sharpe:
    """The annual Sharpe ratio with its 95 % interval, the daily one with its standard error, and the chance that it is above 0."""

    estimate: Estimate
    daily: float | None
    standard_error: float | None
    probabilistic: float | None


@dataclass(frozen=True, slots=True)
class Tails:
    """The size of the best days over that of the worst, and the historical 5 % value at risk and expected shortfall (returns)."""

    ratio: Estimate
    value_at_risk: Estimate
    expected_shortfall: Estimate


def daily_pnl(pnl: Numbers, days: Labels, first: date | None = None, last: date | None = None) -> DailyPnl:
    """Sum PnL by trading day. `days` are the exchange days of closing (datetime64 or datetime.date).

    `first` and `last` widen the range to the period that was looked at; without them it runs from the first closing to the last.
    """
    same_length(pnl, days)
    values, closed = floats(pnl), np.asarray(days, dtype="datetime64[D]")
    known = ~np.isnan(values) & ~np.isnat(closed)
    values, closed = values[known], closed[known]
    traded = on_trading_days(closed)
    ends = [np.datetime64(day, "D") for day in (first, last) if day is not None]
    span = np.concatenate([traded, np.array(ends, dtype="datetime64[D]")])
    if len(span) == 0:
        return DailyPnl(span, np.zeros(0), len(known), 0)
    calendar = trading_days(span.min().astype(object), span.max().astype(object))
    sums = sum_by(np.searchsorted(calendar, traded), values, len(calendar))
    return DailyPnl(calendar, sums, int((~known).sum()), int((traded != closed).sum()))


def simple_returns(pnl: Numbers, capital: float | None) -> Floats | None:
    """Dollars per day as a share of a constant capital; None without one. Give the PnL of every day, as `daily_pnl` does."""
    return None if capital is None or not capital > 0 else _shares(present(pnl)[0], capital)


def compound_returns(pnl: Numbers, capital: float | None) -> Floats | None:
    """Dollars per day as a share of what was there the evening before; None without a capital or once it is used up."""
    values, _ = present(pnl)
    if capital is None or not capital > 0:
        return None
    before = capital + np.cumsum(values) - values
    return _shares(values, before) if np.all(before > 0) else None


def _shares(values: Floats, capital: Floats | float) -> Floats | None:
    """The quotients, or None where the capital is so small that one cannot be written."""
    with np.errstate(over="ignore"):
        returns: Floats = values / capital
    return returns if np.all(np.isfinite(returns)) else None


def _eventful(known: Floats) -> int:
    """On how many days there was anything: the idle days between five trades make them no more evidence than five."""
    return int(np.count_nonzero(known))


def sharpe(returns: Numbers) -> Sharpe:
    """Mean over standard deviation of daily returns (or dollars: the ratio does not depend on capital), times sqrt(252); risk-free rate 0.

    Standard error with skewness and kurtosis (Mertens 2002), probabilistic ratio after Bailey and Lopez de Prado 2012. Annualising by
    sqrt(252) holds without serial correlation only (Lo 2002). Not to be shown below 20 days with a return other than 0.
    """
    known, excluded = present(returns)
    n = len(known)
    if n < 2:
        return Sharpe(Estimate.unknown(Reason.N_TOO_SMALL if n else Reason.NO_DATA, n, excluded=excluded, minimum=SHARPE_MINIMUM), None, None, None)
    per_day = None if np.ptp(known) == 0 else ratio(known.mean(), known.std(ddof=1))
    if per_day is None:
        return Sharpe(Estimate.unknown(Reason.ZERO_VARIANCE, n, excluded=excluded, minimum=SHARPE_MINIMUM), None, None, None)
    error, year = _sharpe_error(known, per_day), math.sqrt(DAYS_PER_YEAR)
    half = z_of(0.95) * error * year
    interval = Interval(per_day * year - half, per_day * year + half) if error > 0 else NO_INTERVAL
    estimate = Estimate.of(per_day * year, n, interval=interval, excluded=excluded, units=_eventful(known), minimum=SHARPE_MINIMUM)
    return Sharpe(estimate, per_day, error if error > 0 else None, float(ndtr(per_day / error)) if error > 0 else None)


def _sharpe_error(known: Floats, per_day: float) -> float:
    """The standard error of a daily Sharpe ratio, with unbiased skewness and kurtosis; 0 where it cannot be had (fewer than 4 days)."""
    n = len(known)
    if n < 4:
        return 0.0
    centred = known - known.mean()
    standard = centred / math.sqrt(float(np.mean(centred**2)))
    skewness = float(np.mean(standard**3)) * math.sqrt(n * (n - 1)) / (n - 2)
    excess = ((n + 1) * (float(np.mean(standard**4)) - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    inner = 1 - skewness * per_day + (excess + 2) * per_day**2 / 4
    return math.sqrt(max(0.0, inner) / (n - 1))


def sortino(returns: Numbers, target: float = 0.0) -> Estimate:
    """Mean excess over the target, over the root mean square of shortfalls of all days, times sqrt(252); `no_losses` without a shortfall.

    The interval is a bootstrap over days. Not to be shown below 20 days with a return other than 0.
    """
    known, excluded = present(returns)
    if len(known) < 2:
        return Estimate.unknown(Reason.N_TOO_SMALL if len(known) else Reason.NO_DATA, len(known), excluded=excluded, minimum=SHARPE_MINIMUM)
    excess = known - target
    downside = math.sqrt(float(np.mean(np.minimum(excess, 0) ** 2)))
    per_day = ratio(excess.mean(), downside)
    value = None if per_day is None else per_day * math.sqrt(DAYS_PER_YEAR)
    interval = (
        NO_INTERVAL if value is None or np.ptp(known) == 0 else interval_of(_drawn_sortino, (excess, np.minimum(excess, 0) ** 2, np.ones(len(known))), None)
    )
    return Estimate.of(value, len(known), otherwise=Reason.NO_LOSSES, interval=interval, excluded=excluded, units=_eventful(known), minimum=SHARPE_MINIMUM)


def _drawn_sortino(excess: Floats, squares: Floats, days: Floats) -> Floats:
    return math.sqrt(DAYS_PER_YEAR) * quotients(excess / days, np.sqrt(squares / days))


def annual_volatility(returns: Numbers) -> Estimate:
    """The standard deviation of daily returns times sqrt(252), with a bootstrap interval over days."""
    known, excluded = present(returns)
    value = known.std(ddof=1) * math.sqrt(DAYS_PER_YEAR) if len(known) > 1 else None
    reason = Reason.N_TOO_SMALL if len(known) else Reason.NO_DATA
    interval = NO_INTERVAL if value is None or np.ptp(known) == 0 else _drawn_volatility(known - known.mean())
    return Estimate.of(value, len(known), otherwise=reason, interval=interval, excluded=excluded, units=_eventful(known), minimum=SHARPE_MINIMUM)


def _drawn_volatility(surplus: Floats) -> Interval:
    def drawn(sums: Floats, squares: Floats, days: Floats) -> Floats:
        return np.sqrt(DAYS_PER_YEAR * np.maximum(squares - sums**2 / days, 0.0) / (days - 1))

    return interval_of(drawn, (surplus, surplus**2, np.ones(len(surplus))), None)


def annual_return(returns: Numbers) -> Estimate:
    """The compound annual growth rate. A missing return is a day that passed without gain; a wealth of 0 or less is a return of -1.

    Equals empyrical's `annual_return`; `n_too_small` where a few days would annualise beyond what a number can hold.
    """
    known, excluded = present(returns)
    days = len(known) + excluded
    if len(known) == 0:
        return Estimate.unknown(Reason.NO_DATA, excluded=excluded, minimum=CALMAR_MINIMUM)
    wealth = _wealth(known)
    growth = None if wealth is None else _power(float(wealth[-1]), DAYS_PER_YEAR / days)
    return Estimate.of(growth, len(known), otherwise=Reason.N_TOO_SMALL, excluded=excluded, minimum=CALMAR_MINIMUM)


def _wealth(known: Floats) -> Floats | None:
    """One dollar compounded, kept at 0 once it is gone; None where it outgrows a float."""
    with np.errstate(over="ignore", invalid="ignore"):
        grown = np.maximum(1 + known, 0.0).cumprod()
    return grown if np.all(np.isfinite(grown)) else None


def _power(wealth: float, exponent: float) -> float | None:
    try:
        return float(wealth**exponent - 1)
    except OverflowError:
        return None


def maximum_drawdown(returns: Numbers) -> Estimate:
    """The deepest fall of compounded wealth below its peak, as a share (0 or below); the peak starts at 1."""
    known, excluded = present(returns)
    wealth = _wealth(known)
    if len(known) == 0 or wealth is None:
        return Estimate.unknown(Reason.NO_DATA if len(known) == 0 else Reason.N_TOO_SMALL, len(known), excluded=excluded)
    peak = np.maximum.accumulate(np.maximum(wealth, 1.0))
    return Estimate.of(min(0.0, float(np.min(wealth / peak - 1))), len(known), excluded=excluded)


def calmar(returns: Numbers | None) -> Estimate:
    """Compound annual growth over the deepest drawdown. Give `compound_returns`; None (no capital) is `no_capital`.

    `no_losses` without a drawdown. Not to be shown below 60 days.
    """
    if returns is None:
        return Estimate.unknown(Reason.NO_CAPITAL, minimum=CALMAR_MINIMUM)
    growth, deepest = annual_return(returns), maximum_drawdown(returns)
    reason = growth.reason or deepest.reason
    if growth.value is None or deepest.value is None:
        return Estimate.unknown(reason or Reason.NO_DATA, growth.n, excluded=growth.excluded, minimum=CALMAR_MINIMUM)
    value = ratio(growth.value, -deepest.value)
    return Estimate.of(value, growth.n, otherwise=Reason.NO_LOSSES, excluded=growth.excluded, minimum=CALMAR_MINIMUM)


def tails(returns: Numbers) -> Tails:
    """The 95th percentile over the 5th (in size), the 5th percentile, and the mean of the days at or below it. Equals empyrical.

    Not to be shown below 20 days with a return other than 0.
    """
    known, excluded = present(returns)
    n = len(known)
    if n == 0:
        unknown = Estimate.unknown(Reason.NO_DATA, excluded=excluded, minimum=TAILS_MINIMUM)
        return Tails(unknown, unknown, unknown)
    low, high = (float(value) for value in np.percentile(known, [5, 95]))
    worst = np.sort(known)[: int((n - 1) * 0.05) + 1]

    def told(value: float | None, otherwise: Reason = Reason.ZERO_VARIANCE) -> Estimate:
        return Estimate.of(value, n, otherwise=otherwise, excluded=excluded, units=_eventful(known), minimum=TAILS_MINIMUM)

    none = Reason.FEW_LOSSES if known.min() < 0 else Reason.NO_LOSSES
    return Tails(told(ratio(abs(high), abs(low)), none), told(low), told(float(worst.mean())))
