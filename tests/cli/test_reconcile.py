"""`alphagex-logs reconcile`: what differs is named on standard output, and the exit code says whether it still does."""

from __future__ import annotations

import duckdb

from alphagex_logs.cli import main
from alphagex_logs.settings import Settings
from tests.cli.test_start import run
from tests.warehouse.opening import insert


def test_a_difference_is_named_then_repaired_then_gone(database, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path / "data"))
    insert(database, "gex_change_log", symbol="SPX")
    assert main(["sync"]) == 0
    with duckdb.connect(str(Settings(data_dir=tmp_path / "data").warehouse_file)) as file:
        file.execute("DELETE FROM store.gex_change_log")
    named = "gex_change_log: 1 missing, 0 stale, 0 left over\n"
    first = run("reconcile", cwd=tmp_path, DATABASE_URL=database)
    assert (first.returncode, first.stdout) == (1, named)
    capsys.readouterr()
    assert [(main(["reconcile", *options]), capsys.readouterr().out) for options in (["--repair"], [])] == [(0, named), (0, "")]
