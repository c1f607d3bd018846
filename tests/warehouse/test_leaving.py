"""A question that nobody waits for any more is ended, and leaves nothing behind."""

from __future__ import annotations

import time

import pytest

from alphagex_logs.errors import QuestionFailed
from alphagex_logs.warehouse import questions
from tests.warehouse.opening import warehouse_of

ENDLESS = "SELECT count(*) AS n FROM range(1000000000) AS a (x) CROSS JOIN range(1000000000) AS b (y) WHERE x * y % 7 = 3"


class LeftError(Exception):
    """What a caller raises who has left."""


@pytest.fixture
def warehouse(database, tmp_path, monkeypatch):
    known = questions.sql_of
    monkeypatch.setattr(questions, "sql_of", lambda question: ENDLESS if question == "endless" else known(question))
    with warehouse_of(database, tmp_path) as opened:
        yield opened


def test_a_question_ends_when_its_caller_leaves_and_the_next_is_answered(warehouse):
    began = time.monotonic()

    def leave() -> None:
        if time.monotonic() - began > 0.1:
            raise LeftError

    with pytest.raises(LeftError):
        warehouse.ask("endless", leave=leave)
    assert time.monotonic() - began < 30
    assert warehouse.ask("table_status", leave=lambda: None)["records"].sum() == 0


def test_who_stays_gets_the_answer_and_the_failure(warehouse):
    assert len(warehouse.ask("table_status", leave=lambda: None)) == 23
    with pytest.raises(QuestionFailed):
        warehouse.ask("full_row", leave=lambda: None, table_name="no such table", event_id="")
