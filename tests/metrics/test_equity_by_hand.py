"""Facts about drawdowns and daily returns that a person can check with a pencil."""

import math
from datetime import date

import numpy as np
import pytest

from alphagex_logs.metrics import bootstrap, daily, equity
from alphagex_logs.metrics.results import Evidence, Interval, Reason


def test_losing_from_the_first_trade_is_a_drawdown():
    assert equity.drawdown([-100, 50, -75, 200]).amount.value == -125
    assert equity.drawdown([-10]).amount.value == -10
    assert equity.drawdown([100, 200]).amount.value == 0


def test_a_drawdown_as_a_share_needs_a_stated_capital():
    mixed = [100, -50, 200, -100, 0, 150]
    assert equity.drawdown(mixed).share.reason is Reason.NO_CAPITAL
    assert equity.drawdown(mixed, capital=1000).share.value == -100 / 1250


def test_how_long_a_drawdown_lasts():
    days = [date(2024, 3, day) for day in (1, 4, 5, 6, 7)]
    recovered = equity.drawdown([100, -50, -30, 90, 10], days)
    assert (recovered.peak, recovered.trough, recovered.recovered, recovered.days) == (0, 2, 3, 5)
    still_open = equity.drawdown([100, -50, -30, 20, 10], days)
    assert (still_open.recovered, still_open.days) == (None, 6)


def test_cents_leave_no_drawdown_behind():
    assert equity.time_under_water([0.1, 0.2, -0.3, 0.3]).value == 0.25


def test_ulcer_and_time_under_water_of_the_worked_example():
    mixed = [100, -50, 200, -100, 0, 150]
    assert equity.ulcer(mixed, 1000).value == pytest.approx(0.061237, abs=1e-6)
    assert equity.ulcer(mixed).value == pytest.approx(61.237, abs=1e-3)
    assert equity.time_under_water(mixed).value == 0.5


def test_a_losing_book_has_a_negative_recovery_factor():
    assert equity.recovery_factor([100, -300]).value == pytest.approx(-200 / 300)
    assert equity.recovery_factor([100, 300]).reason is Reason.NO_LOSSES


WEEK = daily.daily_pnl([100, -50, 200, -100, 150], [date(2024, 3, 4), date(2024, 3, 4), date(2024, 3, 6), date(2024, 3, 8), date(2024, 3, 11)])


def test_flat_days_are_zero_and_closed_days_do_not_exist():
    assert WEEK.pnl.tolist() == [50, 0, 200, 0, -100, 150]
    assert [str(day) for day in WEEK.days[-2:]] == ["2024-03-08", "2024-03-11"]


def test_what_closes_on_a_closed_day_counts_on_the_next_trading_day():
    found = daily.daily_pnl([10, 20], [date(2024, 3, 29), date(2024, 4, 2)])  # Good Friday
    assert (found.pnl.tolist(), found.moved) == ([10, 20], 1)
    assert str(found.days[0]) == "2024-04-01"


def test_the_period_can_be_wider_than_the_trades():
    found = daily.daily_pnl([10], [date(2024, 3, 6)], first=date(2024, 3, 4), last=date(2024, 3, 8))
    assert found.pnl.tolist() == [0, 0, 10, 0, 0]
    assert len(daily.daily_pnl([], []).pnl) == 0


def test_sharpe_does_not_depend_on_capital_and_carries_its_interval():
    found = daily.sharpe(WEEK.pnl)
    assert found.estimate.value == pytest.approx(7.245688, abs=1e-6)
    assert daily.sharpe(WEEK.pnl / 5000).estimate.value == pytest.approx(found.estimate.value)
    assert not found.estimate.shown
    assert found.estimate.low < 0 < found.estimate.value < found.estimate.high


@pytest.mark.parametrize(("days", "half"), [(63, 3.92), (252, 1.96), (756, 1.13)])
def test_a_sharpe_of_one_is_hardly_known(days, half):
    normal = np.random.default_rng(0).normal(size=days)
    returns = (normal - normal.mean()) / normal.std(ddof=1) + 1 / math.sqrt(252)
    found = daily.sharpe(returns).estimate
    assert found.value == pytest.approx(1)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.03)


def test_idle_days_between_five_trades_are_no_evidence():
    year = [0.0] * 247 + [100, 200, -50, 100, 150]
    numbers = [daily.sharpe(year).estimate, daily.sortino(year), daily.annual_volatility(year), daily.tails(year).value_at_risk]
    assert [(each.n, each.units, each.shown) for each in numbers] == [(252, 5, False)] * 4
    assert daily.sharpe([0.0] * 232 + [100, -50] * 10).estimate.shown


