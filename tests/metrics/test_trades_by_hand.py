"""Facts about single trades and their risk that a person can check with a pencil."""

import math

import numpy as np
import pytest

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics import bootstrap, daily, decisions, trades
from alphagex_logs.metrics.results import Evidence, Reason

NO = Reason

# pnl, (n, wins, losses, scratches, excluded), net, win rate, profit factor, payoff, expectancy, SQN
TABLE = [
    ([100, -50, 200, -100, 0, 150], (6, 3, 2, 1, 0), 300, 0.6, 3, 2, 50, 1.035098),
    ([100, -50, 0], (3, 1, 1, 1, 0), 50, 0.5, 2, 2, 16.666667, 0.377964),
    ([100, 200, 150], (3, 3, 0, 0, 0), 450, 1, NO.NO_LOSSES, NO.NO_LOSSES, 150, 5.196152),
    ([-100, -50], (2, 0, 2, 0, 0), -150, 0, 0, NO.NO_WINS, -75, -3),
    ([80], (1, 1, 0, 0, 0), 80, 1, NO.NO_LOSSES, NO.NO_LOSSES, 80, NO.N_TOO_SMALL),
    ([0], (1, 0, 0, 1, 0), 0, NO.NO_DATA, NO.NO_DATA, NO.NO_DATA, 0, NO.N_TOO_SMALL),
    ([50, 50, 50], (3, 3, 0, 0, 0), 150, 1, NO.NO_LOSSES, NO.NO_LOSSES, 50, NO.ZERO_VARIANCE),
    ([], (0, 0, 0, 0, 0), NO.NO_DATA, NO.NO_DATA, NO.NO_DATA, NO.NO_DATA, NO.NO_DATA, NO.NO_DATA),
    ([100, None, -50, math.nan], (2, 1, 1, 0, 2), 50, 0.5, 2, 2, 25, 0.333333),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row[0]))
def test_trade_statistics_of_the_worked_table(row):
    pnl, counts, *expected = row
    found = trades.trade_counts(pnl)
    assert (found.n, found.wins, found.losses, found.scratches, found.excluded) == counts
    metrics = (trades.net, lambda x: trades.win_rate(x).estimate, trades.profit_factor, trades.payoff, trades.expectancy, trades.sqn)
    shown = [estimate.reason or estimate.value for estimate in (metric(pnl) for metric in metrics)]
    assert shown == [value if isinstance(value, Reason) else pytest.approx(value, abs=1e-6) for value in expected]


def test_a_scratch_trade_is_neither_a_win_nor_a_loss():
    assert trades.win_rate([100, 0, -50, 25]).estimate.value == 2 / 3
    assert trades.share_won([100, 0, -50, 25]).estimate.value == 2 / 4


def test_four_winning_trades_have_a_win_rate_of_one():
    found = trades.win_rate([10, 20, 30, 40]).estimate
    assert (found.value, found.high, found.evidence) == (1.0, 1.0, Evidence.INSUFFICIENT)


def test_a_good_figure_of_few_trades_is_not_shown():
    few, many = trades.sqn([100, 200, 150]), trades.sqn([100, 200, 150] * 10)
    assert (few.shown, many.shown) == (False, True)


def test_sizing_alone_can_make_the_money():
    found = trades.risk_adjusted([100, -50, 200, -100, 0, 150], [100, 100, 400, 100, 200, 300])
    assert (found.mean_r.value, found.sqn.value, found.risk_weighted.value) == pytest.approx((0.083333, 0.277350, 0.25), abs=1e-6)


def test_without_risk_there_is_no_r():
    assert trades.risk_adjusted([100, -50], [None, 0]).mean_r.reason is Reason.NO_RISK
    assert trades.risk_adjusted([], []).mean_r.reason is Reason.NO_DATA
    with pytest.raises(MetricRefused):
        trades.risk_adjusted([100, -50], [100])


