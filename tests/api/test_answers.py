"""What holds for every answer: one shape for successes, one for errors, nothing inside that does not belong outside."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from alphagex_logs import warehouse
from alphagex_logs.api import Door, create_api
from alphagex_logs.api.reference import endpoints, example
from alphagex_logs.errors import SettingsError
from alphagex_logs.export import Ready, encoded
from alphagex_logs.settings import load
from tests.warehouse.opening import warehouse_of

PATHS = [example(endpoint) for listed in endpoints(create_api().openapi()).values() for endpoint in listed]
PAGES = ["/docs", "/openapi.json"]  # beside the reference
every_path = pytest.mark.parametrize("path", PATHS)
ABSENT = ("/nonsense", "/", "/logs", "/logs/summary/", "/logs/tables/x/y/z", "/logs/%00", "/ÿ", "/logs/<script>", "/docs/oauth2")
OUTSIDE = ("SELECT", "chosen_events", "Binder", "Parser", "Traceback", ".py", "/tmp", str(Path.cwd()), "/home", "postgresql://", "site-packages", "duckdb")
LONG = "a" * 60_000  # the client itself takes no longer address


def refused(answer, status, parameter=None):
    """See that an answer is an error of the one shape; its message."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json"), answer.text[:500]
    body = answer.json()
    assert (body["success"], list(body), list(body["error"])) == (False, ["success", "error"], ["code", "message", "parameter"])
    assert body["error"]["parameter"] == parameter
    assert [word for word in OUTSIDE if word in body["error"]["message"]] == []
    assert len(answer.content) < 1000
    return body["error"]["message"]


@every_path
def test_every_example_of_the_reference_works(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")
    if answer.headers["content-type"] == "application/json" and "/export/" not in path:
        assert answer.json()["success"] is True
        assert "data" in answer.json()


@pytest.mark.parametrize("path", [*PATHS, *PAGES])
def test_an_unknown_parameter_is_refused_by_its_name(client, path):
    assert "nonsense" in refused(client.get(path, params={"nonsense": "1"}), 422, "nonsense")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501", "192.168.1.7", "logs.example", "Logs.Example.:443"])
def test_it_answers_under_its_own_names_and_any_address(full, host):
    warehouse.use(full)
    assert TestClient(Door(create_api(), names=["logs.example"])).get("/health", headers={"Host": host}).status_code == 200
    warehouse.use(None)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "x@evil.example", "[::1", "", "::"])
@pytest.mark.parametrize("path", ["/health", "/logs/tables", "/openapi.json", "/nonsense"])
def test_a_name_that_somebody_else_points_at_it_is_refused(path, host):
    assert "Host" in refused(TestClient(Door(create_api())).get(path, headers={"Host": host}), 421)


async def open_to_all(scope, receive, send):
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close"})


def test_a_page_of_another_name_gets_no_websocket():
    client = TestClient(Door(open_to_all))
    with client.websocket_connect("/", headers={"Host": "localhost:8501"}):
        pass
    with pytest.raises(WebSocketDisconnect) as refused_with, client.websocket_connect("/", headers={"Host": "evil.example"}):
        pass
    assert refused_with.value.code == 1008


def test_names_come_from_the_environment_and_a_wrong_one_is_named():
    assert load({"ALPHAGEX_HOSTS": "logs.example, desk"}).names == ("127.0.0.1", "logs.example", "desk")
    for wrong in ("*", "logs.example:8501", "https://logs.example", "a b"):
        with pytest.raises(SettingsError, match="ALPHAGEX_HOSTS"):
            load({"ALPHAGEX_HOSTS": wrong})


@every_path
def test_head_says_what_get_says_without_the_body(client, path):
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["x-content-type-options"] == "nosniff"


@every_path
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_405(client, path, method):
    refused(client.request(method, path), 405)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ABSENT)
def test_a_path_that_is_not_there_is_404_and_json(client, path, method):
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    if method != "HEAD":
        refused(answer, 404)