def test_ratios_say_why_they_have_no_value():
    assert daily.sharpe([5, 5, 5]).estimate.reason is Reason.ZERO_VARIANCE
    assert daily.sharpe([5]).estimate.reason is Reason.N_TOO_SMALL
    assert daily.sortino([5, 1, 0]).reason is Reason.NO_LOSSES
    assert daily.calmar([0.1, 0.2]).reason is Reason.NO_LOSSES
    assert daily.calmar(daily.compound_returns([100, -50], None)).reason is Reason.NO_CAPITAL
    assert daily.annual_return([20.0]).reason is Reason.N_TOO_SMALL


DAYS = [date(2024, 1, 1 + day % 28) for day in range(100)]


def test_the_range_of_the_drawdown_keeps_blocks_of_days_whole():
    # 40 days are drawn as 10 blocks of 4, so two losses can meet where blocks do, and never three; 11 of 1,024 histories have no such place.
    found = equity.drawdown_by_day([100, -50] * 20, DAYS[:40], capital=1000)
    assert (found.amount.value, found.amount.low, found.amount.high) == (-50, -100, -100)
    assert (found.amount.n, found.amount.evidence) == (40, Evidence.OK)
    assert found.share.value == pytest.approx(-50 / 1100)
    assert -100 / 1100 <= found.share.low <= found.share.high < 0


def test_a_crash_that_happened_once_could_have_come_never_or_thrice():
    # 20 blocks of 5 out of 100 days: each holds the crash in 5 of 100 cases, so none does in 36 %, and four or more do in 1.6 %.
    found = equity.drawdown_by_day([10] * 60 + [-500] + [10] * 39, DAYS).amount
    assert (found.value, found.high) == (-500, 0)
    assert -1500 < found.low < -700


@pytest.mark.parametrize("pnl", [[100, -50] * 9 + [10], [100, 0] * 20, [-10] * 40, [], [None, 5]], ids=["19 days", "no fall", "equal days", "none", "one"])
def test_too_little_is_known_for_a_range_of_the_drawdown(pnl):
    found = equity.drawdown_by_day(pnl, DAYS[: len(pnl)], capital=1000)
    assert found == equity.drawdown(pnl, DAYS[: len(pnl)], capital=1000)
    assert (found.amount.low, found.amount.high, found.share.low) == (None, None, None)


def test_blocks_of_a_redrawn_history_are_successive_days_and_each_day_is_as_likely():
    (paths,) = bootstrap.draw_paths(np.arange(27.0), draws=4000)
    assert paths.shape == (4000, 27)
    steps = np.diff(paths.reshape(4000, 9, 3), axis=2) % 27
    assert (steps == 1).all()
    assert np.bincount(paths.astype(int).ravel()) == pytest.approx(4000, rel=0.08)


def test_what_hangs_on_the_order_of_days_has_a_range():
    pnl = [100, -50, 30, -20, 60, -90] * 10
    found = equity.ranges_by_day(pnl, 1000)
    assert found.fall == Interval(*(getattr(equity.drawdown_by_day(pnl, list(range(60))).amount, end) for end in ("low", "high")))
    assert 0 < found.time_under_water.low < found.time_under_water.high <= 1
    assert 0 < found.ulcer.low < found.ulcer.high < -found.share.low  # a root mean square is below the deepest
    assert found.recovery.low < equity.recovery_factor(pnl).value < found.recovery.high
    assert equity.ranges_by_day(pnl[:19]) == equity.ranges_by_day([5.0] * 60) == equity.Ranges()


def test_the_volatility_lies_within_its_interval():
    found = daily.annual_volatility([0.01, -0.01] * 30)
    assert found.low < found.value == pytest.approx(0.01 * math.sqrt(252 * 60 / 59))
    assert found.value < found.high + 1e-9  # no draw of equal swings is wilder than an even one


def test_a_book_that_seldom_loses_has_losses_but_no_ratio_of_tails():
    assert daily.tails([10.0] * 99 + [-5.0]).ratio.value == 1
    flat = daily.tails([0.0] * 80 + [10.0] * 19 + [-5.0])
    assert (flat.ratio.reason, flat.value_at_risk.value) == (Reason.FEW_LOSSES, 0)
    assert daily.tails([0.0] * 80 + [10.0] * 20).ratio.reason is Reason.NO_LOSSES
