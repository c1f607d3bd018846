"""The best of several bots looks good by luck, and is deflated for it."""

import math

import numpy as np
import pytest
from scipy import stats

from alphagex_logs.metrics import daily, selection
from alphagex_logs.metrics.results import Reason


def test_the_bar_is_the_expected_best_of_normal_draws():
    draws = np.random.default_rng(0).normal(0, 2, size=(20_000, 10)).max(axis=1)
    assert selection.expected_best(2, 10) == pytest.approx(draws.mean(), rel=0.03)


def test_the_chance_is_that_of_the_published_formula():
    rng = np.random.default_rng(1)
    returns = {name: rng.normal(0.1, 1, 250) for name in ("ARES", "ATLAS", "HERMES")}
    found, ratios = selection.deflated_sharpe(returns), {name: daily.sharpe(values).daily for name, values in returns.items()}
    best = max(ratios, key=ratios.get)
    bar = np.std(list(ratios.values()), ddof=1) * ((1 - np.euler_gamma) * stats.norm.ppf(1 - 1 / 3) + np.euler_gamma * stats.norm.ppf(1 - 1 / (3 * math.e)))
    assert (found.best, found.tried, found.bar) == (best, 3, pytest.approx(bar))
    assert found.estimate.value == pytest.approx(stats.norm.cdf((ratios[best] - bar) / daily.sharpe(returns[best]).standard_error))
    assert found.estimate.value < daily.sharpe(returns[best]).probabilistic


def test_one_bot_is_no_selection():
    assert selection.deflated_sharpe({"ARES": [1, 2, 3, 5]}).estimate.reason is Reason.ONE_SERIES
    assert selection.deflated_sharpe({}).estimate.reason is Reason.NO_DATA