@pytest.mark.parametrize("name", ["nonsense", "pg_authid", "events", "'; DROP TABLE events;--", "a" * 5000, "%00", '"', "ÿ"])
def test_a_table_that_is_not_there_is_404(client, name):
    refused(client.get(f"/logs/tables/{name}"), 404)


HARMFUL = ["'", '"', "' OR 1=1 --", "'; DROP TABLE store.events; --", "$since", "%", "_", "\\", "<script>", "😀", "NaN", "null", "-1", "1e999", "0x1"]


@pytest.mark.parametrize("value", [*HARMFUL, "a" * 200])
@pytest.mark.parametrize("name", ["symbol", "outcome", "advice", "q"])
def test_free_text_is_a_value_whatever_it_holds(data, name, value):
    found = data("/logs/tables/trading_decisions", **{name: value}, limit=1)["total"]
    assert (found > 0) == ((name, value) in {("q", "-1"), ("q", "_")})  # which summaries do contain, as in ARES_IRON_CONDOR -1815P


@pytest.mark.parametrize("value", [*HARMFUL, "a" * 201, "9999-12-31", "2018-02-30", "1", "2018-01-01T00:00:00"])
@pytest.mark.parametrize("name", ["range", "since", "until", "bot", "category", "table"])
def test_a_value_that_means_nothing_is_refused_by_its_parameter(client, name, value):
    refused(client.get("/logs/tables/trading_decisions", params={name: value}), 422, name)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, "9999-12-31", "'end_date' must lie between 1900 and 2199."),
        ("0001-01-01T00:00:00+05:00", None, "'start_date' must lie between 1900 and 2199."),
        ("2018-12-24", "2018-12-20", "'end_date' is not after start_date."),
        ("2018-12-24T10:00:00", None, "'start_date' is no date like 2018-12-24 and no moment like 2018-12-24T18:00:00Z."),
    ],
)
def test_a_date_is_refused_for_its_own_reason(client, start, end, said):
    answer = client.get("/trader/logs/decisions", params={name: value for name, value in (("start_date", start), ("end_date", end)) if value})
    assert answer.json()["error"]["message"] == f"The parameter {said}"


@pytest.mark.parametrize("path", ["/logs/tables/trading_decisions", "/logs/export/events.csv", "/logs/oracle", "/trader/logs/decisions", "/logs/ml"])
@pytest.mark.parametrize("value", ["", "x", "0", "-1", "1001", "1.5", "1e3", "99999999999999999999", "∞"])
def test_a_limit_is_a_whole_number_from_1_to_1000(client, path, value):
    refused(client.get(path, params={"limit": value}), 422, "limit")


@pytest.mark.parametrize("name", ["q", "symbol", "range", "since", "bot", "cursor", "limit", "nonsense"])
@pytest.mark.parametrize("value", ["a\x00b", "\x00"])
def test_a_nul_is_refused(client, name, value):
    refused(client.get("/logs/tables/trading_decisions", params={name: value}), 422, name)


def test_a_long_query_is_refused(client):
    refused(client.get("/logs/facets", params={"q": LONG}), 414)
    refused(client.get("/logs/facets", params={"q": LONG[:10_000]}), 422, "q")
    refused(client.get("/logs/facets", params={LONG[:20_000]: "x"}), 422, LONG[:80])
    refused(client.get("/logs/facets", params={"symbol": [str(number) for number in range(101)]}), 422, "symbol")


def test_a_parameter_that_takes_one_value_is_refused_when_given_twice(client):
    refused(client.get("/logs/tables/trading_decisions?limit=1&limit=2"), 422, "limit")
    refused(client.get("/logs/facets?range=7D&range=30D"), 422, "range")
    assert client.get("/logs/facets?bot=ARES&bot=ATLAS").status_code == 200


@pytest.mark.parametrize(
    "path", ["/logs/export/events.json", "/logs/export/events.parquet", "/logs/export/all.zip?format=ndjson", "/logs/export/events.json?manifest=1"]
)
def test_raw_is_refused_where_nothing_is_ever_changed(client, path):
    assert "is for CSV" in refused(client.get(f"{path}{'&' if '?' in path else '?'}raw=1"), 422, "raw")


