"""The document of findings is what the command writes from the replay."""

from __future__ import annotations

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
