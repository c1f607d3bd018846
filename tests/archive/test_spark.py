"""Spark answers the same questions from the same SQL files, over the archive and what is still hot, as DuckDB does."""

from __future__ import annotations

import math
import os
import shutil
from datetime import datetime
from decimal import Decimal

import pytest

from alphagex_logs.errors import QuestionFailed
from alphagex_logs.filters import Filters
from tests.warehouse.test_questions import ALL, others

if shutil.which("java") is None:
    pytest.skip("Spark needs Java, which is not on this machine.", allow_module_level=True)
pytest.importorskip("pyspark", reason="Spark is an extra: pip install alphagex-logs[spark].")
pytest.importorskip("sqlglot", reason="Spark is an extra: pip install alphagex-logs[spark].")

from alphagex_logs.spark import session
from tests.warehouse.opening import warehouse_of

pytestmark = pytest.mark.timeout(900)  # the session takes most of it, on a machine that has other work

# Compiled code is worth its compilation on more rows than these.
QUICK = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
SOME = ("pnl_totals", "facet_counts", "calibration_groups", "log_rows", "forecasts_by_day", "overview_totals", "positions_list", "predictions_ledger")
# DuckDB numbers bot-days in an order of its own: the other columns are compared.
FREE = {"calibration_cells": {"bot_day"}, "segment_cells": {"bot_day"}}
ASKED = [name for name in ALL if name not in session.UNANSWERABLE] if os.environ.get("ALPHAGEX_TEST_SPARK") == "all" else SOME


@pytest.fixture(scope="module")
def both(archived, tmp_path_factory):
    """Spark, and a snapshot of a warehouse, over the same replay of which two years have been archived."""
    url, folder = archived
    with warehouse_of(url, folder) as warehouse, warehouse.snapshot() as snapshot, session.opened(url, folder / "archive", QUICK) as spark:
        yield spark, snapshot


def alike(value):
    """A value in the words that both engines share; sums of floats may differ in their last digits."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float, Decimal)):
        return None if math.isnan(value) else f"{float(value):.9g}"
    if isinstance(value, (list, tuple)):
        return [alike(one) for one in value]
    if isinstance(value, dict):
        return sorted([str(key), alike(one)] for key, one in value.items())
    return value.replace(tzinfo=None).isoformat() if isinstance(value, datetime) else str(value)


def rows(records):
    """Rows without their order: DuckDB sorts enumerations by their place, Spark by their text."""
    return sorted(repr([alike(value) for value in record]) for record in records)


@pytest.mark.parametrize("relation", ["events", "closed_positions", "predictions"])
def test_the_derived_relations_are_equal_row_by_row(both, relation):
    spark, snapshot = both
    assert rows(spark.rows(f"SELECT * FROM {relation}")) == rows(snapshot.rows(f"SELECT * FROM {relation}"))


@pytest.mark.parametrize("question", ASKED)
def test_the_answers_are_equal(both, question):
    spark, snapshot = both
    names, found = spark.ask(question, Filters(), **others(question))
    kept = [place for place, name in enumerate(names) if name not in FREE.get(question, ())]
    expected = snapshot.ask(question, Filters(), **others(question))
    assert rows([[row[place] for place in kept] for row in found]) == rows([[row[names[place]] for place in kept] for row in expected])


def test_filters_reach_spark(both):
    spark, snapshot = both
    chosen = Filters(datetime.fromisoformat("2015-06-01T00:00:00Z"), datetime.fromisoformat("2016-06-01T00:00:00Z"), "custom", bots=("ARES",), text="spx")
    (count,) = snapshot.ask("log_count", chosen)
    assert count["records"] > 0
    assert spark.ask("log_count", chosen)[1] == [(count["records"],)]


def test_what_spark_cannot_answer_it_says(both):
    for question, why in session.UNANSWERABLE.items():
        with pytest.raises(QuestionFailed, match=why[:20]):
            both[0].ask(question, Filters(), **others(question))
