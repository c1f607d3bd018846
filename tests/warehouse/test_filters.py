"""Filters: their text in a URL, the moment that a range ends, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Category
from alphagex_logs.catalogue.vocabulary import Bot, PredictionState
from alphagex_logs.errors import FilterRefused
from alphagex_logs.filters import CUSTOM, LISTS, LONGEST_TEXT, MOST_VALUES, NONE, PARAMETERS, RANGES, Filters, from_query, is_anchored, resolve, to_query

NOW = datetime(2026, 8, 3, 12, tzinfo=UTC)
OLD = datetime(2018, 12, 31, 21, tzinfo=UTC)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20).map(str.strip).filter(bool)
moments = st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def some(values):
    return st.lists(values, max_size=4, unique=True).map(tuple)


@st.composite
def filters(draw):
    since, until = draw(st.tuples(st.none() | moments, st.none() | moments).filter(lambda pair: None in pair or pair[0] < pair[1]))
    label = CUSTOM if since or until else draw(st.sampled_from([*RANGES, "all"]))
    return Filters(
        since=since,
        until=until,
        range=label,
        bots=draw(some(st.sampled_from([*map(str, Bot), NONE]))),
        categories=draw(some(st.sampled_from([*map(str, Category)]))),
        tables=draw(some(st.sampled_from([*TABLES]))),
        symbols=draw(some(words)),
        outcomes=draw(some(words)),
        advice=draw(some(words)),
        states=draw(some(st.sampled_from([*map(str, PredictionState), NONE]))),
        text=draw(st.just("") | words),
    )


@given(filters())
def test_a_link_opens_the_same_filters_elsewhere(chosen):
    assert from_query(to_query(chosen)) == chosen


@given(st.dictionaries(st.sampled_from(PARAMETERS) | words, st.lists(st.text(max_size=300), max_size=4), max_size=6))
def test_any_query_string_is_understood_or_refused_by_name(query):
    try:
        chosen = from_query(query)
    except FilterRefused as refused:
        assert refused.parameter in query
    else:
        assert from_query(to_query(chosen)) == chosen


def test_nothing_chosen_is_everything():
    assert from_query({}) == Filters()
    assert to_query(Filters()) == {}
    assert set(Filters().parameters().values()) == {None}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"range": ["2D"]}, "range"),
        ({"range": ["1D", "7D"]}, "range"),
        ({"range": ["7D"], "since": ["2018-01-01"]}, "range"),
        ({"since": ["yesterday"]}, "since"),
        ({"since": ["2018-01-01T00:00:00"]}, "since"),  # whose midnight?
        ({"since": ["1492-10-12"]}, "since"),
        ({"since": ["2018-01-02"], "until": ["2018-01-01"]}, "until"),
        ({"bot": ["NOBODY"]}, "bot"),
        ({"category": ["weather"]}, "category"),
        ({"table": ["pg_authid"]}, "table"),
        ({"state": ["open"]}, "state"),
        ({"symbol": ["S" * (LONGEST_TEXT + 1)]}, "symbol"),
        ({"outcome": [str(number) for number in range(MOST_VALUES + 1)]}, "outcome"),
        ({"q": ["x" * (LONGEST_TEXT + 1)]}, "q"),
        ({"q": ["a\0b"]}, "q"),
        ({"until": ["9999-12-31"]}, "until"),
        ({"color": ["red"]}, "color"),
    ],
)
def test_what_means_nothing_is_refused_by_name(query, parameter):
    with pytest.raises(FilterRefused) as refused:
        from_query(query)
    assert refused.value.parameter == parameter


def test_a_later_name_of_a_bot_or_table_means_the_same():
    assert from_query({"bot": ["fortress", "ARES"], "table": ["prophet_predictions"]}) == Filters(bots=("ARES",), tables=("oracle_predictions",))


def test_a_bot_that_only_the_rows_know_can_be_chosen():
    assert from_query({"bot": ["kronos"]}, more_bots=("KRONOS",)).bots == ("KRONOS",)


def test_a_bot_that_nobody_knows_is_refused_in_a_line_however_many_there_are():
    with pytest.raises(FilterRefused, match=r"'nobody'; known are ARES, .*, B1, .* and 990 others\.$") as refused:
        from_query({"bot": ["nobody"]}, more_bots=[f"B{number}{'Z' * 5_000 if number % 2 == 0 else ''}" for number in range(1_000)])
    assert len(str(refused.value)) < 600


def test_a_day_is_a_day_in_new_york_and_the_last_one_is_included():
    chosen = from_query({"since": ["2018-12-24"], "until": ["2018-12-24"]})
    assert (chosen.range, chosen.since, chosen.until) == (CUSTOM, datetime(2018, 12, 24, 5, tzinfo=UTC), datetime(2018, 12, 25, 5, tzinfo=UTC))


def test_a_range_of_fresh_data_ends_now():
    assert resolve(Filters(range="7D"), NOW - timedelta(hours=1), NOW) == Filters(NOW - timedelta(days=7), NOW, "7D")


def test_a_range_of_old_data_ends_with_the_newest_row_and_holds_it():
    chosen = resolve(Filters(range="7D"), OLD, NOW)
    assert chosen.since < OLD < chosen.until == OLD + timedelta(microseconds=1)
    assert chosen.until - chosen.since == timedelta(days=7)
    assert is_anchored(chosen, OLD)


def test_a_range_does_not_end_before_a_newest_row_that_lies_in_the_future():
    assert resolve(Filters(range="1D"), NOW + timedelta(days=1), NOW).until > NOW + timedelta(days=1)


@pytest.mark.parametrize("chosen", [Filters(), Filters(range=CUSTOM, since=OLD)])
def test_all_and_custom_are_what_they_are(chosen):
    assert resolve(chosen, OLD, NOW) == chosen


def test_without_rows_a_range_ends_now():
    assert resolve(Filters(range="1D"), None, NOW).until == NOW


def test_every_list_has_its_parameter():
    assert set(LISTS.values()) < set(Filters().parameters())
