"""The commands a person types, and the shipper that a bot starts, as processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alphagex_logs.spool import directory, state
from alphagex_logs.spool.launch import LOCK
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
from tests.postgres.asking import ask, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(database, tmp_path):
    return {**os.environ, "DATABASE_URL": database, "ALPHAGEX_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def spool(tmp_path):
    with SpoolSink(tmp_path / "spool") as sink:
        yield sink


def command(environment, *words):
    return subprocess.run([sys.executable, "-m", "alphagex_logs", *words], env=environment, capture_output=True, text=True, timeout=60, check=False)


def gex(sink, symbol="SPY", **values):
    return log_gex_change(sink, symbol=symbol, previous_gex=1.0, current_gex=2.0, **values)


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_ship_once_ships_and_ends(environment, database, spool):
    gex(spool)
    spool.flush()
    done = command(environment, "ship", "--once")
    assert (done.returncode, done.stdout) == (0, "")
    assert ask(database, "SELECT symbol FROM gex_change_log") == [("SPY",)]


def test_ship_once_says_when_the_database_is_away(environment, spool):
    done = command({**environment, "DATABASE_URL": "postgresql://bot:geheim@127.0.0.1:1/logs"}, "ship", "--once")
    assert done.returncode == 3
    assert "127.0.0.1:1" in done.stderr
    assert "geheim" not in done.stderr


def test_a_shipper_that_is_asked_to_end_ships_what_is_left(environment, database, spool, tmp_path):
    shipper = subprocess.Popen([sys.executable, "-m", "alphagex_logs", "ship"], env=environment)
    try:
        until(lambda: directory.is_held(tmp_path / "spool" / LOCK))
        gex(spool)
        spool.close()
        shipper.send_signal(signal.SIGTERM)
        assert shipper.wait(15) == 0
    finally:
        shipper.kill()
        shipper.wait()
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(1,)]


BOT = """
import time
from alphagex_logs.sdk import log_gex_change, open_sink
sink = open_sink()
log_gex_change(sink, symbol="BOT", previous_gex=1.0, current_gex=2.0)
print("logged", flush=True)
time.sleep(60)
"""


def test_a_bot_starts_its_shipper_and_another_one_when_that_is_killed(environment, database, tmp_path):
    bot = subprocess.Popen([sys.executable, "-c", BOT], env=environment, stdout=subprocess.PIPE)
    pids = []
    try:
        assert bot.stdout.readline() == b"logged\n"
        until(lambda: ask(database, "SELECT symbol FROM gex_change_log") == [("BOT",)])
        until(lambda: state.read(tmp_path / "spool") is not None)
        pids.append(state.read(tmp_path / "spool").pid)
        arguments = Path(f"/proc/{pids[0]}/cmdline").read_bytes()
        assert b"ship" in arguments
        assert database.encode() not in arguments
        os.kill(pids[0], signal.SIGKILL)
        until(lambda: state.read(tmp_path / "spool").pid != pids[0], 30)
        pids.append(state.read(tmp_path / "spool").pid)
        bot.kill()  # the shipper outlives it
        bot.wait()
        os.kill(pids[1], signal.SIGTERM)
        until(lambda: not directory.is_held(tmp_path / "spool" / LOCK))
    finally:
        bot.kill()
        bot.wait()
        bot.stdout.close()
        for pid in pids[1:]:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGKILL)
    assert len(pids) == 2


def test_dead_letters_are_listed_shown_and_replayed(environment, database, spool):
    gex(spool, "ONE", spot_price=4500.25)
    gex(spool, trigger_event="\0")
    spool.close()
    run(database, "ALTER TABLE gex_change_log DROP COLUMN spot_price")
    assert command(environment, "ship", "--once").returncode == 0
    listed = command(environment, "dead-letters").stdout.splitlines()
    assert [("spot_price" in line, "ValueRefused" in line) for line in listed] == [(True, False), (False, True)]
    number = listed[0].split()[0]
    shown = command(environment, "dead-letters", "show", number).stdout
    assert "4500.25" in shown
    assert command(environment, "dead-letters", "show", "999999").returncode == 1
    assert command(environment, "dead-letters", "replay").returncode == 1
    run(database, "ALTER TABLE gex_change_log ADD COLUMN spot_price double precision")
    assert command(environment, "dead-letters", "replay", "--table", "gex_change_log").stderr == "1 of 1 took effect.\n"
    assert ask(database, "SELECT spot_price FROM gex_change_log") == [(4500.25,)]
    assert len(command(environment, "dead-letters", "list").stdout.splitlines()) == 1


def test_doctor_is_content_when_all_is_well(environment):
    done = command(environment, "doctor")
    last = [line for line in done.stdout.splitlines() if "deleted spool" not in line][-1]  # other tests delete theirs meanwhile
    assert (done.returncode, last) in {(0, "All is well."), (0, "warehouse  unknown")}


def test_doctor_names_what_is_wrong_and_what_to_do(environment, spool):
    gex(spool)
    gex(spool, trigger_event="\0")
    spool.flush()
    waiting = command(environment, "doctor")
    assert waiting.returncode == 1
    assert "2 records wait and no shipper runs. Run `alphagex-logs ship`." in waiting.stdout
    command(environment, "ship", "--once")
    found = json.loads(command(environment, "doctor", "--json").stdout)
    assert not found["well"]
    assert [finding["what"] for finding in found["findings"] if finding["wrong"]] == ["1 dead letter: records that made no row."]
    assert [writer["alive"] for writer in found["spool"]["writers"]] == [True]
    assert found["spool"]["writers"][0]["waiting_records"] == 0


def test_doctor_says_when_the_database_is_away(environment):
    done = command({**environment, "DATABASE_URL": "postgresql://127.0.0.1:1/logs"}, "doctor")
    assert done.returncode == 1
    assert "The database cannot be asked" in done.stdout
