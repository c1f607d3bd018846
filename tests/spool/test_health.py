"""Health is told the same to people, pages and programs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from streamlit.testing.v1 import AppTest

from alphagex_logs.api import metrics
from alphagex_logs.postgres.diagnosis import Sync, diagnose
from alphagex_logs.settings import Settings
from alphagex_logs.spool import journal, stages, status
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
from tests.postgres.asking import run
from tests.spool.conftest import ship


@pytest.fixture
def known(database, tmp_path, monkeypatch):
    monkeypatch.setattr(stages, "orphans", lambda _memory: [])  # of the spools that other tests delete meanwhile
    return Settings(database_url=database, data_dir=tmp_path)


@pytest.fixture
def spool(known):
    with SpoolSink(known.spool) as sink:
        yield sink


def gex(sink, **values):
    log_gex_change(sink, symbol="SPY", previous_gex=1.0, current_gex=2.0, **values)


def whats(found):
    return [finding.what for finding in found.findings]


def test_an_empty_spool_is_well(known):
    found = diagnose(known)
    assert (found.well, found.findings, found.spool.waiting_records) == (True, (), 0)


def test_what_waits_is_counted_until_it_is_shipped(known, spool, destination):
    for _ in range(5):
        gex(spool)
    spool.flush()
    seen = status.look(known.spool)
    assert (seen.waiting_records, [writer.alive for writer in seen.writers]) == (5, [True])
    assert seen.waiting_bytes > 500
    assert 0 <= status.age(seen.oldest) < 30
    ship(known.spool, journal.directory.SHARED_MEMORY, destination)
    gex(spool)
    assert status.look(known.spool).waiting_records == 1


def test_what_was_shipped_is_not_counted_when_the_shipper_has_said_nothing_yet(known, spool, destination):
    for _ in range(5):
        gex(spool)
    spool.flush()
    (writer,) = status.look(known.spool).writers
    (segment,) = journal.directory.segments(known.spool / writer.writer_id)
    stage = journal.directory.stage_of(known.spool, journal.directory.SHARED_MEMORY) / writer.writer_id / segment
    content = stage.read_bytes()
    for copy in (stage, known.spool / writer.writer_id / segment):  # as if the first three had been in a segment that has gone
        copy.write_bytes(content[len(content) // 5 * 3 :])
    assert status.look(known.spool).waiting_records == 2


def test_an_old_record_is_wrong(known, spool, monkeypatch):
    monkeypatch.setattr(journal.time, "time_ns", lambda: int((time.time() - 300) * 1e9))
    gex(spool)
    spool.flush()
    found = diagnose(known)
    assert not found.well
    assert any("the oldest for 5 minutes" in what for what in whats(found))


def test_a_clock_that_was_set_back_makes_no_negative_age(known, spool, monkeypatch):
    monkeypatch.setattr(journal.time, "time_ns", lambda: int((time.time() + 3600) * 1e9))
    gex(spool)
    assert status.age(status.look(known.spool).oldest) == 0


def test_clocks_that_jump_change_no_order(known, spool, remembered, monkeypatch):
    offsets = iter([0, 3600, -3600, 7200, 0, -7200] * 5)
    monkeypatch.setattr(journal.time, "time_ns", lambda: int((time.time() + next(offsets)) * 1e9))
    for number in range(30):
        gex(spool, trigger_event=f"{number}")
    spool.close()
    ship(known.spool, journal.directory.SHARED_MEMORY, remembered)
    assert [sequence for _writer, sequence in remembered.order] == list(range(1, 31))


def test_losses_dead_letters_and_lonely_outcomes_are_wrong(known, database):
    run(
        database,
        "INSERT INTO agx.gap (writer_id, table_name, reason, records, first_at, last_at) VALUES (gen_random_uuid(), 't', 'quota reached', 7, now(), now())",
    )
    run(database, "INSERT INTO agx.dead_letter (writer_id, seq, table_name, error, payload) VALUES (gen_random_uuid(), 1, 't', 'E: x', '')")
    run(
        database,
        "INSERT INTO agx.pending_outcome (event_id, table_name, match, changes, recorded_at) VALUES (gen_random_uuid(), 't', '{}', '{}', %s)",
        datetime.now(UTC) - timedelta(days=8),
    )
    found = diagnose(known)
    assert [what.split(" (")[0].split(", the")[0] for what in whats(found)] == [
        "1 dead letter: records that made no row.",
        "7 records lost",
        "1 outcome without a row to change",
    ]


def test_a_warehouse_that_cannot_follow_is_wrong_and_one_that_lags_is_told(known):
    assert not diagnose(known, Sync(error="It is away.")).well
    late = diagnose(known, Sync(lag=300.0))
    assert (late.well, whats(late)) == (True, ["The warehouse is 5 minutes behind PostgreSQL."])


def test_a_writer_that_lives_and_is_silent_is_told(known, spool, destination, monkeypatch):
    monkeypatch.setattr(journal.time, "time_ns", lambda: int((time.time() - 7200) * 1e9))
    gex(spool)
    spool.flush()
    ship(known.spool, journal.directory.SHARED_MEMORY, destination)
    found = diagnose(known)
    assert found.well
    assert "has logged nothing for 2 hours" in whats(found)[0]


def test_what_deleted_spools_left_in_shared_memory_is_told(known, monkeypatch):
    left = [stages.Orphan(Path(f"/dev/shm/alphagex-0/{number}"), Path(f"/srv/bot {number}/spool"), 893) for number in range(2)]
    monkeypatch.setattr(stages, "orphans", lambda _memory: left)
    found = diagnose(known)
    assert (found.well, whats(found)) == (True, ["1,786 records of 2 deleted spools left in shared memory until this machine is started anew."])


def test_the_metrics_are_openmetrics(known, spool):
    gex(spool)
    families = {family.name: family for family in text_string_to_metric_families(metrics.text(diagnose(known, Sync(lag=1.5))))}
    values = {(sample.name, *sample.labels.values()): sample.value for family in families.values() for sample in family.samples}
    assert values["alphagex_spool_waiting_records",] == 1
    assert values["alphagex_spool_writers", "true"] == 1
    assert values["alphagex_sync_lag_seconds",] == 1.5
    assert values["alphagex_database_up",] == 1
    assert all(family.documentation for family in families.values())


def test_a_label_with_quotes_stays_one_label(known, database):
    run(
        database,
        "INSERT INTO agx.dead_letter (writer_id, seq, table_name, sqlstate, error, payload) VALUES (gen_random_uuid(), 1, %s, '22P02', 'E', '')",
        'a"b\\c\nd',
    )
    assert 'alphagex_dead_letters{table="a\\"b\\\\c\\nd",reason="InvalidTextRepresentation (22P02)"} 1.0' in metrics.text(diagnose(known))


def test_without_a_database_the_figures_of_the_spool_remain(tmp_path):
    found = diagnose(Settings(database_url="postgresql://127.0.0.1:1/logs", data_dir=tmp_path))
    text = metrics.text(found)
    assert "alphagex_database_up 0.0" in text
    assert "dead_letters" not in text
    assert not found.well


def test_the_page_shows_what_doctor_says(known, spool, monkeypatch):
    gex(spool)
    monkeypatch.setenv("DATABASE_URL", known.database_url)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(known.data_dir))
    page = AppTest.from_string("from alphagex_logs.ui import health\nhealth.show()", default_timeout=30).run()
    assert not page.exception
    shown = {metric.label: metric.value for metric in page.metric}
    assert (shown["Records waiting"], shown["Dead letters"], shown["Shipper"]) == ("1", "0", "does not run")
    assert ["no shipper runs" in error.value for error in page.error] == [True]
