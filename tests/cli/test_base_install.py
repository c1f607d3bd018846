"""What a bot's own environment can do: there `pip install alphagex-logs` brings two libraries and none of the dashboard's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from alphagex_logs.sdk import log_gex_change
from alphagex_logs.spool.sink import SpoolSink
from tests.postgres.asking import ask

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys

HERE = {*sys.stdlib_module_names, "alphagex_logs", "sqlalchemy", "psycopg2", "typing_extensions", "greenlet"}

class NotInstalled:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] not in HERE and not name.startswith("_"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NotInstalled)
from alphagex_logs.cli import main
codes = [main(words.split()) for words in json.loads(sys.argv[1])]
print(json.dumps(codes))
"""


def test_a_bots_own_environment_ships_and_says_how_it_is_and_names_what_the_dashboard_needs(database, tmp_path):
    with SpoolSink(tmp_path / "spool") as sink:
        log_gex_change(sink, symbol="SPY", previous_gex=1.0, current_gex=2.0)
    (tmp_path / "warehouse.duckdb").touch()  # of a dashboard that has an environment of its own
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, '["ship --once", "dead-letters", "url", "doctor", "export gex_change_log"]'],
        env=os.environ | {"DATABASE_URL": database, "ALPHAGEX_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines()[-1:] == ["[0, 0, 0, 0, 2]"], done.stderr
    assert ask(database, "SELECT symbol FROM gex_change_log") == [("SPY",)]
    assert "`alphagex-logs export` needs" in done.stderr
    assert "Install alphagex-logs[app]." in done.stderr
