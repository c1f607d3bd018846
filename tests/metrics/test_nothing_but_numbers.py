"""No public function lets NaN or infinity out, whatever it is given."""

import importlib
import inspect
import math
import pkgutil
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import alphagex_logs.metrics
from alphagex_logs.metrics import (
    advice,
    bootstrap,
    calibration,
    comparison,
    consistency,
    corp,
    coverage,
    daily,
    decisions,
    discrimination,
    drift,
    equity,
    eras,
    lineage,
    monitoring,
    murphy,
    rates,
    results,
    scores,
    segments,
    selection,
    sequential,
    sharpness,
    trades,
    waterfall,
)
from alphagex_logs.metrics.grouped import Grouped
from tests.metrics.strategies import CENTS, TENTHS

BROKEN = [None, math.nan, math.inf, -math.inf, 1e300, -5.0]
DAYS = [date(2024, 1, 1) + timedelta(days=day) for day in range(40)]


class Rows:
    """Columns of the same length, any of them broken in places."""

    def __init__(self, found):
        self.p, self.q, self.y, self.pnl, self.size, self.cluster = ([row[i] for row in found] for i in range(6))
        self.days, self.grouped = DAYS[: len(found)], Grouped.of_rows(self.p, self.y)
        self.by_day = Grouped.of_rows(self.p, self.y, self.cluster)
        self.count = [1] * len(found)
        self.known = [int(value == 1) for value in self.y]
        self.whole = [float(index) for index in range(len(found))]


def or_broken(values):
    return st.one_of(values, values, values, st.sampled_from(BROKEN))


FORECASTS = st.one_of(TENTHS, st.floats(0, 1))
EXTREME = st.one_of(CENTS, st.just(0.0), st.floats(allow_nan=False), st.just(9e13))
COLUMNS = st.tuples(or_broken(FORECASTS), or_broken(FORECASTS), or_broken(st.integers(0, 1)), or_broken(EXTREME), or_broken(EXTREME), st.integers(0, 5))

