"""Facts about hit rates, and about the outcomes that they wait for, that a person can check with a pencil."""

import numpy as np
import pytest

from alphagex_logs.metrics import comparison, coverage, rates
from alphagex_logs.metrics.results import Reason


def test_coverage_leaves_out_rows_that_never_had_an_outcome_of_their_own():
    book = coverage.Ledger(resolved=12, pending=1, overdue=1, superseded=2, skipped=4, unusable=0)
    assert book.total == 20
    assert book.coverage.value == 12 / 14
    assert book.coverage.excluded == 6


def test_the_states_of_a_ledger_add_up_and_an_unknown_state_is_refused():
    book = coverage.ledger(["resolved", "resolved", "pending", "skipped"])
    assert coverage.state_counts(book).tolist() == [2, 1, 0, 0, 1, 0]
    with pytest.raises(ValueError, match="nonsense"):
        coverage.ledger(["nonsense"])


def test_no_prediction_has_no_coverage():
    assert coverage.Ledger().coverage.reason is Reason.NO_DATA
    assert coverage.Ledger(skipped=3).coverage.reason is Reason.NO_DATA


def test_what_missing_outcomes_could_still_change():
    bounds = coverage.Ledger(resolved=10, pending=3, overdue=2).hit_rate_bounds(wins=7)
    assert (bounds.low, bounds.high, bounds.missing) == (7 / 15, 12 / 15, 5)


def test_open_predictions_make_outcomes_slower():
    curve = coverage.maturity([0, 0, 1, 1, 2, 5], [3, 4])
    assert curve.days.tolist() == [0, 1, 2, 3, 4, 5]
    assert curve.still_open == pytest.approx([0.75, 0.5, 0.375, 0.375, 0.375, 0])
    assert curve.median_days == 1
    assert coverage.maturity([1], [9, 9, 9]).median_days is None
    assert coverage.maturity([-1, None], []).excluded == 2


def test_five_rows_of_a_bot_day_are_about_one():
    days = np.repeat(np.arange(40), 5)
    won = np.repeat(np.arange(40) % 2, 5)
    alone, together = rates.hit_rate(won), rates.hit_rate(won, days)
    assert (alone.estimate.units, together.estimate.units) == (200, 40)
    single = rates.wilson(20, 40)
    assert (together.estimate.low, together.estimate.high) == pytest.approx((single.low, single.high), abs=0.003)
    assert alone.estimate.high - alone.estimate.low < 0.5 * (together.estimate.high - together.estimate.low)


def test_the_interval_covers_by_bot_day_and_not_by_row():
    rng, covered = np.random.default_rng(0), {"row": 0, "bot-day": 0}
    days = np.repeat(np.arange(40), 5)
    for _ in range(1000):
        won = np.repeat(rng.random(40) < 0.7, 5).astype(int)
        for name, cluster in (("row", None), ("bot-day", days)):
            found = rates.hit_rate(won, cluster).estimate
            covered[name] += found.low <= 0.7 <= found.high
    assert covered["row"] == pytest.approx(627, abs=60)
    assert covered["bot-day"] == pytest.approx(940, abs=20)


def test_only_wins_count_every_bot_day_once():
    found = rates.hit_rate([1] * 10, [1] * 5 + [2] * 5).estimate
    assert (found.low, found.high) == (rates.wilson(2, 2).low, 1.0)


def test_daily_ratios_are_weighted_and_checked_against_their_counts():
    found = rates.weighted_rate(hits=[1, 50], made=[1, 100], stored=[1.0, 80.0])
    assert found.estimate.value == 51 / 101
    assert found.contradictions == (1,)


def test_three_quarters_do_not_beat_seven_in_ten_yet():
    found = comparison.beats_majority([1] * 75 + [0] * 25, 0.7)
    assert found.p_value == pytest.approx(0.16313, abs=1e-5)
    assert not found.shown
    assert comparison.beats_majority([1] * 90 + [0] * 10, 0.7).shown


def test_the_difference_of_two_rates_rests_on_their_bot_days():
    rows = rates.difference(rates.hit_rate([1, 1, 1, 0] * 5), rates.hit_rate([1, 0, 0, 0] * 5))
    days = rates.difference(rates.hit_rate([1, 1, 1, 0] * 5, [0, 1, 2, 3] * 5), rates.hit_rate([1, 0, 0, 0] * 5, [0, 1, 2, 3] * 5))
    assert rows.value == days.value == 0.5
    assert days.low < rows.low < rows.high < days.high
    assert (days.n, days.units) == (40, 4)


def test_how_many_are_still_open_is_known_within_an_interval():
    found = coverage.maturity([0, 0, 1, 1, 2, 5], [3, 4])
    assert all(low < share < high for low, share, high in zip(found.low[:3], found.still_open[:3], found.high[:3], strict=True))
    assert (found.low[-1], found.still_open[-1], found.high[-1]) == (0, 0, 0)  # none is open: nothing to spread
