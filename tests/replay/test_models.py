"""The recalibration and its rivals: what they learn from rows that a person can count."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.optimize import minimize

from alphagex_logs.catalogue.vocabulary import AdvisorRecommendation, GexRegime, MlRecommendation, RegimeAction, TradingAdvice, Trend
from alphagex_logs.replay.calibration import fit_logistic
from alphagex_logs.replay.market import known_at_close, load_days
from alphagex_logs.replay.oracle import VERSION_1, VERSION_2, Oracle, advice_for
from alphagex_logs.replay.rivals import RegimeTable, VixBuckets, advise, recommendation_for, right_action
from alphagex_logs.replay.strategies import plan_condor

DAYS = load_days()
KNOWN = [known_at_close(DAYS[: n + 1]) for n in range(60)]


def _rows(count: int) -> tuple[list[list[float]], list[bool]]:
    """Events that happen for one in four of the first kind and three in four of the second."""
    return [[float(n % 2)] for n in range(count)], [n % 8 in {0, 1, 3, 5} for n in range(count)]


def test_without_ridge_the_fit_gives_back_the_frequencies():
    model = fit_logistic(("kind",), *_rows(800), ridge=0)
    assert [model.probability([0.0]), model.probability([1.0])] == pytest.approx([0.25, 0.75])


def test_a_ridge_pulls_towards_the_overall_frequency():
    model = fit_logistic(("kind",), *_rows(800), ridge=1000)
    assert 0.25 < model.probability([0.0]) < 0.5 < model.probability([1.0]) < 0.75


def test_a_feature_that_never_varies_adds_nothing():
    rows, events = _rows(80)
    model = fit_logistic(("kind", "constant"), [[*row, 7.0] for row in rows], events, ridge=1)
    assert dict(model.contributions([1.0, 7.0]))["constant"] == 0


def test_newton_finds_what_a_general_optimiser_finds():
    features = [[float(n % 7), float(n % 5)] for n in range(140)]
    events = [(n * n) % 11 < 5 for n in range(140)]
    model = fit_logistic(("a", "b"), features, events, ridge=1)
    raw = np.asarray(features)
    design = np.column_stack([np.ones(140), (raw - raw.mean(axis=0)) / raw.std(axis=0)])

    def loss(weights):
        z = design @ weights
        return np.logaddexp(0, z).sum() - z[np.asarray(events)].sum() + (weights[1:] ** 2).sum() / 2

    assert model.weights == pytest.approx(minimize(loss, np.zeros(3), method="BFGS", options={"gtol": 1e-9}).x, abs=1e-5)


@pytest.mark.parametrize(
    ("probability", "advice"),
    [(0.70, TradingAdvice.TRADE_FULL), (0.6999, TradingAdvice.TRADE_REDUCED), (0.55, TradingAdvice.TRADE_REDUCED), (0.5499, TradingAdvice.SKIP_TODAY)],
)
def test_advice_changes_at_70_and_55_percent(probability, advice):
    assert advice_for(probability) is advice


def test_version_1_says_what_vix_implies():
    known = KNOWN[-1]
    forecast = Oracle().forecast(known, plan_condor(known))
    assert (forecast.version, forecast.probability) == (VERSION_1, round(plan_condor(known).implied, 4))


def test_version_2_starts_in_2016_on_the_first_session_of_a_month_and_says_how_often_it_held():
    oracle = Oracle()
    for known in KNOWN[25:]:
        plan = plan_condor(known)
        for bot_plan in (plan, *(_as(plan, bot) for bot in ("ATLAS", "PHOENIX"))):
            oracle.learn(known, bot_plan, plan.spot)  # the price never moves, so every condor holds
    assert oracle.refit(date(2015, 12, 1)) == []
    assert oracle.refit(date(2016, 1, 5)) == []
    refits = oracle.refit(date(2016, 1, 4))
    assert [(refit.bot, refit.model.rows) for refit in refits] == [("ARES", 35), ("ATLAS", 35), ("PHOENIX", 35)]
    forecast = oracle.forecast(KNOWN[-1], plan_condor(KNOWN[-1]))
    assert forecast.version == VERSION_2
    assert forecast.probability > 0.95


def _as(plan, bot):
    return plan.__class__(**{name: getattr(plan, name) for name in plan.__dataclass_fields__ if name != "bot"}, bot=plan.bot.__class__(bot))


def test_a_bucket_starts_at_68_percent_and_moves_with_its_sessions():
    model = VixBuckets()
    assert model.probability(14) == 0.68
    for _ in range(30):
        model.learn(14, True)
    overall = (30 + 0.68 * 20) / 50
    assert model.probability(14) == round((30 + 30 * overall) / 60, 4)
    assert model.probability(30) == round(overall, 4)  # no session of its own yet


@pytest.mark.parametrize(
    ("move", "action"),
    [(0.6, RegimeAction.SELL_PREMIUM), (-0.8, RegimeAction.STAY_FLAT), (1.2, RegimeAction.BUY_CALLS), (-1.2, RegimeAction.BUY_PUTS)],
)
def test_the_right_action_follows_from_the_next_move(move, action):
    assert right_action(move) is action


def test_an_untaught_classifier_holds_all_actions_for_equally_likely():
    assert set(RegimeTable().call(KNOWN[-1]).probabilities.values()) == {0.25}


def test_a_classifier_that_only_saw_calm_sells_premium():
    table = RegimeTable()
    for _ in range(46):
        table.learn(KNOWN[-1], RegimeAction.SELL_PREMIUM)
    call = table.call(KNOWN[-1])
    assert (call.action, call.confidence) == (RegimeAction.SELL_PREMIUM, 94.0)  # (46 + 1) / (46 + 4)


@pytest.mark.parametrize(("score", "word"), [(0.70, "STRONG_TRADE"), (0.55, "TRADE"), (0.45, "NEUTRAL"), (0.30, "CAUTION"), (0.29, "SKIP")])
def test_the_words_of_the_wheel_model(score, word):
    assert recommendation_for(score) is MlRecommendation(word)


def test_the_advisor_adds_up_its_points():
    known = known_at_close([day for day in DAYS if day.date <= date(2017, 7, 14)])
    assert (known.trend, known.gamma.regime, known.below_high) == (Trend.BULLISH, GexRegime.POSITIVE, 0)
    # VIX fell by 4 % that day. With the trend 50 + 12 + 6 + 5 + 5 = 78, against it 50 - 12 + 6 + 5 = 49: too near to one half.
    assert _said(advise(known, Trend.BULLISH)) == (AdvisorRecommendation.TAKE_TRADE, 78)
    assert _said(advise(known, Trend.BEARISH)) == (AdvisorRecommendation.WAIT, 50)


def _said(opinion):
    return opinion.recommendation, opinion.confidence