RESAMPLED = {
    f"{module.__name__.rsplit('.', 1)[1]}.{function.__name__}": lambda r, function=function: [
        function(g, resamples=bootstrap.resample(g, 20)) for g in (r.grouped, r.by_day)
    ]
    for module, function in [
        (scores, scores.brier),
        (scores, scores.log_loss),
        (scores, scores.skill_in_sample),
        (scores, scores.skill_fixed),
        (calibration, calibration.calibration_in_the_large),
        (corp, corp.corp),
        (murphy, murphy.murphy_curve),
    ]
}
GROUPED = {
    f"{module.__name__.rsplit('.', 1)[1]}.{function.__name__}": lambda r, function=function: [function(g) for g in (r.grouped, r.by_day)]
    for module, function in [
        (calibration, calibration.three_parts),
        (calibration, calibration.spiegelhalter),
        (discrimination, discrimination.auc),
        (discrimination, discrimination.roc),
        (rates, rates.hit_rate_of),
    ]
}
PNL = {
    f"{module.__name__.rsplit('.', 1)[1]}.{function.__name__}": lambda r, function=function: function(r.pnl)
    for module, function in [
        (trades, trades.trade_counts),
        (trades, trades.net),
        (trades, trades.share_won),
        (trades, trades.expectancy),
        (trades, trades.streaks),
        (equity, equity.equity_curve),
        (equity, equity.ulcer),
        (equity, equity.time_under_water),
        (equity, equity.recovery_factor),
        (daily, daily.sharpe),
        (daily, daily.sortino),
        (daily, daily.annual_volatility),
        (daily, daily.annual_return),
        (daily, daily.maximum_drawdown),
        (daily, daily.calmar),
        (daily, daily.tails),
    ]
}
BY_DAY = {
    f"{module.__name__.rsplit('.', 1)[1]}.{function.__name__}": lambda r, function=function: [function(r.pnl, days) for days in (None, r.cluster)]
    for module, function in [
        (trades, trades.win_rate),
        (trades, trades.profit_factor),
        (trades, trades.payoff),
        (trades, trades.sqn),
        (decisions, decisions.realised_break_even),
    ]
}
CALLS = {
    **RESAMPLED,
    **GROUPED,
    **PNL,
    **BY_DAY,
    "advice.advice_effect": lambda r: advice.advice_effect(r.pnl[:5], r.size[:4]),
    "advice.advice_trend": lambda r: advice.advice_trend(r.size, r.pnl),
    "advice.advice_value": lambda r: advice.advice_value(r.pnl, r.size, r.cluster, r.cluster),
    "advice.mean_by_unit": lambda r: advice.mean_by_unit(r.pnl, r.cluster),
    "advice.mean_pnl_bounds": lambda r: advice.mean_pnl_bounds(r.pnl, r.size, r.size),
    "advice.skip_bounds": lambda r: advice.skip_bounds(r.size, r.pnl),
    "bootstrap.draw_paths": lambda r: list(bootstrap.draw_paths(np.array([1.0, -2.0, *r.known]), 5)),
    "bootstrap.draw_totals": lambda r: bootstrap.draw_totals(np.array([r.whole]), r.cluster, 20),
    "bootstrap.interval_of": lambda r: bootstrap.interval_of(lambda total: total, [np.array(r.whole)], r.cluster),
    "bootstrap.reflected": lambda r: bootstrap.reflected(0.5, np.array([0.4, *r.whole])),
    "bootstrap.mean_interval": lambda r: [bootstrap.mean_interval(r.pnl, cluster, draws=50) for cluster in (None, r.cluster)],
    "bootstrap.mean_t": lambda r: [bootstrap.mean_t(r.pnl, cluster) for cluster in (None, r.cluster)],
    "bootstrap.resample": lambda r: [bootstrap.resample(g, 20) for g in (r.grouped, r.by_day)],
    "bootstrap.unit_sums": lambda r: bootstrap.unit_sums(r.by_day, np.random.default_rng(0)),
    "calibration.ece": lambda r: [calibration.ece(g, consistency.calibrated_draws(g, 20)) for g in (r.grouped, r.by_day) if g.n],
    "comparison.beats_majority": lambda r: comparison.beats_majority(r.y, 0.7),
    "comparison.diebold_mariano": lambda r: comparison.diebold_mariano(r.p, r.q, r.y, 2),
    "comparison.paired_difference": lambda r: comparison.paired_difference(r.p, r.q, r.y, r.cluster),
    "consistency.calibrated_draws": lambda r: [consistency.calibrated_draws(g, 20) for g in (r.grouped, r.by_day)],
    "consistency.null_variance": lambda r: consistency.null_variance(r.by_day, np.ones(len(r.by_day.probabilities))),
    "corp.reliability": lambda r: [corp.reliability(g, consistency.calibrated_draws(g, 20)) for g in (r.grouped, r.by_day)],
    "coverage.ledger": lambda r: [(book := coverage.ledger(["resolved"] * len(r.p))), book.coverage, book.hit_rate_bounds(0)],
    "coverage.maturity": lambda r: coverage.maturity(r.pnl, r.size),
    "coverage.state_counts": lambda r: coverage.state_counts(coverage.ledger(["pending"] * len(r.p))),
    "daily.daily_pnl": lambda r: daily.daily_pnl(r.pnl, r.days),
    "daily.simple_returns": lambda r: daily.simple_returns(r.pnl, 1e-300),
    "daily.compound_returns": lambda r: [daily.compound_returns(r.pnl, capital) for capital in (None, 1e-300, 1e15)],
    "decisions.break_even": lambda r: decisions.break_even(50, 150),
    "decisions.economic_calibration": lambda r: decisions.economic_calibration(r.p, r.pnl, win=r.size, loss=150, cluster=r.cluster),
    "decisions.policy_value": lambda r: decisions.policy_value(r.by_day, 50, 150, resamples=bootstrap.resample(r.by_day, 20)),
    "decisions.relative_economic_value": lambda r: decisions.relative_economic_value(r.by_day, 50, 150, resamples=bootstrap.resample(r.by_day, 20)),
    "drift.benjamini_hochberg": lambda r: drift.benjamini_hochberg([p if p is not None and 0 <= p <= 1 else None for p in r.p]),
    "drift.halves": lambda r: drift.halves(r.pnl * 60, 20),
    "drift.kolmogorov_smirnov": lambda r: drift.kolmogorov_smirnov(r.pnl * 30, r.size * 30, 20),
    "drift.psi": lambda r: drift.psi([abs(p or 0) * 100 if p == p and p != math.inf else 0 for p in r.p], [20] * len(r.p)),
    "equity.drawdown": lambda r: equity.drawdown(r.pnl, r.days, 1e-3),
    "equity.ranged": lambda r: equity.ranged(equity.ulcer(r.pnl), results.Interval(0.0, 1.0)),
    "equity.ranges_by_day": lambda r: [equity.ranges_by_day(r.pnl * 4, capital) for capital in (None, 1e-3, 0.0)],
    "equity.drawdown_by_day": lambda r: [equity.drawdown_by_day(r.pnl * 4, list(r.days) * 4, capital) for capital in (None, 1e-3)],
    "eras.as_ranking": lambda r: eras.as_ranking(r.size, r.p),
    "eras.eras": lambda r: eras.eras(r.size, r.p),
    "lineage.link": lambda r: lineage.link([lineage.Record("a", str(c)) for c in r.cluster], [lineage.Record(None, str(c)) for c in r.cluster]).matched,
    "monitoring.cusum_limit": lambda r: monitoring.cusum_limit(r.p, draws=20),
    "monitoring.e_process": lambda r: [monitoring.e_process(r.p, r.y), monitoring.e_process(r.p, r.y, made=r.days, known=r.days[::-1])],
    "monitoring.risk_adjusted_cusum": lambda r: monitoring.risk_adjusted_cusum(r.p, r.y, 3),
    "monitoring.vlad": lambda r: monitoring.vlad(r.p, r.y),
    "murphy.regret": lambda r: murphy.regret(r.grouped, 50, 150, bootstrap.resample(r.grouped, 20)),
    "rates.difference": lambda r: rates.difference(rates.hit_rate(r.y, r.cluster), rates.hit_rate(r.known)),
    "rates.rate_of_units": lambda r: rates.rate_of_units(np.array(r.known, dtype=float), np.array(r.count, dtype=float)),
    "rates.hit_rate": lambda r: [rates.hit_rate(r.y), rates.hit_rate(r.y, r.cluster)],
    "rates.jeffreys": lambda r: rates.jeffreys(sum(r.known), len(r.known)),
    "rates.missing_bounds": lambda r: rates.missing_bounds(sum(r.known), len(r.known), 3),
    "rates.newcombe": lambda r: rates.newcombe((sum(r.known), len(r.known)), (0, 3)),
    "rates.rate_of_counts": lambda r: rates.rate_of_counts(sum(r.known), len(r.known)),
    "rates.weighted_rate": lambda r: rates.weighted_rate(r.size, r.pnl, r.p),
    "rates.wilson": lambda r: rates.wilson(sum(r.known), len(r.known)),
    "rates.z_of": lambda r: rates.z_of(0.95),
    "results.finite": lambda r: [results.finite(value) for value in r.pnl],
    "results.ratio": lambda r: [results.ratio(a, b) for a, b in zip(r.pnl, r.size, strict=True) if a is not None and b is not None],
    "scores.expanding_climatology": lambda r: scores.expanding_climatology(r.y),
    "scores.skill": lambda r: scores.skill(r.p, r.y),
    "scores.skill_expanding": lambda r: scores.skill_expanding(r.p, r.y),
    "segments.against_the_rest": lambda r: segments.against_the_rest(
        list("abcdef"), np.array(r.cluster, dtype=np.int64), np.array(r.known, dtype=float), np.array(r.count, dtype=float), np.array(r.whole)
    ),
    "segments.pnl_segments": lambda r: segments.pnl_segments(r.cluster, r.pnl, r.days),
    "segments.prediction_segments": lambda r: segments.prediction_segments(segments.split(r.cluster, r.p, r.known, r.count, r.cluster)),
    "segments.split_coded": lambda r: segments.split_coded(list("abcdef"), np.array(r.cluster, dtype=np.int64), r.p, r.known, r.count, cluster=r.cluster),
    "segments.split": lambda r: segments.split(r.cluster, r.p, r.known),
    "selection.deflated_sharpe": lambda r: selection.deflated_sharpe({"a": r.pnl, "b": r.size}),
    "selection.expected_best": lambda r: selection.expected_best(1, 2 + len(r.p)),
    "sequential.anytime_difference": lambda r: [sequential.anytime_difference(r.p, r.q, r.y, days, r.size) for days in (None, r.whole)],
    "sequential.anytime_difference_of_bots": lambda r: sequential.anytime_difference_of_bots((r.p, r.y), (r.q, r.y), r.days, r.days),
    "sequential.in_streams": lambda r: sequential.in_streams(np.array(r.whole), np.array(r.whole) + 2),
    "sharpness.assign": lambda r: sharpness.assign(r.p, sharpness.tie_safe_bins(r.q, 5)),
    "sharpness.sharpness": lambda r: sharpness.sharpness(r.p),
    "sharpness.tie_safe_bins": lambda r: sharpness.tie_safe_bins(r.p, 5),
    "trades.premium_and_pnl": lambda r: trades.premium_and_pnl(r.size, r.pnl),
    "trades.r_multiples": lambda r: trades.r_multiples(r.pnl, r.size),
    "trades.mean_sides": lambda r: trades.mean_sides(r.pnl, r.cluster, lambda win, loss: win - loss),
    "trades.risk_adjusted": lambda r: [trades.risk_adjusted(r.pnl, r.size, days) for days in (None, r.cluster)],
    "waterfall.waterfall": lambda r: waterfall.waterfall(r.cluster, r.pnl),
}

