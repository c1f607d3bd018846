"""Single cells: what a spreadsheet must not run, what a number must not lose, what JSON cannot say."""

from __future__ import annotations

import json
from decimal import Decimal

import duckdb
import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.export import Format
from alphagex_logs.export.cells import csv_cell, json_cell
from tests.export import reading
from tests.warehouse.opening import insert, warehouse_of

HARMFUL = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",  # noqa: RUF001  full-width on purpose
    "＋1",  # noqa: RUF001
    "－1",  # noqa: RUF001
    "＠x",  # noqa: RUF001
    "'=1+1",
    "'",
    "-",
]
HARMLESS = [
    "",
    " =1+1",
    "a=1",
    'say "hi"',
    "a,b;c",
    "line\nbreak",
    "line\r\nbreak",
    "ünï日本\u2028",
    '"',
    "NULL",
    "null",
    "nan",
    "1e5",
    "007",
    "\\N",
    "x" * 100_000,
]


@pytest.fixture
def told(database, tmp_path):
    """The bytes of gex_change_log with one row per text, in CSV safe and raw, and in JSON."""

    def files(*texts):
        for text in texts:
            insert(database, "gex_change_log", symbol="SPX", trigger_event=text, change=-3.5, change_pct=-0.1)
        with warehouse_of(database, tmp_path) as warehouse:
            safe, raw = (reading.content(warehouse, "gex_change_log", Format.CSV, raw=raw) for raw in (False, True))
            return safe, raw, reading.content(warehouse, "gex_change_log", Format.JSON)

    return files


def texts(file):
    return [row["trigger_event"] for row in reading.csv_texts(file)]


def test_text_that_a_spreadsheet_would_run_gets_one_quote_and_gives_it_back(told):
    safe, raw, written = told(*HARMFUL)
    assert texts(safe) == [f"'{text}" for text in HARMFUL]
    assert [text[1:] for text in texts(safe)] == HARMFUL
    assert texts(raw) == HARMFUL
    assert [row["trigger_event"] for row in json.loads(written)] == HARMFUL


def test_other_text_stays_as_it_is(told):
    safe, raw, written = told(*HARMLESS)
    assert texts(safe) == texts(raw) == HARMLESS
    assert [row["trigger_event"] for row in json.loads(written)] == HARMLESS


def test_negative_numbers_stay_numbers(told):
    safe, _, written = told("x")
    row = reading.csv_texts(safe)[0]
    assert (row["change"], row["change_pct"]) == ("-3.5", "-0.1")
    assert b",-3.5,-0.1," in safe
    assert json.loads(written)[0]["change"] == -3.5


def test_an_empty_text_and_an_unknown_one_differ(told):
    safe, _, _ = told("", None)
    lines = safe.split(b"\r\n")
    assert [b',"",' in line for line in lines[1:3]] == [True, False]


def test_every_line_ends_as_rfc_4180_says_and_has_as_many_cells_as_the_header(told):
    safe, _, _ = told("a\nb", "c,d", 'e"f')
    assert safe.endswith(b"\r\n")
    assert [len(row) for row in reading.csv_texts(safe)] == [len(TABLES["gex_change_log"].columns)] * 3
    assert all(None not in row for row in reading.csv_texts(safe))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_null_in_json_and_kept_elsewhere(database, tmp_path, number):
    insert(database, "gex_change_log", symbol="SPX", change=number)
    with warehouse_of(database, tmp_path) as warehouse:
        assert json.loads(reading.content(warehouse, "gex_change_log", Format.JSON))[0]["change"] is None
        spelled = reading.csv_texts(reading.content(warehouse, "gex_change_log", Format.CSV))[0]["change"]
        assert str(float(spelled)) == str(float(number))
        assert str(reading.parquet(reading.content(warehouse, "gex_change_log", Format.PARQUET))["change"][0].as_py()) == str(float(number))


@pytest.mark.parametrize("amount", ["123456789012345678.12345678901234567891", "-0.00000000000000000001", "0", "100", "-2500.50", "1E+3"])
def test_amounts_are_exact_in_every_format(database, tmp_path, amount):
    insert(database, "trading_decisions", strike=amount)
    with warehouse_of(database, tmp_path) as warehouse:
        found = [
            reading.json_rows(reading.content(warehouse, "trading_decisions", Format.JSON))[0]["strike"],
            reading.csv_texts(reading.content(warehouse, "trading_decisions", Format.CSV))[0]["strike"],
            reading.parquet(reading.content(warehouse, "trading_decisions", Format.PARQUET))["strike"][0].as_py(),
        ]
    assert [Decimal(value) for value in found] == [Decimal(amount)] * 3
    assert "E" not in found[1]


@pytest.mark.parametrize("document", ['{"=1": "=2", "n": 123456789012345678901234567890.5}', '"=1+1"', "null", "[]", "-3.5", '{"a": "\\u2028\\"\\n"}'])
def test_documents_appear_as_they_are_stored(database, tmp_path, document):
    insert(database, "trading_decisions", full_decision=document)
    with warehouse_of(database, tmp_path) as warehouse:
        assert reading.json_rows(reading.content(warehouse, "trading_decisions", Format.JSON))[0]["full_decision"] == json.loads(document, parse_float=Decimal)
        cell = reading.csv_texts(reading.content(warehouse, "trading_decisions", Format.CSV))[0]["full_decision"]
        assert json.loads(cell, parse_float=Decimal) == json.loads(document, parse_float=Decimal)


def test_no_rows_are_a_header_an_empty_array_and_a_valid_parquet_file(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        assert reading.content(warehouse, "ml_models", Format.CSV).startswith(b"id,created_at,model_name,")
        assert reading.content(warehouse, "ml_models", Format.JSON) == b"[]\n"
        assert reading.content(warehouse, "ml_models", Format.NDJSON) == b""
        assert reading.parquet(reading.content(warehouse, "ml_models", Format.PARQUET)).num_rows == 0


@pytest.mark.parametrize(
    "words", [["SPX", "Usual size; 2 of 3", "a'b", "(none)", "x=1"], *([text, "SPX"] for text in [*HARMFUL, *HARMLESS[:-1], "a\\b", "\x1b"])]
)
def test_words_of_an_enumeration_are_written_as_other_text_is(words):
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    with duckdb.connect() as database:
        kind = database.execute(f"SELECT typeof(NULL::ENUM({listed}))").fetchone()[0]
        for cell in (
            lambda kind: csv_cell("x", kind, spreadsheet_safe=True),
            lambda kind: csv_cell("x", kind, spreadsheet_safe=False),
            lambda kind: json_cell("x", kind),
        ):
            both = f"SELECT {cell('VARCHAR')}, {cell(kind)} FROM (SELECT unnest([NULL, {listed}]::ENUM({listed})[]) AS x)"
            assert all(plain == enumerated for plain, enumerated in database.execute(both).fetchall())
