"""Modelled premiums: known values, parities and bounds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagex_logs.catalogue.vocabulary import OptionType
from alphagex_logs.replay import pricing
from alphagex_logs.replay.pricing import Leg, Structure

CALL, PUT = OptionType.CALL, OptionType.PUT
SPOTS = st.floats(500, 5000)
MONEYNESS = st.floats(0.7, 1.3)
SIGMAS = st.floats(0.002, 0.5)
CONDOR = Structure((Leg(-1, PUT, 1980, 2.0), Leg(1, PUT, 1970, 1.0), Leg(-1, CALL, 2020, 2.0), Leg(1, CALL, 2030, 1.0)))


def test_the_textbook_call_at_the_money_with_20_percent_for_a_year():
    assert pricing.value(CALL, 100, 100, 0.2) == pytest.approx(7.965567, abs=1e-6)
    assert pricing.delta(CALL, 100, 100, 0.2) == pytest.approx(0.539828, abs=1e-6)


def test_vix_15_87_implies_one_percent_a_session():
    assert pricing.deviation(15.8745, 1) == pytest.approx(0.01, abs=1e-6)


@given(SPOTS, MONEYNESS, SIGMAS)
def test_put_call_parity(spot, moneyness, sigma):
    strike = spot * moneyness
    assert pricing.value(CALL, strike, spot, sigma) - pricing.value(PUT, strike, spot, sigma) == pytest.approx(spot - strike, abs=1e-6 * spot)


@given(SPOTS, MONEYNESS, SIGMAS)
def test_an_option_is_worth_more_than_exercising_it_and_less_than_what_it_is_on(spot, moneyness, sigma):
    strike = spot * moneyness
    assert max(0, spot - strike) - 1e-9 * spot <= pricing.value(CALL, strike, spot, sigma) <= spot
    assert max(0, strike - spot) - 1e-9 * spot <= pricing.value(PUT, strike, spot, sigma) <= strike


@given(SPOTS, MONEYNESS, SIGMAS)
def test_gamma_is_the_slope_of_delta(spot, moneyness, sigma):
    strike, step = spot * moneyness, spot * sigma * 1e-4
    slope = (pricing.delta(CALL, strike, spot + step, sigma) - pricing.delta(CALL, strike, spot - step, sigma)) / (2 * step)
    assert pricing.gamma(strike, spot, sigma) == pytest.approx(slope, rel=1e-4, abs=1e-9)


def test_one_deviation_either_way_holds_68_percent():
    inside = pricing.probability_above(100 * math.exp(-0.01), 100, 0.01) - pricing.probability_above(100 * math.exp(0.01), 100, 0.01)
    assert inside == pytest.approx(0.6827, abs=1e-4)


@given(st.floats(0.05, 0.5), SIGMAS)
def test_the_strike_at_a_delta_has_that_delta(target, sigma):
    for right in OptionType:
        strike = pricing.strike_at_delta(right, target, 2000, sigma, step=1e-6)
        assert abs(pricing.delta(right, strike, 2000, sigma)) == pytest.approx(target, abs=1e-5)


@pytest.mark.parametrize(("level", "strike"), [(2002.4, 2000), (2002.5, 2005), (1997.51, 2000)])
def test_the_nearest_listed_strike_is_five_points_from_the_next(level, strike):
    assert pricing.listed(level) == strike


def test_a_fill_gives_up_five_cents_against_the_model():
    mid = 0.05 * round(pricing.value(PUT, 1980, 2000, 0.01) / 0.05)
    assert pricing.filled(-1, PUT, 1980, 2000, 0.01).price == pytest.approx(mid - 0.05)
    assert pricing.filled(1, PUT, 1980, 2000, 0.01).price == pytest.approx(mid + 0.05)


@pytest.mark.parametrize(
    ("settlement", "points"),
    [(2000, 2.0), (1980, 2.0), (2020, 2.0), (1978, 0.0), (1975, -3.0), (1970, -8.0), (1500, -8.0), (2024, -2.0), (2500, -8.0)],
)
def test_a_condor_sold_for_two_points_keeps_them_inside_and_loses_at_most_eight(settlement, points):
    assert CONDOR.payoff(settlement) == pytest.approx(points)


def test_the_premium_and_the_bounds_of_that_condor():
    assert (CONDOR.premium, CONDOR.best, CONDOR.worst) == (2.0, 2.0, -8.0)


def test_the_condor_earns_money_between_its_break_evens():
    sigma = 0.01
    expected = pricing.probability_above(1978, 2000, sigma) - pricing.probability_above(2022, 2000, sigma)
    assert CONDOR.probability_of_profit(2000, sigma) == pytest.approx(expected)


def test_a_bought_call_earns_money_above_strike_and_price():
    call = Structure((Leg(1, CALL, 2000, 8.0), Leg(-1, CALL, 2020, 1.0)))
    assert call.probability_of_profit(2000, 0.01) == pytest.approx(pricing.probability_above(2007, 2000, 0.01))


def test_65_cents_for_each_contract_and_leg():
    assert pricing.commission(10, 4) == 26.00
