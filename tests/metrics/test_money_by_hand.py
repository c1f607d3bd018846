"""Facts about money metrics that a person can check with a pencil."""

import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from scipy.special import ndtr

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics import advice, bootstrap, daily, decisions, equity, segments, trades, waterfall
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Evidence, Interval, Reason

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


def test_ratios_say_why_they_have_no_value():
    assert daily.sharpe([5, 5, 5]).estimate.reason is Reason.ZERO_VARIANCE
    assert daily.sharpe([5]).estimate.reason is Reason.N_TOO_SMALL
    assert daily.sortino([5, 1, 0]).reason is Reason.NO_LOSSES
    assert daily.calmar([0.1, 0.2]).reason is Reason.NO_LOSSES
    assert daily.calmar(daily.compound_returns([100, -50], None)).reason is Reason.NO_CAPITAL
    assert daily.annual_return([20.0]).reason is Reason.N_TOO_SMALL


def test_few_days_weigh_little():
    pnl, days = [100, -50, 200, -100, 0, 150, -250, 80, 90, -20], [0, 0, 0, 1, 1, 2, 2, 2, 3, 4]
    by_day = bootstrap.mean_interval(pnl, days)
    assert (by_day.value, by_day.units, by_day.evidence) == (20, 5, Evidence.INSUFFICIENT)
    assert (by_day.low, by_day.high) == pytest.approx((-28.9, 73.3), abs=0.5)
    assert bootstrap.mean_interval([5]).low is None
    assert bootstrap.mean_interval([5, 5, 5]).low is None


def test_a_calibrated_forecast_below_break_even_loses_money():
    assert decisions.break_even(win=50, loss=150).value == 0.75
    assert pytest.approx(-14) == 0.68 * 50 - 0.32 * 150
    with pytest.raises(MetricRefused):
        decisions.break_even(win=-1, loss=150)


def test_realised_break_even_moves_with_early_exits():
    assert decisions.realised_break_even([40, 60, -100, -200]).value == 150 / 200
    assert decisions.realised_break_even([40]).reason is Reason.NO_LOSSES


