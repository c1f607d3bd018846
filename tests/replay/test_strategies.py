"""Strikes, labels and money of the three bots, on days that a person can look up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from alphagex_logs.catalogue.vocabulary import GexRegime, TradeOutcome, Trend
from alphagex_logs.replay.market import known_at_close, load_days
from alphagex_logs.replay.pricing import normal, probability_above
from alphagex_logs.replay.strategies import direction, plan_condor, plan_put, plan_vertical

DAYS = load_days()


def _known(day: date):
    return known_at_close([past for past in DAYS if past.date <= day])


CALM = _known(date(2017, 7, 12))  # Wednesday, SPX 2443.25, VIX 10.30
STORM = _known(date(2015, 8, 24))  # Monday, SPX 1893.21, VIX 40.74


def test_in_the_calm_the_condor_is_sold_0_8_deviations_away():
    plan = plan_condor(CALM)
    assert (plan.opened, plan.expiry, plan.width) == (date(2017, 7, 12), date(2017, 7, 13), 0.8)
    # One session's deviation is 2443.25 * 10.30 % / sqrt(252) = 15.85 points: 12.7 away is 2430.6 and 2455.9.
    assert [leg.strike for leg in plan.structure.legs] == [2430, 2420, 2455, 2465]


def test_in_the_storm_it_is_wider_and_wider_still_when_dealers_are_short_gamma():
    plan = plan_condor(STORM)
    assert STORM.gamma.regime is GexRegime.NEGATIVE
    assert plan.width == 1.35
    # The deviation is 1893.21 * 40.74 % / sqrt(252) = 48.6 points: 65.6 away is 1827.6 and 1958.8.
    assert [leg.strike for leg in plan.structure.legs] == [1830, 1805, 1960, 1985]


def test_a_weekend_adds_a_tenth_of_a_deviation():
    friday = _known(date(2017, 7, 14))
    assert plan_condor(friday).width == 0.9


def test_the_implied_probability_is_that_of_the_strikes_really_chosen():
    plan = plan_condor(CALM)
    assert plan.implied == probability_above(2430, CALM.spot, plan.sigma) - probability_above(2455, CALM.spot, plan.sigma)


@pytest.mark.parametrize(
    ("close", "label"),
    [(2429.99, TradeOutcome.PUT_BREACHED), (2430, TradeOutcome.MAX_PROFIT), (2455, TradeOutcome.MAX_PROFIT), (2455.01, TradeOutcome.CALL_BREACHED)],
)
def test_the_label_of_a_condor_speaks_of_its_short_strikes(close, label):
    assert plan_condor(CALM).outcome(close) is label


def test_inside_the_condor_keeps_its_premium_less_commissions():
    plan = plan_condor(CALM)
    kept = plan.pnl(2443, 10)
    assert kept == Decimal(f"{plan.structure.premium * 1000 - 10 * 4 * 0.65:.2f}")


def test_a_breach_by_less_than_the_premium_still_earns_money():
    plan = plan_condor(CALM)
    assert plan.outcome(2429.5) is TradeOutcome.PUT_BREACHED
    assert plan.pnl(2429.5, 10) > 0


def test_nothing_loses_more_than_its_stated_risk():
    for plan in (plan_condor(CALM), plan_condor(STORM), plan_vertical(CALM, CALM.day.date, CALM.spot, Trend.BEARISH)):
        assert min(plan.pnl(settlement, 3) for settlement in range(0, 4000, 5)) == -plan.risk(3)


def test_the_weekly_put_expires_on_the_last_session_of_the_next_week_near_delta_35_in_the_calm():
    plan = plan_put(_known(date(2017, 7, 14)))  # VIX 9.51
    leg = plan.structure.legs[0]
    assert plan.expiry == date(2017, 7, 21)
    # Five sessions' deviation is 2459.27 * 9.51 % * sqrt(5 / 252) = 32.9 points; delta 0.35 is 0.385 of it, 12.7 points, away.
    assert leg.strike == 2445
    assert plan.implied == probability_above(2445, 2459.27, plan.sigma)


def test_the_put_lies_further_out_in_a_storm():
    assert plan_put(STORM).width > 0.7 > plan_put(CALM).width


def test_long_gamma_fades_a_large_move_and_short_gamma_follows_it():
    rise, fall = _known(date(2017, 7, 12)), _known(date(2015, 8, 24))
    assert (rise.move > 0.25, rise.gamma.regime, direction(rise)) == (True, GexRegime.POSITIVE, Trend.BEARISH)
    assert (fall.move < -0.25, fall.gamma.regime, direction(fall)) == (True, GexRegime.NEGATIVE, Trend.BEARISH)


def test_the_spread_of_a_fader_is_sold_and_that_of_a_follower_is_bought():
    assert plan_vertical(CALM, date(2017, 7, 13), 2445.0, Trend.BEARISH).structure.premium > 0
    assert plan_vertical(STORM, date(2015, 8, 25), 1898.08, Trend.BEARISH).structure.premium < 0


def test_the_label_of_a_spread_speaks_of_its_money():
    plan = plan_vertical(STORM, date(2015, 8, 25), 1898.08, Trend.BEARISH)
    full, nothing = plan.structure.legs[1].strike - 50, plan.structure.legs[0].strike + 50
    assert (plan.outcome(full), plan.outcome(nothing)) == (TradeOutcome.MAX_PROFIT, TradeOutcome.LOSS)
    assert plan.pnl(full, 1) > 0 > plan.pnl(nothing, 1)


def test_the_normal_distribution_at_its_landmarks():
    assert (normal(0), normal(1.959964)) == (0.5, pytest.approx(0.975, abs=1e-6))
