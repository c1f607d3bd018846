"""What a folder of Python sources sends is found with file and line, and tried against the schema without leaving a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from alphagex_logs.audit import sources
from alphagex_logs.cli import main
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.trial import numbered_marks, try_all
from tests.adopt.variants import build, checksums, columns_of
from tests.postgres.asking import ask
from tests.warehouse.opening import insert

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
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    (tmp_path / "long.py").write_text(f"x = {' + '.join(['1'] * 5_000)}")
    assert scanned(tmp_path, "def broken(:").unreadable == (
        "bot.py: invalid syntax (<unknown>, line 1)",
        "gone.py: No such file or directory",
        "long.py: maximum recursion depth exceeded during ast construction",
    )


@pytest.mark.parametrize(
    ("sql", "verb", "writes"),
    [
        ("-- note; of ours\nINSERT INTO gex_change_log (symbol) VALUES (%s)", "INSERT", True),
        ("/* note */ DELETE FROM ONLY gex_change_log", "DELETE", True),
        ("WITH x AS (SELECT 1) INSERT INTO gex_change_log (symbol) SELECT 'a' FROM x", "WITH", True),
        ("WITH x AS (SELECT 1) SELECT 1 FROM x, gex_change_log", "WITH", False),
        ('SELECT 1 FROM theirs t, "public"."gex_change_log" g', "SELECT", False),
    ],
)
def test_a_statement_is_found_however_it_begins(tmp_path, sql, verb, writes):
    (statement,) = scanned(tmp_path, f"x = {sql!r}").statements
    assert (statement.verb, statement.writes, statement.tables) == (verb, writes, ("gex_change_log",))


def test_each_statement_of_a_text_is_one_with_the_texts_that_are_sent_for_it(tmp_path):
    source = """c.execute("UPDATE ml_models SET model_name = %s; INSERT INTO gex_change_log (symbol) VALUES (%s); COMMIT", ("a;", "b"))"""
    told = [(one.verb, one.tables, one.known) for one in scanned(tmp_path, source).statements]
    assert told == [("UPDATE", ("ml_models",), ("a;", "b")), ("INSERT", ("gex_change_log",), ("b",))]


@pytest.mark.parametrize("text", ["SELECT 1; DELETE FROM ml_models; COMMIT", r"SELECT E'\''; DELETE FROM ml_models; COMMIT; SELECT ''"])
def test_a_text_that_ends_the_transaction_does_nothing_for_good(database, text):
    insert(database, "ml_models")
    (answer,) = try_all(database, [(text, ())])
    assert answer == "EXECUTE of transaction commands is not implemented"
    assert ask(database, "SELECT count(*) FROM ml_models") == [(1,)]


def test_a_docstring_is_no_statement(tmp_path):
    assert scanned(tmp_path, 'def f():\n    """Update gex_change_log with what came."""').statements == ()


def test_marks_are_numbered_and_those_inside_quotes_are_values():
    assert numbered_marks("SELECT %s, %(a)s, %(a)s, '%s days', 5 %% 2;") == ([1, 2, 2], "SELECT $1, $2, $2, '1 days', 5 % 2")
    assert numbered_marks("SELECT :a, b::text, ':no', :a") == ([1, 1], "SELECT $1, b::text, ':no', $1")
