"""Nothing that is logged up to a day depends on what came after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache

import pytest

from alphagex_logs.replay import replay
from alphagex_logs.replay.market import load_days
from alphagex_logs.writers.operations import Verb
from alphagex_logs.writers.testing import RecordingSink

DAYS = load_days()
IN_VERSION_1, IN_VERSION_2 = 40, 515  # sessions: the recalibration starts after 503 of them
WALKED = DAYS[: IN_VERSION_2 + 30]


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
def _until(sessions):
    return _logged(WALKED[:sessions])


def _agree(rows, sessions) -> bool:
    """Whether these rows begin with all that was logged when the market ended after so many sessions."""
    return all(rows[key][: len(states)] == states for key, states in _until(sessions).items())


@pytest.mark.slow
@pytest.mark.parametrize("sessions", [IN_VERSION_1, IN_VERSION_2])
def test_a_market_that_goes_on_changes_nothing_that_was_logged(sessions):
    assert _agree(_until(len(WALKED)), sessions)


@pytest.mark.slow
@pytest.mark.parametrize(("sessions", "end", "seen"), [(IN_VERSION_1, 100, IN_VERSION_1 + 1), (IN_VERSION_2, len(WALKED), len(WALKED))])
def test_another_future_changes_nothing_that_was_logged(sessions, end, seen):
    crash = [replace(day, open=day.open * 0.7, high=day.high * 0.7, low=day.low * 0.7, close=day.close * 0.7, vix=day.vix * 3) for day in WALKED[sessions:end]]
    altered = _logged([*WALKED[:sessions], *crash])
    assert _agree(altered, sessions)
    assert not _agree(altered, seen)  # or the comparison would see nothing at all
