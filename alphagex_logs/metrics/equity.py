"""Equity and drawdown in dollars, from PnL in the order of closing. The peak starts at 0: losing from the first trade is a drawdown too."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.bootstrap import draw_paths, percentile
from alphagex_logs.metrics.inputs import floats, present, quotients, same_length
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, ratio

if TYPE_CHECKING:
    from alphagex_logs.metrics.inputs import Floats, Labels, Numbers

DAYS_FOR_INTERVAL = 20


@dataclass(frozen=True, slots=True, eq=False)
class EquityCurve:
    """Cumulated PnL, its running peak (never below 0) and the drawdown (0 or below), in dollars; one entry per known PnL.

    `kept` holds the positions of these entries in the input.
    """

    equity: Floats
    peak: Floats
    drawdown: Floats
    kept: np.ndarray


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall of equity below its peak.

    Positions count the known PnLs; `peak` is -1 where the fall starts from zero, `recovered` None while the old peak has not been reached
    again ("not recovered"). `days` runs from the peak to the recovery, or to the last day.
    """

    amount: Estimate
    share: Estimate
    peak: int | None
    trough: int | None
    recovered: int | None
    days: int | None


def equity_curve(pnl: Numbers) -> EquityCurve:
    """Cumulate PnL. Missing PnLs are left out."""
    values = floats(pnl)
    kept = np.flatnonzero(~np.isnan(values))
    # Sums of cents carry noise in their last digits, which alone could keep a recovered book under water.
    equity: Floats = np.cumsum(values[kept]).round(6)
    peak = np.maximum.accumulate(np.maximum(equity, 0.0))
    return EquityCurve(equity, peak, equity - peak, kept)


def drawdown(pnl: Numbers, days: Labels | None = None, capital: float | None = None) -> Drawdown:
    """The deepest drawdown in dollars (0 or below), and as a share of the peak of capital plus equity where a capital is given.

    `days` are the days of closing (numpy datetime64 or datetime.date), in the same order.
    """
    same_length(pnl, days)
    curve = equity_curve(pnl)
    excluded = len(pnl) - len(curve.kept)
    n = len(curve.equity)
    if n == 0:
        unknown = Estimate.unknown(Reason.NO_DATA, excluded=excluded)
        return Drawdown(unknown, unknown, None, None, None, None)
    trough = int(np.argmin(curve.drawdown))
    amount = Estimate.of(curve.drawdown[trough], n, excluded=excluded)
    share = _share(curve, capital, excluded)
    if amount.value == 0:
        return Drawdown(amount, share, None, None, None, None)
    start, end = _peak_before(curve, trough), _recovery_after(curve, trough)
    return Drawdown(amount, share, start, trough, end, _duration(curve, days, start, end))


@dataclass(frozen=True, slots=True)
class Ranges:
    """The middle 95 % of what histories show that are put together from blocks of the same days: what hangs on the order of days."""

    fall: Interval = NO_INTERVAL
    share: Interval = NO_INTERVAL
    ulcer: Interval = NO_INTERVAL
    time_under_water: Interval = NO_INTERVAL
    recovery: Interval = NO_INTERVAL


def ranges_by_day(pnl: Numbers, capital: float | None = None) -> Ranges:
    """Draw histories of the PnL of days, one entry a day. The ulcer index is a share where a capital is given.

    There is none below 20 days, nor for equal days or without a fall, since a bootstrap knows nothing of what it has not seen.
    """
    known, curve = present(pnl)[0], equity_curve(pnl)
    if len(known) < DAYS_FOR_INTERVAL or np.ptp(known) == 0 or not curve.drawdown.any():
        return Ranges()
    stated = capital if capital is not None and capital > 0 else None
    told = [_told_by(path, stated) for path in draw_paths(known)]
    fall, ulcers, below, recovery, share = (_middle(np.concatenate(part)) for part in zip(*told, strict=True))
    return Ranges(fall, NO_INTERVAL if stated is None else share, ulcers, below, recovery)


def _middle(drawn: Floats) -> Interval:
    """The middle 95 %, to a millionth; none where one history in 40 has no value."""
    return NO_INTERVAL if np.mean(np.isnan(drawn)) > 0.025 else percentile(drawn.round(6))