# Between the modules of the package NaN marks a missing row or a draw without a value; these never reach a caller.
INSIDE = {"inputs", "definitions", "exchange_calendar"}
INSIDE_FUNCTIONS = {
    "scores.estimate_of",
    "scores.per_draw_mean",
    "calibration.bin_of",
    "calibration.two_sided",
    "corp.pav",
    "corp.miscalibration_of",
    "bootstrap.percentile",
    "bootstrap.bca",
    "bootstrap.totals",
    "sequential.instants",
    "segments.natural_order",
}


def public_functions():
    for module in pkgutil.iter_modules(alphagex_logs.metrics.__path__):
        loaded = importlib.import_module(f"alphagex_logs.metrics.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            ours = function.__module__ == loaded.__name__ and not name.startswith("_")
            if ours and module.name not in INSIDE and not name.endswith("_statistic"):
                yield f"{module.name}.{name}"


def test_every_public_function_is_tried():
    assert set(public_functions()) - INSIDE_FUNCTIONS - {"calibration.ece_statistic"} == set(CALLS)


def numbers(found):
    """Every number inside a result, however deep."""
    if isinstance(found, float | int | Decimal | np.generic) and not isinstance(found, np.datetime64):
        yield float(found)
    elif isinstance(found, np.ndarray):
        yield from () if found.dtype.kind == "M" else found.ravel().astype(float)
    elif is_dataclass(found):
        yield from numbers([getattr(found, field.name) for field in fields(found)])
    elif isinstance(found, dict):
        yield from numbers(list(found.values()))
    elif isinstance(found, list | tuple):
        for part in found:
            yield from numbers(part)


@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=15, deadline=None)
@given(found=st.lists(COLUMNS, max_size=12))
def test_nan_and_infinity_stay_inside(name, found):
    assert all(math.isfinite(number) for number in numbers(CALLS[name](Rows(found))))


def test_an_estimate_refuses_nan_and_infinity():
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match="do not leave"):
            results.Estimate(value, 3)


def test_an_estimate_has_a_value_or_a_reason():
    for value, reason in ((None, None), (1.0, results.Reason.NO_DATA)):
        with pytest.raises(ValueError, match="either a value or a reason"):
            results.Estimate(value, 3, reason=reason)
