"""Rows of the tables: every row on exactly one page, exact totals, cursors that fit one query only."""

from __future__ import annotations

import base64
import json

import pytest

from alphagex_logs.catalogue import TABLES

every_table = pytest.mark.parametrize("table", TABLES)


@every_table
def test_the_pages_hold_every_row_once_newest_first(client, data, full, table):
    page, seen = data(f"/logs/tables/{table}", limit=1000), []
    while True:
        seen += [row["event_id"] for row in page["rows"]]
        if page["next"] is None:
            break
        page = data(f"/logs/tables/{table}", limit=1000, cursor=page["next"])
    expected = full.rows(f"SELECT CAST(event_id AS VARCHAR) FROM events WHERE table_name = '{table}' ORDER BY \"at\" DESC NULLS LAST, id DESC")
    assert seen == [event_id for (event_id,) in expected]
    assert page["total"] == len(seen) > 0


@every_table
def test_a_row_of_a_page_is_the_row_in_full_and_the_row_of_the_download(client, data, table):
    row = data(f"/logs/tables/{table}", limit=1)["rows"][0]
    assert list(row) == [column.name for column in TABLES[table].columns]
    assert data(f"/logs/tables/{table}/{row['event_id']}") == {"table": table, "row": row, "unrepresentable": []}
    assert row in client.get(f"/logs/export/{table}.json").json()


def test_filters_are_those_of_the_dashboard(data, full):
    page = data("/logs/tables/trading_decisions", bot="FORTRESS", since="2016-01-01", until="2016-12-31", symbol="SPX", q="condor", limit=7)
    expected = full.rows(
        """SELECT count(*) FROM events WHERE table_name = 'trading_decisions' AND bot = 'ARES' AND symbol = 'SPX' AND contains(lower(summary), 'condor')
        AND "at" >= TIMESTAMP '2016-01-01 05:00' AND "at" < TIMESTAMP '2017-01-01 05:00'"""
    )[0][0]
    assert page["total"] == expected > 100
    assert {row["bot_name"] for row in page["rows"]} == {"ARES"}
    assert page["window"] == {"since": "2016-01-01T05:00:00.000000Z", "until": "2017-01-01T05:00:00.000000Z", "ends_with": "given or now"}


def test_a_range_over_old_rows_ends_with_the_newest(data):
    page = data("/logs/tables/oracle_predictions", range="7D")
    assert page["window"]["ends_with"] == "newest row"
    assert {row["trade_date"] for row in page["rows"]} == {"2018-12-26", "2018-12-27", "2018-12-28", "2018-12-31"}


def test_a_later_name_of_a_table_finds_it(data):
    assert data("/logs/tables/prophet_predictions", limit=1)["table"] == "oracle_predictions"


def test_a_cursor_of_a_range_keeps_the_window_of_the_first_page(data):
    first = data("/logs/tables/data_collection_log", range="30D", limit=10)
    second = data("/logs/tables/data_collection_log", range="30D", limit=10, cursor=first["next"])
    assert (second["window"], second["total"]) == (first["window"], first["total"])


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/logs/tables/oracle_predictions", {"bot": "ATLAS"}),
        ("/logs/tables/oracle_predictions", {}),
        ("/logs/tables/oracle_predictions", {"bot": ["ARES", "ATLAS"]}),
        ("/logs/tables/oracle_predictions", {"bot": "ARES", "q": "x"}),
        ("/logs/tables/trading_decisions", {"bot": "ARES"}),
    ],
)
def test_a_cursor_of_another_query_is_refused(client, data, path, query):
    cursor = data("/logs/tables/oracle_predictions", bot="ARES", limit=10)["next"]
    answer = client.get(path, params=query | {"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["error"]["parameter"] == "cursor"
    assert "another query" in answer.json()["error"]["message"]


def forged(document):
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode()


NO_CURSORS = ["", "x", "!!!!", "ÿ", "AAAA", "'; DROP TABLE events; --", "[" * 300, "9" * 400]
FORGED = [[], None, {"a": 1}, ["x", 1, 2, 3], 1e308]


@pytest.mark.parametrize("cursor", [*NO_CURSORS, *map(forged, FORGED)])
def test_text_that_is_no_cursor_is_refused_or_ignored_when_empty(client, cursor):
    answer = client.get("/logs/tables/oracle_predictions", params={"cursor": cursor, "limit": 1})
    assert answer.status_code == (422 if cursor else 200)


@pytest.mark.parametrize(
    "changed", [[True, 0, 0, 0, 0], [None, None, "x", 1], [None, None, 10**30, 1], [None, None, None, 2**63], [None, None, 1.5, 1], [None, None, None, None]]
)
def test_a_cursor_that_was_tampered_with_is_refused(client, data, changed):
    given = data("/logs/tables/oracle_predictions", limit=1)["next"]
    fingerprint = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))[0]
    assert client.get("/logs/tables/oracle_predictions", params={"cursor": forged([fingerprint, *changed])}).status_code == 422


def test_the_list_of_tables_says_what_they_are_and_hold(data, full):
    told = data("/logs/tables")
    counted = dict(full.rows("SELECT CAST(table_name AS VARCHAR), count(*) FROM events GROUP BY ALL"))
    assert told["total"] == 23
    assert {table["name"]: table["rows"] for table in told["tables"]} == counted
    assert [column["name"] for column in told["tables"][0]["columns"]] == [column.name for column in TABLES["trading_decisions"].columns]


def test_a_row_that_is_not_there_is_404(client):
    answer = client.get("/logs/tables/oracle_predictions/00000000-0000-0000-0000-000000000000")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_facets_count_what_each_choice_would_show(data, full):
    told = data("/logs/facets", bot="ARES")
    counted = dict(full.rows("SELECT coalesce(CAST(bot AS VARCHAR), '(none)'), count(*) FROM events GROUP BY ALL"))
    assert {facet["label"]: facet["records"] for facet in told["facets"]["bot"]} == counted
    assert told["total"] == counted["ARES"] == sum(facet["records"] for facet in told["facets"]["table"])


def test_the_summary_counts_all_tables_and_the_last_days(data, full):
    told = data("/logs/summary", days=30)
    newest = full.newest()
    for name, table in told["tables"].items():
        total, recent = full.rows(
            f"""SELECT count(*), count(*) FILTER (WHERE "at" > TIMESTAMP '{newest:%Y-%m-%d %H:%M:%S}' - INTERVAL 30 DAY)
            FROM events WHERE table_name = '{name}'"""
        )[0]
        assert (table["total_count"], table["recent_count"], table["exists"]) == (total, recent, True), name
    assert list(told["tables"]) == list(TABLES)
    assert told["total_records_all_tables"] == full.rows("SELECT count(*) FROM events")[0][0]
    assert told["days_analyzed"] == 30
