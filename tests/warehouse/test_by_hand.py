"""The statements that we are measured against give our answers, on the replay: else the benchmark would compare what cannot be compared."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alphagex_logs.filters import Filters
from alphagex_logs.settings import Settings
from benchmarks import by_hand
from benchmarks.equality import difference

ORACLE = {"source": "oracle"}
GIVEN = {
    "activity_by_day_split": {"split": "category"},
    "log_rows": {"sort": "newest", "page": 0, "page_size": 100},
    "calibration_cells": ORACLE,
    "forecasts_by_day": ORACLE,
    "stakes": ORACLE,
    "advice_levels": ORACLE,
    "hit_rate_by_period": ORACLE | {"period": "quarter"},
    "inputs_by_day": ORACLE,
    "segment_cells": ORACLE,
    "outcomes_by_bot": ORACLE,
    "outcome_delays": ORACLE,
    "lineage": ORACLE,
    "predictions_in_state": ORACLE | {"state": "overdue", "page": 0, "page_size": 20},
    "outcome_labels": ORACLE,
    "contradictions": {"page": 0, "page_size": 20},
    "pnl_by_part": {"by": "bot"},
    "part_pnls": {"by": "bot"},
    "positions_list": {"sort": "newest", "page": 0, "page_size": 100},
}
# Every filter that the benchmarks set, each of them once.
CHANGES = {
    "labels and a window": Filters(
        datetime(2016, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC), "custom", bots=("ARES", "HERMES"), symbols=("SPX", "SPY")
    ),
    "text": Filters(text="Condor"),
}


@pytest.fixture(scope="module")
def database(full):
    file = Path(full.rows("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL")[0][0])
    with by_hand.connect(Settings(data_dir=file.parent)) as connection:
        yield connection


@pytest.mark.parametrize("chosen", CHANGES.values(), ids=CHANGES)
def test_the_answers_by_hand_are_ours(full, database, chosen):
    asked = tuple((question, GIVEN.get(question, {})) for question in by_hand.statements())
    theirs = by_hand.page(database, asked, chosen)
    for (question, given), other in zip(asked, theirs, strict=True):
        ours = full.ask(question, chosen if "chosen_" in full.sql_of(question) else None, **given)
        assert not difference(ours, other), question


def test_the_answer_of_one_forecaster_is_taken_from_that_of_all(full, database):
    asked = tuple((question, {"source": source}) for question in ("calibration_cells", "forecasts_by_day") for source in ("oracle", None))
    answers = by_hand.page(database, asked, Filters())
    for (question, given), other in zip(asked, answers, strict=True):
        assert not difference(full.ask(question, Filters(), **given), other), question


def test_a_difference_is_found(full):
    ours = full.ask("pnl_totals", Filters())
    assert difference(ours, ours.assign(positions=ours["positions"] + 1))
    assert difference(ours, ours.drop(columns="positions"))
    assert not difference(ours, ours.assign(positions=ours["positions"] + 1e-10))