def _told_by(path: Floats, capital: float | None) -> tuple[Floats, ...]:
    """Of every history: deepest fall, ulcer index, share of days under water, recovery factor, deepest fall as a share of capital and peak."""
    equity = np.cumsum(path, axis=1)
    peak = np.maximum.accumulate(np.maximum(equity, 0.0), axis=1)
    fall = equity - peak
    deepest, scale = fall.min(axis=1), 1.0 if capital is None else capital
    ulcers = np.sqrt(np.einsum("ij,ij->i", fall, fall) / fall.shape[1]) / scale
    share = deepest if capital is None else (fall / (capital + peak)).min(axis=1)
    return deepest, ulcers, np.mean(fall < -1e-6, axis=1), quotients(equity[:, -1], -deepest), share


def ranged(estimate: Estimate, interval: Interval) -> Estimate:
    """The estimate with that range, where it has a value."""
    return estimate if estimate.value is None else replace(estimate, low=interval.low, high=interval.high)


def drawdown_by_day(pnl: Numbers, days: Labels, capital: float | None = None, ranges: Ranges | None = None) -> Drawdown:
    """The deepest drawdown of the PnL of days, one entry a day, with the range of 95 % of histories that blocks of these days could have made.

    One history has one deepest fall, and the order of its days is luck: the range says what else the same days could have shown. There is none
    where `ranges_by_day` has none; `ranges` are its ranges where they are known already.
    """
    found, drawn = drawdown(pnl, days, capital), ranges or ranges_by_day(pnl, capital)
    return replace(found, amount=ranged(found.amount, drawn.fall), share=ranged(found.share, drawn.share))


def _share(curve: EquityCurve, capital: float | None, excluded: int) -> Estimate:
    n = len(curve.equity)
    if capital is None or not capital > 0:
        return Estimate.unknown(Reason.NO_CAPITAL, n, excluded=excluded)
    return Estimate.of(np.min(curve.drawdown / (capital + curve.peak)), n, excluded=excluded)


def _peak_before(curve: EquityCurve, trough: int) -> int:
    at_peak = np.flatnonzero((curve.drawdown[:trough] == 0) & (curve.equity[:trough] == curve.peak[trough]))
    return int(at_peak[-1]) if len(at_peak) else -1


def _recovery_after(curve: EquityCurve, trough: int) -> int | None:
    back = np.flatnonzero(curve.drawdown[trough:] == 0)
    return trough + int(back[0]) if len(back) else None


def _duration(curve: EquityCurve, days: Labels | None, start: int, end: int | None) -> int | None:
    if days is None:
        return None
    closed = np.asarray(days, dtype="datetime64[D]")[curve.kept]
    span = closed[-1 if end is None else end] - closed[max(start, 0)]
    return None if np.isnat(span) else int(span.astype(int))


def ulcer(pnl: Numbers, capital: float | None = None) -> Estimate:
    """The ulcer index: the root mean square of the drawdown, in dollars, or as a share of a given capital. Source: Martin and McCann 1989."""
    curve = equity_curve(pnl)
    if len(curve.equity) == 0:
        return Estimate.unknown(Reason.NO_DATA, excluded=len(pnl))
    scale = 1.0 if capital is None else capital
    value = ratio(math.sqrt(float(np.mean(curve.drawdown**2))), scale) if scale > 0 else None
    return Estimate.of(value, len(curve.equity), otherwise=Reason.NO_CAPITAL, excluded=len(pnl) - len(curve.kept))


def time_under_water(pnl: Numbers) -> Estimate:
    """The share of entries (trades, or days for daily PnL) that closed below the peak."""
    curve = equity_curve(pnl)
    value = float(np.mean(curve.drawdown < 0)) if len(curve.kept) else None
    return Estimate.of(value, len(curve.kept), otherwise=Reason.NO_DATA, excluded=len(pnl) - len(curve.kept))


def recovery_factor(pnl: Numbers) -> Estimate:
    """Net PnL over the deepest drawdown, with the sign of the net: a losing book is below 0. `no_losses` without a drawdown."""
    known, excluded = present(pnl)
    if len(known) == 0:
        return Estimate.unknown(Reason.NO_DATA, excluded=excluded)
    deepest = -float(equity_curve(known).drawdown.min())
    return Estimate.of(ratio(math.fsum(known), deepest), len(known), otherwise=Reason.NO_LOSSES, excluded=excluded)