def test_promised_and_realised_dollars_per_bin():
    overall, *bins = decisions.economic_calibration([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [50, 50, -150, 50, -150, -150], win=50, loss=150)
    assert (overall.expected.value, overall.realised.value) == pytest.approx((4.333333, -50), abs=1e-6)
    assert sum(each.realised.n for each in bins) == 6
    assert bins[0].bin.low == 0.6


def test_following_the_forecasts_beat_always_trading():
    rows = Grouped.of_rows([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [1, 1, 0, 1, 0, 0])
    found = decisions.policy_value(rows, 50, 150)
    assert (found.policy.value, found.always.value, found.perfect.value) == (0, -50, 25)
    assert decisions.relative_economic_value(rows, 50, 150).value == 0
    five = Grouped.of_rows([0.9, 0.8, 0.3, 0.2, 0.7], [1, 0, 0, 0, 1])
    assert decisions.relative_economic_value(five, 1, 1).value == pytest.approx(0.5)
    assert decisions.relative_economic_value(Grouped.of_rows([0.9, 0.8], [1, 1]), 50, 150).reason is Reason.ONE_CLASS


def test_trading_less_of_a_losing_book_is_no_skill():
    found = advice.advice_value([100, -150, 50, -200, 80, -60], [1, 1, 0.5, 0, 0, 0.5], ["F", "F", "R", "S", "S", "R"])
    assert (found.taken.value, found.always_full.value, found.value.value, found.size_matched.value) == (-55, -180, 125, 35)
    assert found.by_advice == (("F", 0), ("R", 5), ("S", 120))


def test_skipped_condors_bound_what_skipping_was_worth():
    value, mean = advice.skip_bounds([50] * 3, [150] * 3), advice.mean_pnl_bounds([50, 50, -150, 50], [50] * 3, [150] * 3)
    assert (value.low, value.high, value.missing) == (-150, 450, 3)
    assert (mean.low, mean.high) == pytest.approx((-64.2857, 21.4286), abs=1e-4)


def test_advice_effects_of_nine_bot_days_prove_little():
    found = advice.advice_effect([0.25, 0.25, -0.75, 0.25, 0.25], [0.2, -1, 0.2, -0.9])
    assert (found.estimate.value, found.p_value, found.exact) == (pytest.approx(0.425), pytest.approx(14 / 126), True)
    assert advice.advice_effect([1], []).estimate.reason is Reason.N_TOO_SMALL


def test_many_bot_days_are_permuted_at_random():
    rng = np.random.default_rng(0)
    found = advice.advice_effect(rng.normal(1, 1, 40), rng.normal(0, 1, 40))
    assert not found.exact
    assert 0 < found.p_value < 0.01


def test_one_mean_per_bot_day():
    assert advice.mean_by_unit([1, 3, None, 5], ["a", "a", "b", "c"]).tolist() == [2, 5]


def test_segments_say_how_many_alarms_are_false():
    labels = np.repeat([f"bot {number}" for number in range(20)], 50)
    p = np.full(1000, 0.7)
    won = (np.random.default_rng(5).random(1000) < 0.7).astype(int)
    found = segments.prediction_segments(segments.split(labels, p, won))
    assert len(found) == 20
    assert sum(each.p_value < 0.05 for each in found) >= 1
    assert all(each.q_value >= 0.05 for each in found)


def test_a_segment_without_a_label_is_left_out_and_a_small_one_is_marked():
    found = segments.pnl_segments(["a", None, "a", "b"], [10, 99, -10, 5])
    assert [(each.label, each.net.value, each.evidence) for each in found] == [("a", 0, Evidence.INSUFFICIENT), ("b", 5, Evidence.INSUFFICIENT)]
    assert found[1].p_value is None


def test_a_waterfall_adds_up_to_the_cent():
    paths = [("ARES", "condor"), ("ARES", None), ("HERMES", "wheel"), (None,), ("ARES", "condor")]
    pnl = [Decimal("0.10"), Decimal("0.20"), Decimal("-5.55"), Decimal("1.01"), Decimal("0.30")]
    found = waterfall.waterfall(paths, pnl)
    assert [(bar.label, bar.amount) for bar in found.bars] == [("HERMES", Decimal("-5.55")), ("ARES", Decimal("0.60")), ("unattributed", Decimal("1.01"))]
    assert [(bar.label, bar.amount) for bar in found.bars[1].children] == [("condor", Decimal("0.40")), ("unattributed", Decimal("0.20"))]
    assert sum(bar.amount for bar in found.bars) == found.total == Decimal("-3.94")


def test_a_waterfall_does_not_depend_on_the_order_of_rows():
    rows = [("a", 0.1), ("b", 0.2), ("a", -0.3), ("c", 0.7), ("b", None)]
    forwards, backwards = (waterfall.waterfall([label for label, _ in order], [pnl for _, pnl in order]) for order in (rows, rows[::-1]))
    assert forwards == backwards
    assert (forwards.n, forwards.excluded) == (4, 1)


def test_what_the_rows_do_not_explain_is_unattributed():
    found = waterfall.waterfall(["a"], [Decimal("10.00")], total=Decimal("12.50"))
    assert [(bar.label, bar.amount) for bar in found.bars] == [("a", Decimal("10.00")), ("unattributed", Decimal("2.50"))]


def test_the_interval_of_the_profit_factor_holds_its_value_and_needs_losses_on_many_days():
    pnl, day = [100, -50, 200, -100, 150, -60] * 20, list(range(120))
    found = trades.profit_factor(pnl, day)
    assert found.value == pytest.approx(450 / 210)
    assert 1.3 < found.low < found.value < found.high < 3.5
    assert trades.profit_factor(pnl).low is None
    assert trades.profit_factor([100, 50, -20], [1, 2, 3]).high is None  # 30 % of the draws of three days have no loss


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


def test_what_the_advice_was_worth_carries_intervals_by_day():
    found = advice.advice_value([100, -150, 50, -200, 80, -60] * 5, [1, 1, 0.5, 0, 0, 0.5] * 5, cluster=list(range(30)))
    for each in (found.taken, found.always_full, found.value, found.size_matched):
        assert each.low < each.value < each.high
    effect = advice.advice_effect([0.25, 0.25, -0.75, 0.25, 0.25] * 4, [0.2, -1, 0.2, -0.9] * 4).estimate
    assert effect.value == pytest.approx(0.425)
    assert effect.low < effect.value < effect.high


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


def test_the_limit_of_many_arrangements_is_what_drawing_them_gives(monkeypatch):
    rng = np.random.default_rng(5)
    level, r = rng.integers(0, 3, 600), rng.normal(0, 1, 600)
    r[level == 2] += 0.1
    drawn = advice.advice_effect(r[level == 2], r[level == 1]).p_value, advice.advice_trend(level, r).p_value
    monkeypatch.setattr(advice, "LARGE", 100)
    limit = advice.advice_effect(r[level == 2], r[level == 1]).p_value, advice.advice_trend(level, r).p_value
    assert limit == pytest.approx(drawn, abs=0.03)
    assert limit[1] == pytest.approx(2 * ndtr(-abs(advice.advice_trend(level, r).estimate.value) * math.sqrt(599)))


def test_a_book_that_seldom_loses_has_losses_but_no_ratio_of_tails():
    assert daily.tails([10.0] * 99 + [-5.0]).ratio.value == 1
    flat = daily.tails([0.0] * 80 + [10.0] * 19 + [-5.0])
    assert (flat.ratio.reason, flat.value_at_risk.value) == (Reason.FEW_LOSSES, 0)
    assert daily.tails([0.0] * 80 + [10.0] * 20).ratio.reason is Reason.NO_LOSSES
