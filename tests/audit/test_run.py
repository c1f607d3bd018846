"""The audit says what is so: nothing fails on the replay, and each fault that is planted is found where it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alphagex_logs import audit
from alphagex_logs.catalogue import TABLES
from tests.postgres.asking import run
from tests.warehouse.opening import insert, warehouse_of

TREE = Path(__file__).parent / "legacy_tree"


def of(report, name):
    return next(table for table in report.tables if table.name == name)


def failed(report, name):
    return [check.claim for check in of(report, name).failed]


def test_nothing_fails_on_the_replay(replay_audit):
    assert [(table.name, check.claim, check.evidence) for table in replay_audit.tables for check in table.failed] == []
    assert [table.status for table in replay_audit.tables] == [table.status for table in TABLES.values()]


def test_every_table_is_audited_with_rows_moments_writers_and_readers(replay_audit):
    assert [table.name for table in replay_audit.tables] == list(TABLES)
    for table in replay_audit.tables:
        assert table.rows > 0
        assert table.first_at <= table.last_at
        assert len(table.writers) > 0
        assert len(table.readers) > 0
        assert [fill.column for fill in table.columns] == [column.name for column in TABLES[table.name].columns]


def test_it_is_plain_data_text_and_markdown(replay_audit):
    assert json.loads(json.dumps(replay_audit.as_dict()))["failed"] == 0
    assert replay_audit.as_text().endswith(" checks failed.")
    assert replay_audit.as_markdown().count("\n## ") == 23


@pytest.fixture
def audited(database, tmp_path):
    """Audits the database after what a test did to it."""

    def make(**options):
        with warehouse_of(database, tmp_path) as warehouse:
            return audit.run(warehouse, database, **options)

    return make


def test_a_table_without_rows_is_silent(database, audited):
    insert(database, "gex_change_log", timestamp="2025-12-01T15:00:00Z")
    report = audited()
    assert of(report, "gex_change_log").status == "ACTIVE"
    assert of(report, "ml_models").status == "SILENT"
    assert report.failed == 22


def test_a_table_that_fell_silent_before_the_others_is_stale_and_a_weekend_is_no_silence(database, audited):
    insert(database, "psychology_analysis", timestamp="2025-12-01T15:00:00Z")  # Monday
    insert(database, "gex_change_log", timestamp="2025-12-05T15:00:00Z")  # Friday
    insert(database, "data_collection_log", timestamp="2025-12-08T15:00:00Z")  # the Monday after
    report = audited()
    assert of(report, "psychology_analysis").status == "STALE"
    assert of(report, "gex_change_log").status == "ACTIVE"


def test_a_column_that_somebody_dropped_is_drift(database, audited, tmp_path):
    with warehouse_of(database, tmp_path / "w") as warehouse:
        run(database, "ALTER TABLE ml_models ALTER accuracy TYPE integer")
        report = audit.run(warehouse, database)
    assert of(report, "ml_models").status == "DRIFTED"
    assert failed(report, "ml_models")[0].startswith("Its columns")


def test_the_statements_of_a_source_tree_are_listed_and_accepted(database, audited):
    report = audited(sources_in=TREE)
    assert "ai/advisor.py:8 (INSERT)" in of(report, "ai_predictions").writers
    assert "trading/performance.py:27" in of(report, "autonomous_trade_activity").readers
    assert report.notes == ("trading/performance.py:22 names its table only when it runs.",)
    assert [table.name for table in report.tables if table.status == "DRIFTED"] == []


def test_the_two_journals_are_compared(database, audited):
    insert(database, "autonomous_trade_log", timestamp="2025-12-01T16:00:00Z", date="2025-12-01", time="10:00:00", action="SKIP")
    (check,) = (check for check in of(audited(), "autonomous_trade_log").checks if "plain journal" in check.claim)
    assert (check.result, check.evidence) == ("note", "1 of 1 stand alone.")


def test_an_endpoint_that_is_not_there_is_missed(database, audited):
    assert "An endpoint serves it." in failed(audited(endpoints=["/health"]), "ml_models")
    assert "An endpoint serves it." not in failed(audited(endpoints=["/logs/tables/{table}"]), "ml_models")
