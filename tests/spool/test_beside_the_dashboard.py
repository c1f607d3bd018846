"""The dashboard ships what bots beside it log, and leaves no shipper behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alphagex_logs.errors import SettingsError
from alphagex_logs.sdk import open_sink
from alphagex_logs.settings import load
from alphagex_logs.spool import directory, state
from alphagex_logs.spool.launch import LOCK
from tests.postgres.asking import ask
from tests.spool.test_commands import gex, until

SERVER = """
import time
from alphagex_logs import settings, start
start.up(settings.load())
print("ready", flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    start.down()
"""


@pytest.fixture
def environment(database, tmp_path):
    return {**os.environ, "DATABASE_URL": database, "ALPHAGEX_DATA_DIR": str(tmp_path)}


@pytest.fixture
def serving(environment):
    """What `serve` runs, without its pages."""
    process = subprocess.Popen([sys.executable, "-c", SERVER], env=environment, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def is_shipping(root):
    return directory.is_held(root / LOCK) and state.read(root) is not None


def test_a_row_that_a_bot_logs_beside_it_arrives_within_two_seconds(serving, database, tmp_path):
    root = tmp_path / "spool"
    until(lambda: is_shipping(root))
    shipper = state.read(root).pid
    with open_sink_at(tmp_path) as sink:
        begun = time.monotonic()
        gex(sink, "BESIDE")
        until(lambda: ask(database, "SELECT symbol FROM gex_change_log") == [("BESIDE",)])
        assert time.monotonic() - begun < 2
    serving.send_signal(signal.SIGINT)
    assert serving.wait(20) == 0
    assert not directory.is_held(root / LOCK)
    assert not Path(f"/proc/{shipper}").exists()


def test_a_killed_dashboard_takes_its_shipper_with_it_and_loses_nothing(serving, database, tmp_path):
    root = tmp_path / "spool"
    until(lambda: is_shipping(root))
    with open_sink_at(tmp_path) as sink:
        gex(sink, "BEFORE")
        serving.kill()
        serving.wait()
        until(lambda: not directory.is_held(root / LOCK), 20)
        gex(sink, "AFTER")
    done = subprocess.run(
        [sys.executable, "-m", "alphagex_logs", "ship", "--once"], env={**os.environ, "DATABASE_URL": database, "ALPHAGEX_DATA_DIR": str(tmp_path)}, check=False
    )
    assert done.returncode == 0
    assert ask(database, "SELECT symbol FROM gex_change_log ORDER BY 1") == [("AFTER",), ("BEFORE",)]


def open_sink_at(folder):
    """A bot's sink that knows no database: only the dashboard's shipper can bring its rows in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("ALPHAGEX_DATA_DIR", str(folder))
        return open_sink()


def test_a_bot_can_be_told_to_start_none(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
        patch.setenv("ALPHAGEX_SHIPPER", "off")
        with open_sink("postgresql://127.0.0.1:1/logs") as sink:
            gex(sink)
            sink.flush()
            time.sleep(0.3)
    assert not (tmp_path / "spool" / "shipper.log").exists()
    assert load({"ALPHAGEX_SHIPPER": "on"}).shipper
    with pytest.raises(SettingsError, match="ALPHAGEX_SHIPPER"):
        load({"ALPHAGEX_SHIPPER": "never"})
