"""`alphagex-logs reconcile`: what differs is named on standard output, and the exit code says whether it still does."""

from __future__ import annotations

import duckdb

from alphagex_logs.settings import Settings
from tests.cli.test_start import run
from tests.warehouse.opening import insert


def test_a_difference_is_named_then_repaired_then_gone(database, tmp_path):
    insert(database, "gex_change_log", symbol="SPX")
    assert run("sync", cwd=tmp_path, DATABASE_URL=database).returncode == 0
    with duckdb.connect(str(Settings(data_dir=tmp_path / "data").warehouse_file)) as file:
        file.execute("DELETE FROM store.gex_change_log")
    answers = [run("reconcile", *options, cwd=tmp_path, DATABASE_URL=database) for options in ([], ["--repair"], [])]
    named = "gex_change_log: 1 missing, 0 stale, 0 left over\n"
    assert [(one.returncode, one.stdout) for one in answers] == [(1, named), (0, named), (0, "")]
