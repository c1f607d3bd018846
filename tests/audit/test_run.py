"""The audit says what is so: nothing fails on the replay, and each fault that is planted is found where it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from alphagex_logs import audit
from alphagex_logs.audit import writing
from alphagex_logs.catalogue import TABLES
from tests.postgres.asking import run
from tests.warehouse.opening import insert, warehouse_of

MONDAY = datetime(2025, 12, 8, 20, tzinfo=UTC)  # three in the afternoon in New York
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

    def make(now=MONDAY, **options):
        with warehouse_of(database, tmp_path) as warehouse:
            return audit.run(warehouse, database, now=now, **options)

    return make


def test_a_table_without_rows_is_silent(database, audited):
    insert(database, "gex_change_log", timestamp="2025-12-08T15:00:00Z")
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
    assert report.notes[1:] == ("trading/performance.py:22 names its table only when it runs.",)
    assert [table.name for table in report.tables if table.status == "DRIFTED"] == []


LOG = {"timestamp": "2025-12-08T16:00:00Z", "date": "2025-12-08", "time": "10:00:00", "success": 1}
ACTIVITY = {"timestamp": "2025-12-08T16:00:00.4Z", "success": True}


def test_the_two_journals_are_compared_row_by_row(database, audited):
    for details in ("both", "plain", "other words"):
        insert(database, "autonomous_trade_log", action=details[:5], details=details, realized_pnl=5 if details == "both" else None, **LOG)
    insert(database, "autonomous_trade_activity", action="both", reason="both", pnl_impact=5, **ACTIVITY)
    insert(database, "autonomous_trade_activity", action="other", reason="words", pnl_impact=7, **ACTIVITY)
    insert(database, "autonomous_trade_activity", action="EXIT", reason="rich", **ACTIVITY)
    found = of(audited(), "autonomous_trade_log")
    fills = {fill.column: (fill.null_rate, fill.distinct) for fill in found.columns}
    assert [fills[name] for name in ("id", "details", "realized_pnl", "date", "position_id")] == [(0, 3), (0, 3), (1 - 1 / 3, 1), (0, 1), (1, 0)]
    (check,) = (check for check in found.checks if "row by row" in check.claim)
    assert check.result == "note"
    told = {"1 rows are the same in both", "1 only in autonomous_trade_log", "1 differ in details, pnl", "1 only in autonomous_trade_activity"}
    assert set(check.evidence[:-1].split("; ")) == told
    assert [(row["difference"], row["log_details"], row["activity_details"]) for row in check.rows] == [
        ("only in autonomous_trade_log", "plain", None),
        ("details, pnl", "other words", "words"),
        ("only in autonomous_trade_activity", None, "rich"),
    ]


def test_an_endpoint_that_is_not_there_is_missed(database, audited):
    assert "An endpoint serves every row." in failed(audited(endpoints=["/health"]), "ml_models")
    assert "An endpoint serves every row." not in failed(audited(endpoints=["/logs/tables/{table}"]), "ml_models")


def test_rows_that_the_events_lack_are_missed_by_page_endpoint_and_readers(database, tmp_path):
    insert(database, "gex_change_log", timestamp="2025-12-08T20:00:00Z")
    insert(database, "autonomous_trade_activity", timestamp="2025-12-08T20:00:00Z")
    with warehouse_of(database, tmp_path):
        pass
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as file:
        file.execute("DELETE FROM store.events")
    with warehouse_of(database, tmp_path, fresh=False) as warehouse:
        report = audit.run(warehouse, now=MONDAY, endpoints=["/logs/tables/{table}"])
    assert failed(report, "gex_change_log")[-3:] == ["Questions read it.", "The Logs page shows every row.", "An endpoint serves every row."]
    assert of(report, "gex_change_log").status == "ORPHAN"
    assert "Questions read it." not in failed(report, "autonomous_trade_activity")  # one of them names it


def test_when_everything_has_stopped_nothing_is_fresh(database, audited):
    for table in ("gex_change_log", "psychology_analysis", "data_collection_log"):
        insert(database, table, timestamp="2025-12-05T20:00:00Z")  # Friday
    report = audited(now=MONDAY + timedelta(days=2))
    assert {of(report, name).status for name in ("gex_change_log", "psychology_analysis", "data_collection_log")} == {"STALE"}
    assert of(report, "gex_change_log").per_trading_day == pytest.approx(1 / 21)  # the weekdays from 11 November to 10 December without Thanksgiving
    assert "Silent for 3 trading days up to 2025-12-10" in str(of(report, "gex_change_log").failed)


def test_the_present_is_the_clock_of_a_bot_and_history_does_not_age(database, audited, replay_audit):
    insert(database, "gex_change_log", timestamp="2025-12-05T20:00:00Z")
    report = audited(now=None)
    assert abs(report.measured_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert of(report, "gex_change_log").status == "STALE"
    simulated = json.dumps({"market_context": {"gex_source": "SIMULATED"}})
    insert(database, "trading_decisions", timestamp="2025-11-28T19:59:59Z", full_decision=simulated)  # a bot went on a week after the replay
    assert "the present" in audited(now=None).notes[0]
    insert(database, "trading_decisions", timestamp="2025-11-28T20:00:00Z", full_decision=simulated)
    assert audited(now=None).measured_at == datetime(2025, 12, 5, 20, tzinfo=UTC)
    assert replay_audit.measured_at == datetime(2018, 12, 31, 21, 28, tzinfo=UTC)
    assert "history does not age" in replay_audit.notes[0]


def test_a_position_has_a_prediction_also_where_that_states_no_probability(database, audited):
    for bot in ("ARES", "ATLAS"):
        told = {"position_id": "1", "bot_name": bot}
        insert(database, "trading_decisions", bot_name=bot, timestamp="2025-12-08T15:00:00Z", actual_pnl=5, full_decision=json.dumps(told))
    early = {"prediction_time": "2025-12-08T14:00:00Z", "actual_outcome": "WIN", "outcome_date": "2025-12-08T13:00:00Z"}
    insert(database, "oracle_predictions", trade_date="2025-12-08", bot_name="ARES", advice="TRADE_FULL", **early)
    report = audited()
    notes = {check.claim: check.evidence for table in report.tables for check in table.checks if check.result == "note"}
    assert notes["Every closed position has a prediction of its bot."] == "Not so for 1 of 2."
    assert notes["Every outcome came after its prediction."] == "Not so for 1 of 1."


def test_a_row_of_the_future_is_noted_and_makes_no_table_fresh(database, audited):
    for moment in ("2025-12-05T20:00:00Z", "2099-12-05T20:00:00Z"):
        insert(database, "gex_change_log", timestamp=moment)
    insert(database, "psychology_analysis", timestamp="2099-12-05T20:00:00Z")
    insert(database, "data_collection_log", timestamp="1999-12-05T20:00:00Z")
    report = audited(now=MONDAY + timedelta(days=2))
    assert "No row lies in the future." in [check.claim for check in of(report, "gex_change_log").checks if check.result == "note"]
    assert of(report, "data_collection_log").status == "STALE"
    assert "Silent for 3 trading days up to 2025-12-10" in str(of(report, "gex_change_log").failed)
    assert "No row is from the past." in str(of(report, "psychology_analysis").failed)


def test_a_table_that_nobody_writes_is_an_orphan(database, audited, monkeypatch):
    unwritten = replace(TABLES["ml_models"], writers=())
    monkeypatch.setitem(audit.run.__globals__, "TABLES", {**TABLES, "ml_models": unwritten})
    insert(database, "ml_models")
    assert of(audited(), "ml_models").status == "ORPHAN"


def test_a_writer_that_writes_another_table_proves_nothing():
    ours, wrong = writing.own(replace(TABLES["ml_models"], writers=("log_gex_change", "log_nonsense", "log_ml_model")))
    assert [place.partition(" ")[0] for place in ours] == ["log_ml_model"]
    assert wrong == ["log_gex_change (does not write it)", "log_nonsense (does not exist)"]


def test_every_status_is_reached(database, audited, replay_audit):
    """Here those of the catalogue; SILENT, STALE, ORPHAN and DRIFTED have tests of their own above."""
    assert {table.status for table in replay_audit.tables} == {"ACTIVE", "WIRED", "LOW PRIORITY"}