def test_a_table_goes_by_its_later_name_everywhere(client):
    shown = client.get("/logs/tables/prophet_predictions", params={"limit": 1}).json()["data"]["table"]
    exported = [client.get(f"/logs/export/{name}.csv", params={"range": "7D"}) for name in ("prophet_predictions", "oracle_predictions")]
    assert shown == "oracle_predictions"
    assert [answer.status_code for answer in exported] == [200, 200]
    assert exported[0].content == exported[1].content
    assert "oracle_predictions.csv" in exported[0].headers["content-disposition"]


def test_an_audit_beside_a_database_that_does_not_answer_says_so(client, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:secret@127.0.0.1:1/nothing")
    told = client.get("/logs/audit").json()["data"]
    assert told["notes"][-1] == "The schema was not compared: PostgreSQL does not answer."
    assert (told["measured_at"], told["tables"][0]["last_at"]) == ("2018-12-31T21:28:00.000000Z", "2018-12-31T21:17:00.000000Z")


def test_before_the_warehouse_is_open_rows_are_not_available(api):
    warehouse.use(None)
    answer = TestClient(api).get("/health")
    refused(answer, 503)
    assert answer.headers["retry-after"] == "5"


def test_a_warehouse_that_has_gone_away_is_said_so_without_its_place(api, database, tmp_path):
    with warehouse_of(database, tmp_path) as closed:
        warehouse.use(closed)
    for path in PATHS:
        answer = TestClient(api).get(path)
        if path not in ("/docs", "/metrics"):  # the figures of the write path are there without rows
            refused(answer, 503)
    warehouse.use(None)


def test_a_question_that_fails_says_nothing_of_the_question(client, monkeypatch, caplog):
    from alphagex_logs.warehouse import questions

    monkeypatch.setattr(questions, "sql_of", lambda _question: "SELECT secret FROM /tmp/secret")
    refused(client.get("/logs/tables"), 500)
    assert "The question cannot be read" in caplog.text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "null"),
        (-math.inf, "null"),
        (Decimal("NaN"), "null"),
        (Decimal("1828.46000"), "1828.46"),
        (Decimal("0E-20"), "0"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (None, "null"),
        (True, "true"),
        (datetime(2018, 12, 31, 21, 16, tzinfo=UTC), '"2018-12-31T21:16:00.000000Z"'),
        (datetime(2018, 12, 31, 21, 16), '"2018-12-31T21:16:00.000000Z"'),  # noqa: DTZ001  the warehouse's moments are UTC
        (datetime(987, 1, 2, 3, 4, 5, tzinfo=UTC), '"0987-01-02T03:04:05.000000Z"'),
        (date(2018, 12, 31), '"2018-12-31"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ('"\n\u2028<', '"\\"\\n\u2028<"'),
        (Ready('{"a": 1.50}'), '{"a": 1.50}'),
        ({"a": [1, {"b": math.nan}], 2: ()}, '{"a":[1,{"b":null}],"2":[]}'),
    ],
)
def test_values_are_json_exact_and_never_nan(value, text):
    assert encoded(value) == text
    json.loads(text, parse_constant=pytest.fail)


def test_health_says_how_fresh_the_rows_are(data):
    told = data("/health")
    assert told["status"] in {"still", "ok"}
    assert told["warehouse"]["newest_row"] == "2018-12-31T21:28:00.000000Z"


def test_health_follows_the_refresher(api, database, tmp_path):
    with warehouse_of(database, tmp_path) as opened:
        refresher = warehouse.Refresher(opened, 0.1)
        warehouse.use(opened)
        refresher.start()
        try:
            told = TestClient(api).get("/health").json()["data"]
        finally:
            refresher.stop()
            warehouse.use(None)
    assert told["status"] == "ok"
    assert 0 <= told["refresh"]["lag_seconds"] < 60
    assert told["refresh"]["failing_since"] is None