def test_a_scratch_ends_a_streak_and_a_missing_pnl_does_not():
    found = trades.streaks([1, 2, -1, -1, -1, 0, -1, 3])
    assert (found.longest_win, found.longest_loss, found.current) == (2, 3, 1)
    assert trades.streaks([1, None, 2]).longest_win == 2


def test_premium_is_cash_flow_and_never_added_to_pnl():
    found = trades.premium_and_pnl(premium=[120, -50], pnl=[0, 70])
    assert (found.premium.value, found.pnl.value) == (70, 70)


def test_few_days_weigh_little():
    pnl, days = [100, -50, 200, -100, 0, 150, -250, 80, 90, -20], [0, 0, 0, 1, 1, 2, 2, 2, 3, 4]
    by_day = bootstrap.mean_interval(pnl, days)
    assert (by_day.value, by_day.units, by_day.evidence) == (20, 5, Evidence.INSUFFICIENT)
    assert (by_day.low, by_day.high) == pytest.approx((-28.9, 73.3), abs=0.5)
    assert bootstrap.mean_interval([5]).low is None
    assert bootstrap.mean_interval([5, 5, 5]).low is None


def test_days_of_one_trade_each_hold_as_many_trades_in_every_draw():
    money, trades = np.array([5.0, -2.0, 3.0]), np.ones(3)
    drawn = bootstrap.totals((money, trades), np.arange(3), draws=200).drawn
    assert drawn[:, 1].tolist() == [3.0] * 200
    assert {-6.0, 15.0} <= set(drawn[:, 0]) <= {5.0 * a - 2.0 * b + 3.0 * (3 - a - b) for a in range(4) for b in range(4 - a)}


def test_the_interval_of_the_profit_factor_holds_its_value_and_needs_losses_on_many_days():
    pnl, day = [100, -50, 200, -100, 150, -60] * 20, list(range(120))
    found = trades.profit_factor(pnl, day)
    assert found.value == pytest.approx(450 / 210)
    assert 1.3 < found.low < found.value < found.high < 3.5
    assert trades.profit_factor(pnl).low is None
    assert trades.profit_factor([100, 50, -20], [1, 2, 3]).high is None  # 30 % of the draws of three days have no loss


def test_where_every_win_is_100_and_every_loss_50_no_draw_of_days_says_anything_else():
    pnl, days = [100, -50] * 20, list(range(40))
    payoff, at = trades.payoff(pnl, days), decisions.realised_break_even(pnl, days)
    assert (payoff.low, payoff.value, payoff.high) == (2, 2, 2)
    assert (at.low, at.value, at.high) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    one_loss = trades.payoff([100] * 39 + [-50], days)
    assert (one_loss.value, one_loss.low) == (2, None)  # a third of all draws has no loss


def test_the_return_on_risk_is_known_where_every_trade_returns_the_same():
    found = trades.risk_adjusted([50, 100, 200] * 10, [100, 200, 400] * 10, list(range(30)))
    assert (found.risk_weighted.low, found.risk_weighted.value, found.risk_weighted.high) == pytest.approx((0.5, 0.5, 0.5))
    assert (found.mean_r.value, found.mean_r.low) == (0.5, None)  # a constant: a bootstrap knows nothing about it


def test_ratios_of_days_lie_within_their_intervals():
    pnl, days = [100, -50, 30, -20, 60, -90] * 10, list(range(60))
    found = trades.risk_adjusted(pnl, [100] * 60, days)
    for each in (found.mean_r, found.sqn, trades.payoff(pnl, days), daily.sortino(pnl), daily.sharpe(pnl).estimate):
        assert each.low < each.value < each.high
    assert trades.sqn(pnl).low is None


def test_trades_of_one_day_are_one_unit():
    pnl, days = [100, -50, 30, -20, 60, -90] * 10, list(range(60))
    alone, paired = trades.risk_adjusted(pnl, [100] * 60, days).mean_r, trades.risk_adjusted(pnl * 2, [100] * 120, days * 2).mean_r
    assert (paired.value, paired.low, paired.high) == pytest.approx((alone.value, alone.low, alone.high))
