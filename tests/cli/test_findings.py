"""The document of findings is what the command writes from the replay."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from alphagex_logs.cli.findings_text import document
from tests.warehouse.opening import warehouse_of

WRITTEN = Path(__file__).parents[2] / "docs" / "findings.md"


def test_the_findings_in_the_docs_are_those_of_the_replay(replayed, loaded, tmp_path):
    with warehouse_of(replayed, loaded(tmp_path)) as house:
        assert document(house) == WRITTEN.read_text(encoding="utf-8")


def test_there_is_a_document_even_without_rows(database, tmp_path):
    with warehouse_of(database, tmp_path) as house:
        text = document(house)
    assert "without a resolved prediction" in text
    assert "nan" not in text.lower().replace("finance", "")


def test_they_can_be_written_beside_a_dashboard_that_has_the_warehouse(database, tmp_path):
    environment = {**os.environ, "DATABASE_URL": database, "ALPHAGEX_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "alphagex_logs", "findings", "--output", str(tmp_path / "found" / "findings.md")]
    with warehouse_of(database, tmp_path):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, f"Wrote {tmp_path / 'found' / 'findings.md'}.")
    assert "without a resolved prediction" in (tmp_path / "found" / "findings.md").read_text(encoding="utf-8")
