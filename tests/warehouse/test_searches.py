"""A text is looked for once per version and window, and what is kept of it answers as looking again would."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from pandas.testing import assert_frame_equal

from alphagex_logs.filters import NONE, Filters
from alphagex_logs.warehouse import questions, searches
from tests.warehouse.opening import insert, warehouse_of

YEAR = {"since": datetime(2017, 1, 1, tzinfo=UTC), "until": datetime(2018, 1, 1, tzinfo=UTC)}
ASKED = {
    "overview_totals": {},
    "facet_counts": {},
    "log_count": {},
    "predictions_ledger": {},
    "calibration_cells": {"source": "oracle"},
    "bots_overview": {},
    "empty_filter_reasons": {},
}
CHOSEN = {
    "a text": Filters(text="condor"),
    "of predictions": Filters(text="spx"),
    "in a year": Filters(text="FULL", **YEAR),
    "with a bot": Filters(text="SPX", bots=("ARES", NONE)),
    "in a state": Filters(text="oracle", states=("resolved", NONE)),
    "nowhere": Filters(text="no such text"),
}


def kept(warehouse):
    """The tables of what was found."""
    return sorted(row[0] for row in warehouse.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'searches'"))


def agree(warehouse, chosen):
    for question, given in ASKED.items():
        answer = warehouse.ask(question, chosen, **given)
        with warehouse._database.cursor() as cursor:
            again = cursor.execute(*questions.prepared(question, chosen, given)).df()
        assert_frame_equal(answer, again.astype(answer.dtypes), check_exact=True)


@pytest.mark.parametrize("chosen", CHOSEN.values(), ids=list(CHOSEN))
def test_what_is_kept_answers_as_looking_again_does(full, chosen):
    agree(full, chosen)


def test_where_more_is_found_than_is_kept_every_question_looks_for_itself(full, monkeypatch):
    monkeypatch.setattr(searches, "MOST_ROWS", 10)
    agree(full, Filters(text="Condor"))


def test_a_text_is_looked_for_once_and_the_last_few_are_kept(database, tmp_path):
    insert(database, "gex_change_log", symbol="SPY")
    with warehouse_of(database, tmp_path) as warehouse:
        for question in ("log_count", "predictions_ledger", "log_count", "facet_counts"):
            warehouse.ask(question, Filters(text="spy"))
        assert kept(warehouse) == ["event_counts_1", "predictions_2"]
        for text in "abcd":
            warehouse.ask("log_count", Filters(text=text))
        assert kept(warehouse) == [f"event_counts_{number}" for number in (3, 4, 5, 6)]


def test_new_rows_are_found(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        for expected in (0, 1, 2):
            assert warehouse.ask("log_count", Filters(text="spy"))["records"].tolist() == [expected]
            insert(database, "gex_change_log", symbol="SPY")
            warehouse.refresh()
        assert len(kept(warehouse)) == 1


def test_who_asks_while_rows_come_in_gets_the_answer_of_one_version(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse, ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(lambda: warehouse.ask("overview_totals", Filters(text="spy")).iloc[0]) for _ in range(24)]
        for _ in range(5):
            insert(database, "gex_change_log", symbol="SPY")
            warehouse.refresh()
        for answer in answers:
            found = answer.result()
            assert found["records"] == found["last_7_days"] + found["prior_7_days"] <= 5
