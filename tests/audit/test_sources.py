"""What a folder of Python sources sends is found with file and line, and tried against the schema without leaving a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from alphagex_logs.audit import sources
from alphagex_logs.cli import main
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.trial import numbered_marks, try_all
from tests.adopt.variants import build, checksums, columns_of

TREE = Path(__file__).parent / "legacy_tree"

THE_TEN = {
    "ai/advisor.py:8": 'column "pattern_type" of relation "ai_predictions" does not exist',
    "ai/advisor.py:16": 'column "actual_outcome" of relation "ai_predictions" does not exist',
    "ai/advisor.py:23": 'column "total_predictions" of relation "ai_performance" does not exist',
    "ai/advisor.py:35": 'column "strategy_name" of relation "ai_recommendations" does not exist',
    "data/chains.py:6": 'column "spot_price" of relation "options_collection_log" does not exist',
    "db/debug.py:7": 'column "subcategory" of relation "spx_debug_logs" does not exist',
    "quant/regime.py:8": 'invalid input syntax for type real: "LABEL"',
    "trading/performance.py:6": 'column "activity_date" of relation "autonomous_trade_activity" does not exist',
    "trading/wheel_model.py:7": 'column "annualized_return" of relation "spx_wheel_ml_outcomes" does not exist',
    "trading/wheel_model.py:13": 'column "updated_at" of relation "spx_wheel_ml_outcomes" does not exist',
}


def refused(url) -> dict[str, str]:
    writes = [one for one in sources.scan(TREE).statements if one.writes and not one.dynamic]
    answers = try_all(url, [(one.sql, one.known) for one in writes])
    return {one.place: answer for one, answer in zip(writes, answers, strict=True) if answer}


def test_ten_statements_fail_on_the_legacy_schema_and_none_after_adoption(empty_database):
    build(empty_database, "oracle of the module")
    before = checksums(empty_database)
    assert refused(empty_database) == THE_TEN
    assert checksums(empty_database) == before
    migrate(empty_database)
    assert refused(empty_database) == {}


def test_a_required_column_that_a_writer_does_not_send_is_found(empty_database):
    build(empty_database, "oracle of the migration")
    found = refused(empty_database)
    assert found.pop("quant/regime.py:15").startswith('null value in column "confidence" of relation "oracle_predictions"')
    assert found == THE_TEN


def test_the_command_audits_a_legacy_schema_without_changing_it(empty_database, monkeypatch, tmp_path, capsys):
    build(empty_database, "oracle of the module")
    before = columns_of(empty_database)
    monkeypatch.setenv("DATABASE_URL", empty_database)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
    assert main(["audit", "--sources", str(TREE)]) == 1
    assert sum(line.startswith("FAILED ") for line in capsys.readouterr().out.splitlines()) == 11  # the ten writes, and a read
    assert columns_of(empty_database) == before


def scanned(tmp_path, source):
    (tmp_path / "bot.py").write_text(source)
    return sources.scan(tmp_path)


@pytest.mark.parametrize(
    ("source", "sql"),
    [
        ('x = "DELETE FROM gex_change_log"', "DELETE FROM gex_change_log"),
        ('x = "DELETE FROM " "gex_change_log"', "DELETE FROM gex_change_log"),
        ('x = "DELETE FROM " + "gex_change_log" + where', "DELETE FROM gex_change_log\ufffd"),
        ('x = f"DELETE FROM gex_change_log WHERE {a}"', "DELETE FROM gex_change_log WHERE \ufffd"),
        ('x = "DELETE FROM gex_change_log WHERE {}".format(a)', "DELETE FROM gex_change_log WHERE \ufffd"),
    ],
)
def test_a_statement_is_found_however_it_is_put_together(tmp_path, source, sql):
    (statement,) = scanned(tmp_path, source).statements
    assert (statement.sql, statement.tables, statement.place) == (sql, ("gex_change_log",), "bot.py:1")


def test_later_names_of_a_table_are_the_table(tmp_path):
    (statement,) = scanned(tmp_path, 'x = "SELECT * FROM prophet_predictions"').statements
    assert statement.tables == ("oracle_predictions",)


def test_a_table_that_only_the_running_program_knows_is_said_to_be_unknown():
    assert sources.scan(TREE).unnamed == ("trading/performance.py:22",)


def test_words_that_are_no_statement_are_none(tmp_path):
    assert scanned(tmp_path, '"""Reads from gex_change_log."""\nx = "gex_change_log"').statements == ()


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    assert scanned(tmp_path, "def broken(:").unreadable[0].startswith("bot.py: ")


def test_marks_are_numbered_and_those_inside_quotes_are_values():
    assert numbered_marks("SELECT %s, %(a)s, %(a)s, '%s days', 5 %% 2;") == ([1, 2, 2], "SELECT $1, $2, $2, '1 days', 5 % 2")
