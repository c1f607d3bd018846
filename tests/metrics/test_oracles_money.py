"""Money and decision metrics against independent implementations, on random inputs with nothing, scratches, all wins and all losses."""

import math
import warnings
from collections import Counter
from datetime import date
from decimal import Decimal
from statistics import NormalDist

import empyrical
import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scores.plotdata import relative_economic_value

from alphagex_logs.metrics import advice, bootstrap, daily, decisions, equity, murphy, trades
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Reason
from tests.metrics.strategies import CENTS, money, rows, with_missing

quick = settings(max_examples=60, deadline=None)
CLOSE = {"rel": 1e-9, "abs": 1e-9}
RETURNS = st.lists(st.integers(-2000, 2000).map(lambda basis_points: basis_points / 10_000), min_size=2, max_size=40)


def oracle(function, *arguments, **options):
    """An oracle may warn about, and return NaN or infinity for, inputs that we answer with a reason."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = float(function(*arguments, **options))
    return found if math.isfinite(found) else None


def same(ours, theirs):
    assert (ours is None) == (theirs is None)
    assert ours == (None if theirs is None else pytest.approx(theirs, **CLOSE))


@quick
@given(RETURNS)
def test_sharpe_and_sortino_are_those_of_empyrical(returns):
    values = np.array(returns)
    same(daily.sharpe(values).estimate.value, oracle(empyrical.sharpe_ratio, values))
    same(daily.sortino(values).value, oracle(empyrical.sortino_ratio, values))


@quick
@given(RETURNS)
def test_growth_drawdown_and_volatility_are_those_of_empyrical(returns):
    values = np.array(returns)
    same(daily.annual_return(values).value, oracle(empyrical.annual_return, values))
    same(daily.annual_volatility(values).value, oracle(empyrical.annual_volatility, values))
    same(daily.maximum_drawdown(values).value, oracle(empyrical.max_drawdown, values))


@quick
@given(RETURNS)
def test_calmar_is_that_of_empyrical(returns):
    values = np.array(returns)
    ours, theirs = daily.calmar(values), oracle(empyrical.calmar_ratio, values)
    if daily.maximum_drawdown(values).value == 0:
        assert ours.reason is Reason.NO_LOSSES
    else:
        same(ours.value, theirs)


@quick
@given(RETURNS)
def test_tails_are_those_of_empyrical(returns):
    values, found = np.array(returns), daily.tails(returns)
    same(found.ratio.value, oracle(empyrical.tail_ratio, values))
    same(found.value_at_risk.value, oracle(empyrical.value_at_risk, values))
    same(found.expected_shortfall.value, oracle(empyrical.conditional_value_at_risk, values))


@quick
@given(RETURNS.filter(lambda returns: len(returns) >= 4 and len(set(returns)) > 2))
def test_the_standard_error_of_sharpe_uses_scipys_unbiased_moments(returns):
    found = daily.sharpe(returns)
    ratio, skewness = found.daily, stats.skew(returns, bias=False)
    kurtosis = stats.kurtosis(returns, fisher=False, bias=False)
    inner = 1 - skewness * ratio + (kurtosis - 1) / 4 * ratio**2
    if inner > 1e-6:
        expected = math.sqrt(inner / (len(returns) - 1))
        assert found.standard_error == pytest.approx(expected, rel=1e-6)
        assert found.probabilistic == pytest.approx(NormalDist().cdf(ratio / expected), abs=1e-6)


def by_hand(pnl):
    """Trade statistics in exact decimals, by counting."""
    exact = [Decimal(str(value)) for value in pnl]
    wins, losses = [x for x in exact if x > 0], [-x for x in exact if x < 0]
    return {
        "net": sum(exact) if exact else None,
        "win_rate": Decimal(len(wins)) / (len(wins) + len(losses)) if wins or losses else None,
        "profit_factor": sum(wins) / sum(losses) if losses else None,
        "payoff": (sum(wins) / len(wins)) / (sum(losses) / len(losses)) if wins and losses else None,
        "expectancy": sum(exact) / len(exact) if exact else None,
    }


@quick
@given(money())
def test_trade_statistics_are_those_of_exact_decimals(pnl):
    ours = {
        "net": trades.net(pnl),
        "win_rate": trades.win_rate(pnl).estimate,
        "profit_factor": trades.profit_factor(pnl),
        "payoff": trades.payoff(pnl),
        "expectancy": trades.expectancy(pnl),
    }
    for name, expected in by_hand(pnl).items():
        same(ours[name].value, None if expected is None else float(expected))


@quick
@given(money())
def test_expectancy_is_what_win_rates_and_mean_sizes_make_of_it(pnl):
    counts = trades.trade_counts(pnl)
    if counts.wins and counts.losses:
        values = np.array(pnl)
        made = counts.wins / counts.n * values[values > 0].mean() + counts.losses / counts.n * values[values < 0].mean()
        assert trades.expectancy(pnl).value == pytest.approx(made, **CLOSE)


@quick
@given(money(min_size=2))
def test_sqn_is_the_one_sample_t_up_to_100_trades(pnl):
    expected = None if np.ptp(pnl) == 0 else oracle(lambda: stats.ttest_1samp(pnl, 0).statistic)
    same(trades.sqn(pnl).value, expected)


@quick
@given(st.lists(with_missing(CENTS), max_size=30))
def test_missing_pnl_is_left_out_and_counted(pnl):
    known = [value for value in pnl if value is not None and value == value]
    for metric in (trades.net, trades.profit_factor, trades.expectancy, trades.sqn):
        assert metric(pnl).value == metric(known).value
        assert metric(pnl).excluded == len(pnl) - len(known)
    assert trades.streaks(pnl) == trades.streaks(known)


@quick
@given(money())
def test_decimals_and_floats_give_the_same_numbers(pnl):
    exact = [Decimal(str(value)) for value in pnl]
    assert trades.net(exact) == trades.net(pnl)
    assert equity.drawdown(exact).amount == equity.drawdown(pnl).amount


def drawdown_by_hand(pnl):
    total = peak = deepest = Decimal(0)
    for value in pnl:
        total += Decimal(str(value))
        peak = max(peak, total)
        deepest = min(deepest, total - peak)
    return float(deepest)


@quick
@given(money(min_size=1))
def test_the_drawdown_is_that_of_a_loop_in_exact_decimals(pnl):
    assert equity.drawdown(pnl).amount.value == pytest.approx(drawdown_by_hand(pnl), abs=1e-6)
    assert equity.time_under_water(pnl).value == 0 or equity.drawdown(pnl).amount.value < 0


@quick
@given(money(min_size=1))
def test_the_drawdown_share_is_that_of_empyrical_on_compounded_returns(pnl):
    capital = 1e7
    returns = daily.compound_returns(pnl, capital)
    same(equity.drawdown(pnl, capital=capital).share.value, oracle(empyrical.max_drawdown, returns))


@quick
@given(st.lists(st.tuples(CENTS, st.integers(0, 27)), min_size=1, max_size=30))
def test_daily_pnl_keeps_every_cent_on_a_trading_day(found):
    pnl = [value for value, _ in found]
    summed = daily.daily_pnl(pnl, [date(2024, 3, 1 + day) for _, day in found])
    assert summed.pnl.sum() == pytest.approx(math.fsum(pnl), abs=1e-6)
    assert np.is_busday(summed.days).all()


@settings(max_examples=25, deadline=None)
@given(rows(min_size=1, max_size=20), st.integers(1, 100), st.integers(1, 400))
def test_relative_economic_value_is_that_of_scores(found, win, loss):
    p, y = (np.array(column, dtype=float) for column in zip(*found, strict=True))
    at = loss / (win + loss)
    if len(set(y)) < 2 or at in p:  # no room for value, or a tie, which scores breaks the other way
        return
    event = {"cost_loss_ratios": [1 - at], "probability_thresholds": [1 - at]}  # the event is a loss, avoiding it costs the win
    theirs = float(relative_economic_value(xr.DataArray(1 - p), xr.DataArray(1 - y), **event).squeeze())
    assert decisions.relative_economic_value(Grouped.of_rows(p, y), win, loss).value == pytest.approx(theirs, rel=1e-6, abs=1e-9)


@quick
@given(rows(min_size=1), st.integers(1, 100), st.integers(1, 400))
def test_regret_is_perfect_foresight_minus_the_policy(found, win, loss):
    everything = Grouped.of_rows([p for p, _ in found], [y for _, y in found])
    worth = decisions.policy_value(everything, win, loss)
    assert murphy.regret(everything, win, loss).value == pytest.approx(worth.perfect.value - worth.policy.value, abs=1e-9)


small = st.lists(st.integers(-20, 20).map(lambda r: r / 20), min_size=2, max_size=5)


@settings(max_examples=40, deadline=None)
@given(small, small)
def test_the_advice_effect_is_scipys_exact_permutation_test(full, reduced):
    full, reduced = ([round(100 * r) for r in side] for side in (full, reduced))  # whole numbers: scipy parts ties that differ in the last digit
    theirs = oracle(lambda: stats.permutation_test((full, reduced), lambda a, b: np.mean(a) - np.mean(b), n_resamples=np.inf).pvalue)
    found = advice.advice_effect(full, reduced)
    assert found.exact
    assert found.p_value == pytest.approx(theirs, abs=1e-12)


@quick
@given(st.lists(st.tuples(st.integers(0, 2), CENTS), min_size=3, max_size=30))
def test_the_advice_trend_is_spearmans(found):
    level, r = zip(*found, strict=True)
    theirs = oracle(lambda: stats.spearmanr(level, r).statistic)
    same(advice.advice_trend(level, r).estimate.value, theirs)


@quick
@given(st.lists(st.tuples(CENTS, st.sampled_from([0, 0.5, 1])), min_size=1, max_size=30))
def test_the_value_of_advice_splits_into_size_and_timing(found):
    full, size = (np.array(column) for column in zip(*found, strict=True))
    worth = advice.advice_value(full, size)
    assert worth.value.value == pytest.approx(worth.size_matched.value + (worth.mean_size - 1) * full.sum(), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(CENTS, min_size=20, max_size=40).filter(lambda values: len(set(values)) > 3))
def test_the_bca_interval_is_scipys_on_the_same_draws(values):
    sample = np.array(values)
    theirs = stats.bootstrap((sample,), np.mean, n_resamples=2000, method="BCa", rng=np.random.default_rng(0)).confidence_interval
    drawn = sample[np.random.default_rng(0).integers(0, len(sample), size=(2000, len(sample)))].mean(axis=1)
    ours = bootstrap.bca(sample.mean(), drawn, (sample.sum() - sample) / (len(sample) - 1))
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9, abs=1e-6)


@quick
@given(money())
def test_streaks_are_those_of_a_scan(pnl):
    signs = "".join("W" if value > 0 else "L" if value < 0 else "S" for value in pnl)
    longest = Counter({run[0]: 0 for run in "WL"})
    for mark in "WL":
        longest[mark] = max((len(run) for run in signs.replace("S", " ").replace("L" if mark == "W" else "W", " ").split()), default=0)
    found = trades.streaks(pnl)
    assert (found.longest_win, found.longest_loss) == (longest["W"], longest["L"])
