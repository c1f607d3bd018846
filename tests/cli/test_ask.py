"""`alphagex-logs ask`: one question, its filters and parameters, and the answer in three forms."""

from __future__ import annotations

import json

import pytest

from alphagex_logs.cli import main
from tests.warehouse.opening import insert


@pytest.fixture
def asked(database, tmp_path, monkeypatch):
    for symbol in ("SPX", "SPX", "SPY"):
        insert(database, "gex_change_log", timestamp="2018-03-01T15:00:00Z", symbol=symbol)
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))


def test_an_answer_comes_as_table_csv_or_json_through_the_filters(asked, capsys):
    assert main(["ask", "log_count", "--symbol", "SPX", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["records"] == 2
    assert main(["ask", "log_rows", "--format", "csv", "--param", "sort=newest", "--param", "page=0", "--param", "page_size=2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main(["ask", "log_count"]) == 0
    assert capsys.readouterr().out.split()[0] == "records"
    assert main(["ask", "log_rows"]) == 1
    assert "page_size" in capsys.readouterr().err
    assert main(["ask", "no_such_question"]) == 1
    assert main(["ask", "log_count", "--param", "nonsense"]) == 2


def test_values_of_an_answer_are_json_as_in_the_api(asked, database, capsys):
    insert(
        database, "trading_decisions", timestamp="2018-03-01T15:00:00Z", decision_id="ARES-1", bot_name="ARES", spot_price="NaN", actual_pnl="12345678901234.56"
    )
    assert main(["ask", "decisions_in_full", "--param", "page_size=1", "--format", "json"]) == 0
    said = capsys.readouterr().out
    assert '"spot_price":null' in said
    assert '"actual_pnl":12345678901234.56' in said
    assert json.loads(said, parse_constant=pytest.fail)[0]["timestamp"] == "2018-03-01T15:00:00.000000Z"
    assert main(["ask", "decisions_in_full", "--param", "page_size=1", "--format", "json", "--bot", "ATLAS"]) == 0
    assert json.loads(capsys.readouterr().out) == []
