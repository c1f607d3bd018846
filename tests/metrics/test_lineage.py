"""Lineage keeps every row, and takes no first candidate."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from alphagex_logs.metrics.lineage import Record, link

MONDAY, TUESDAY = date(2024, 3, 4), date(2024, 3, 5)


def test_a_position_that_both_sides_know_is_a_match():
    hop = link([Record("p1", "ARES", MONDAY)], [Record("p1", "ARES", TUESDAY)])
    assert hop.pairs == ((0, 0),)
    assert hop.matched.value == 1


def test_without_a_position_bot_day_and_symbol_decide():
    left = [Record(bot="ARES", trade_date=MONDAY, symbol="SPX"), Record(bot="ATLAS", trade_date=MONDAY, symbol="SPX")]
    right = [Record(bot="ATLAS", trade_date=TUESDAY, symbol="SPX"), Record(bot="ARES", trade_date=MONDAY)]
    assert link(left, right).pairs == ((0, 1),)
    assert link(left, right).orphan_left == (1,)
    assert link(left, right, window_days=1).pairs == ((0, 1), (1, 0))


def test_two_candidates_are_ambiguous_and_none_is_taken():
    hop = link([Record(bot="ARES", trade_date=MONDAY)], [Record(bot="ARES", trade_date=MONDAY), Record(bot="ARES", trade_date=MONDAY)])
    assert hop.pairs == ()
    assert (hop.ambiguous_left, hop.ambiguous_right) == ((0,), (0, 1))


def test_positions_that_are_known_to_differ_never_match():
    assert link([Record("p1", "ARES", MONDAY)], [Record("p2", "ARES", MONDAY)]).pairs == ()


record = st.builds(
    Record,
    st.sampled_from([None, "p1", "p2"]),
    st.sampled_from([None, "ARES", "ATLAS"]),
    st.sampled_from([None, MONDAY, TUESDAY]),
    st.sampled_from([None, "SPX"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(record, max_size=8), st.lists(record, max_size=8), st.integers(0, 1))
def test_every_row_of_either_side_is_in_exactly_one_group(left, right, window):
    hop = link(left, right, window)
    assert sorted([pair[0] for pair in hop.pairs] + [*hop.orphan_left, *hop.ambiguous_left]) == list(range(len(left)))
    assert sorted([pair[1] for pair in hop.pairs] + [*hop.orphan_right, *hop.ambiguous_right]) == list(range(len(right)))
