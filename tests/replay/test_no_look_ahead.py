"""Nothing that is logged up to a day depends on what came after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagex_logs.replay import replay
from alphagex_logs.replay.market import load_days
from alphagex_logs.writers.operations import Verb
from alphagex_logs.writers.testing import RecordingSink

DAYS = load_days()
VERSION_2_STARTS = 503  # sessions before 2016-01-04


def _logged(days):
    """All that was logged, by row, in the order in which it was: an UPDATE's own identity is random, so its match stands for it."""
    sink = RecordingSink()
    replay(sink, history=days)
    rows = defaultdict(list)
    for done in sink.operations:
        key = tuple(done.match.items()) if done.verb is Verb.UPDATE else done.event_id
        rows[done.table, done.verb, key].append(dict(done.values))
    return rows


@cache
def _whole():
    return _logged(DAYS[: VERSION_2_STARTS + 60])


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(st.integers(30, VERSION_2_STARTS + 50))
def test_cutting_off_the_future_changes_nothing_before_it(sessions):
    for key, states in _logged(DAYS[:sessions]).items():
        assert _whole()[key][: len(states)] == states


@pytest.mark.slow
@settings(max_examples=2, deadline=None)
@given(st.integers(30, VERSION_2_STARTS + 50), st.floats(0.5, 2.0), st.floats(0.5, 3.0))
def test_another_future_changes_nothing_before_it(sessions, prices, fear):
    future = [
        replace(day, open=day.open * prices, high=day.high * prices, low=day.low * prices, close=day.close * prices, vix=day.vix * fear)
        for day in DAYS[sessions : VERSION_2_STARTS + 60]
    ]
    altered = _logged([*DAYS[:sessions], *future])
    for key, states in _logged(DAYS[:sessions]).items():
        assert altered[key][: len(states)] == states


def test_another_future_does_change_what_comes_after_it():
    altered = _logged([*DAYS[:40], replace(DAYS[40], close=DAYS[40].close * 0.9, low=DAYS[40].low * 0.9)])
    whole = _logged(DAYS[:41])
    assert altered.keys() != whole.keys() or any(altered[key] != whole[key] for key in whole)
