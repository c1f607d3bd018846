"""Answers: the SQL on screen gives the number on screen; a failure says so and keeps the last good answer."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from alphagex_logs import warehouse
from alphagex_logs.filters import Filters
from alphagex_logs.ui import reproduce
from alphagex_logs.warehouse import refresher
from tests.ui.conftest import MAIN, on
from tests.warehouse.opening import insert, warehouse_of

CHOSEN = Filters(bots=("ARES",), categories=("trading", "oracle"), text="it's")
SHOWN = {
    "overview_totals": {},
    "activity_by_day": {},
    "activity_by_day_split": {"split": "bot"},
    "calibration_cells": {"source": "oracle"},
    "calibration_groups": {"source": None},
    "hit_rate_by_period": {"period": "month", "source": "oracle"},
    "outcomes_by_bot": {"source": None},
    "predictions_ledger": {},
    "position_pnls": {},
    "pnl_by_bot_and_day": {},
    "pnl_by_part": {"by": "strategy"},
}


@pytest.mark.parametrize("filters", [Filters(), Filters(bots=("ARES", "ATLAS")), CHOSEN], ids=["all", "bots", "text with a quote"])
@pytest.mark.parametrize("question", SHOWN)
def test_the_statement_on_screen_gives_what_the_question_gives(screen, question, filters):
    opened = warehouse.current()
    with opened.snapshot() as snapshot:
        asked = [tuple(row.values()) for row in snapshot.ask(question, filters, **SHOWN[question])]
    assert opened.rows(reproduce.statement(question, filters, **SHOWN[question])) == asked
    assert asked or filters.text


@pytest.fixture
def own(database, tmp_path):
    """A warehouse with two decisions, which the test may break."""
    for _ in range(2):
        insert(database, "trading_decisions", bot_name="ARES")
    with warehouse_of(database, tmp_path) as opened, on(opened) as shown:
        yield opened, shown, database


def test_when_the_warehouse_fails_the_last_good_answer_stays_and_is_marked_stale(own):
    opened, screen, database = own
    app = screen.open()
    records = next(shown.value for shown in app.metric if shown.label == "Records")
    assert records == "2"
    insert(database, "trading_decisions", bot_name="ARES")
    opened.refresh()
    _break(opened)
    app.run()
    assert not app.exception
    assert next(shown.value for shown in app.metric if shown.label == "Records") == "2"
    assert any("Stale: read " in shown.value for shown in app.caption)


def test_without_a_good_answer_the_part_fails_alone_and_says_what_still_works(own):
    opened, screen, _ = own
    _break(opened)
    app = screen.open()
    assert not app.exception
    assert [shown.value for shown in app.title] == ["Overview"]
    assert any("The rest of the page is not affected" in shown.value for shown in app.error)


def _break(opened):
    """Take away what the totals are told from."""
    with opened._database.cursor() as cursor:
        cursor.execute("DROP TABLE store.predictions")


def test_new_rows_are_on_the_screen_after_a_refresh(own):
    opened, screen, database = own
    app = screen.open()
    insert(database, "trading_decisions", bot_name="ATLAS")
    opened.refresh()
    app.run()
    assert next(shown.value for shown in app.metric if shown.label == "Records") == "3"


def test_before_the_warehouse_is_open_the_screen_says_what_to_do():
    warehouse.use(None)
    app = AppTest.from_file(str(MAIN), default_timeout=60).run()
    assert not app.exception
    assert any("not open yet" in shown.value for shown in app.error)


def test_when_postgresql_is_gone_the_rows_stay_and_the_screen_says_since_when(own, databases, monkeypatch):
    opened, screen, database = own
    monkeypatch.setattr(refresher, "_running", None)  # what `start` sets is this test's alone
    running = warehouse.Refresher(opened, 0.05)
    running.start()
    try:
        databases.drop(database)
        until = time.monotonic() + 30
        while not running.state.error and time.monotonic() < until:
            time.sleep(0.05)
        app, without = screen.open(), screen.open("pnl")
    finally:
        running.stop()
    assert next(shown.value for shown in app.metric if shown.label == "Records") == "2"
    assert any("stale: as of " in shown.value.replace("\\", "") for shown in app.caption)
    assert [shown.value.partition(".")[0] for shown in without.warning] == ["There were no closed positions when PostgreSQL could last be read"]
