"""The filter in SQL is the filter in words: random filters choose the rows that a plain Python loop chooses."""

from __future__ import annotations

from collections import namedtuple
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alphagex_logs.filters import NONE, Filters
from alphagex_logs.warehouse.chosen import composed
from alphagex_logs.warehouse.questions import parameters_of

ARGUMENTS = "$since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text"
COLUMNS = 'event_id, "{moment}" AS moment, bot, category, table_name, symbol, outcome, advice'
TEXT = "lower(concat_ws(chr(10), summary, symbol, action, outcome, advice)) AS haystack"
FROM = {
    "events": f"told, state, {TEXT} FROM store.events LEFT JOIN (SELECT event_id, state, outcome AS told FROM predictions) USING (event_id)",
    "predictions": f"outcome AS told, state, haystack FROM predictions JOIN (SELECT event_id, {TEXT} FROM store.events) USING (event_id)",
    "closed_positions": "outcome AS told, NULL AS state, haystack FROM store.closed_positions",
}
Row = namedtuple("Row", "event_id moment bot category table_name symbol outcome advice told state haystack")
RELATIONS = {"events": ("chosen_events", "at"), "predictions": ("chosen_predictions", "at"), "closed_positions": ("chosen_positions", "closed_at")}


@pytest.fixture(scope="session")
def sample(full):
    """The rows of each relation, with the state of the prediction that a row is and the outcome that this came to."""
    return {name: [Row(*row) for row in full.rows(f"SELECT {COLUMNS.format(moment=moment)}, {FROM[name]}")] for name, (_, moment) in RELATIONS.items()}


def fitting(rows, chosen):
    """The identities of the rows that fit."""

    def among(values, value):
        return not values or (value if value is not None else NONE) in values

    since, until, text = chosen.parameters()["since"], chosen.parameters()["until"], chosen.text.lower()
    return {
        row.event_id
        for row in rows
        if (since is None or row.moment >= since)
        and (until is None or row.moment < until)
        and among(chosen.bots, row.bot)
        and among(chosen.categories, row.category)
        and among(chosen.tables, row.table_name)
        and among(chosen.symbols, row.symbol)
        and among(chosen.outcomes, row.told if chosen.states and row.state else row.outcome)
        and among(chosen.states, row.state)
        and among(chosen.advice, row.advice)
        and text in row.haystack
    }


def written(statement, chosen):
    """The statement as a question is run: the macro written out with the conditions of the filters that are set."""
    values = chosen.parameters()
    sql = composed(statement, values)
    return sql, {name: values[name] for name in parameters_of(sql)}


def random_filters(rows):
    def some(name):
        values = sorted({getattr(row, name) for row in rows} - {None})
        return st.lists(st.sampled_from([*values, NONE, "never seen"]), max_size=3).map(tuple)

    rows = rows[:20_000:7]
    ends = st.none() | st.sampled_from(rows).map(lambda row: row.moment.astimezone()).map(lambda moment: moment)
    lines = st.sampled_from(rows).flatmap(lambda row: st.sampled_from(row.haystack.split("\n")))  # a text is looked for in one column at a time
    pieces = lines.flatmap(lambda line: st.integers(0, len(line)).flatmap(lambda start: st.integers(1, 9).map(lambda length: line[start : start + length])))
    return st.builds(
        Filters, since=ends, until=ends, bots=some("bot"), categories=some("category"), tables=some("table_name"), symbols=some("symbol"),
        outcomes=some("outcome"), advice=some("advice"), states=some("state"),
        text=st.just("") | pieces | pieces.map(str.upper) | st.sampled_from(["%", "_", "'", "\\"]),
    )  # fmt: skip


@pytest.mark.parametrize("relation", RELATIONS)
def test_random_filters_choose_the_rows_that_a_plain_loop_chooses(full, sample, relation):
    macro, _ = RELATIONS[relation]
    rows = sample[relation]

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(random_filters(rows))
    def agree(chosen):
        statement = f"SELECT event_id FROM {macro}({ARGUMENTS})"
        found = full.rows(statement, chosen.parameters())
        assert {row[0] for row in found} == fitting(rows, chosen)
        assert sorted(full.rows(*written(statement, chosen))) == sorted(found)

    agree()


def test_random_filters_count_the_rows_that_they_choose(full, sample):
    grouped = f"""SELECT trade_day, table_name, bot, action, result, advice, count(*), min("at"), max("at")
        FROM chosen_events({ARGUMENTS}) GROUP BY ALL ORDER BY ALL"""
    counted = f"""SELECT trade_day, table_name, bot, action, result, advice, sum(records), min(oldest_at), max(newest_at)
        FROM chosen_counts({ARGUMENTS}) GROUP BY ALL ORDER BY ALL"""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(random_filters(sample["events"]))
    def agree(chosen):
        found = full.rows(grouped, chosen.parameters())
        assert full.rows(counted, chosen.parameters()) == found
        assert full.rows(*written(counted, chosen)) == found

    agree()


@pytest.mark.parametrize("text", ["%", "_", "100 %", "a_b", "'; DROP TABLE events; --", "\\"])
def test_a_search_is_for_the_very_characters(full, sample, text):
    found = full.rows(f"SELECT count(*) FROM chosen_events({ARGUMENTS})", Filters(text=text).parameters())[0][0]
    assert found == sum(text.lower() in row.haystack for row in sample["events"])


def test_a_search_does_not_mind_upper_and_lower_case(full):
    counts = {full.rows(f"SELECT count(*) FROM chosen_events({ARGUMENTS})", Filters(text=text).parameters())[0][0] for text in ("vix", "VIX", "Vix")}
    assert len(counts) == 1
    assert counts.pop() > 1_000


def test_the_window_is_half_open(full):
    newest = full.newest()
    count = f"SELECT count(*) FROM chosen_events({ARGUMENTS})"
    before, after = (full.rows(count, Filters(until=moment).parameters())[0][0] for moment in (newest, newest + timedelta(microseconds=1)))
    at_newest = full.rows('SELECT count(*) FROM events WHERE "at" = $moment', {"moment": newest.replace(tzinfo=None)})[0][0]
    assert after - before == at_newest > 0
    assert isinstance(newest, datetime)


def test_a_question_selects_the_columns_that_it_names_and_nothing_of_filters_that_are_not_set():
    asked = f"-- bot, pnl\nSELECT advice, count(*) FROM chosen_predictions({ARGUMENTS}) GROUP BY advice"
    every = f"SELECT * FROM chosen_positions({ARGUMENTS})"
    assert composed(asked, Filters().parameters()).endswith('(SELECT "advice" FROM store.predictions) GROUP BY advice')
    assert 'SELECT "position_key", "table_name", ' in composed(every, Filters().parameters())
