"""What only a real server and real sockets show: downloads that break off, as many at once as there are places, and who else may read."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from alphagex_logs import warehouse
from alphagex_logs.api import create_api, routes
from alphagex_logs.api.addresses import allow_long
from alphagex_logs.api.stream import MOST_AT_ONCE
from alphagex_logs.errors import SettingsError
from alphagex_logs.settings import load
from tests.warehouse.opening import run, warehouse_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

ROWS = 20_000  # of a kilobyte: more than the buffers between two sockets hold


def page(_request: object) -> HTMLResponse:
    return HTMLResponse("<h1>The dashboard</h1>")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a server listens that serves the API and, under every other path, a page: as the dashboard does."""
    allow_long()
    app = Starlette(routes=[*routes(), Route("/{path:path}", page)])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def long_table(databases) -> Iterator[str]:
    with databases.temporary(databases.migrated()) as url:
        run(
            url,
            f"""INSERT INTO gex_change_log (symbol, change_type) SELECT 'SPX', string_agg(md5(n::text || k::text), '')
            FROM generate_series(1, {ROWS}) AS n, generate_series(1, 32) AS k GROUP BY n""",
        )
        yield url


@contextmanager
def asked(port: int, path: str, method: str = "GET", **headers: str) -> Iterator[HTTPResponse]:
    """An answer that is read slowly: little of it fits between the server and here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.sock = socket.socket()
    connection.sock.settimeout(30)
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    connection.sock.connect(("127.0.0.1", port))
    try:
        connection.request(method, path, headers=headers)
        yield connection.getresponse()
    finally:
        connection.close()


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_download_whose_warehouse_goes_away_is_known_to_be_broken(port, long_table, tmp_path, ending):
    with warehouse_of(long_table, tmp_path) as opened:
        warehouse.use(opened)
        with asked(port, f"/api/logs/export/gex_change_log.{ending}") as answer:
            assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked")
            assert len(answer.read(1000)) == 1000
            opened.close()
            with pytest.raises(http.client.IncompleteRead):
                while answer.read(1 << 20):
                    pass
        with asked(port, f"/api/logs/export/gex_change_log.{ending}") as answer:
            assert (answer.status, json.load(answer)["error"]["code"]) == (503, "unavailable")
    warehouse.use(None)


def test_one_download_more_than_there_are_places_is_told_to_come_back(port, long_table, tmp_path):
    with warehouse_of(long_table, tmp_path) as opened:
        warehouse.use(opened)
        with ExitStack() as readers:
            for _ in range(MOST_AT_ONCE):
                slow = readers.enter_context(asked(port, "/api/logs/export/gex_change_log.ndjson"))
                assert slow.status == 200
            for one_more in ("gex_change_log.csv", "gex_change_log.manifest.json"):
                with asked(port, f"/api/logs/export/{one_more}") as answer:
                    assert (answer.status, answer.headers["Retry-After"], json.load(answer)["error"]["code"]) == (429, "5", "too_busy")
            with asked(port, "/api/logs/tables") as answer:
                assert answer.status == 200
        assert wait_for_a_place(port) == 200  # the readers have gone, and so have their downloads
    warehouse.use(None)


def wait_for_a_place(port: int) -> int:
    for _ in range(100):
        with asked(port, "/api/logs/export/ml_models.csv") as answer:
            if answer.status == 200:
                return answer.status
        time.sleep(0.05)
    return answer.status


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("path", ["/api", "/api/", "/api?x=1", "/api/nonsense", "/api/logs/", "/api//logs/tables", "/api/..%2f..%2fetc%2fpasswd", "/api/%ff"])
def test_a_path_under_api_that_is_not_there_is_json_and_never_the_page(port, path, method):
    with asked(port, path, method) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (404, "application/json")
        if method != "HEAD":
            assert json.load(answer)["error"]["code"] == "not_found"


@pytest.mark.parametrize("address", ["/api/logs/tables/ml_models?q=", "/api/logs/facets?bot=ARES&", "/api/"])
def test_an_address_of_a_megabyte_is_refused_in_json(port, address):
    with asked(port, address + "a" * 1_000_000) as answer:
        assert answer.status == (414 if "?" in address else 404)
        assert len(answer.read()) < 500
        assert answer.headers["Content-Type"] == "application/json"


def test_other_paths_are_the_page(port):
    with asked(port, "/apiary") as answer:
        assert answer.read() == b"<h1>The dashboard</h1>"


REACT = "http://localhost:3000"


def test_only_pages_of_named_origins_may_read(full):
    warehouse.use(full)
    client = TestClient(create_api([REACT]))
    assert client.get("/logs/tables", headers={"Origin": REACT}).headers["access-control-allow-origin"] == REACT
    assert "access-control-allow-origin" not in client.get("/logs/tables", headers={"Origin": "http://elsewhere.example"}).headers
    asked_first = {"Origin": REACT, "Access-Control-Request-Method": "GET"}
    assert client.options("/logs/tables", headers=asked_first).status_code == 200
    assert "access-control-allow-origin" not in TestClient(create_api()).get("/logs/tables", headers={"Origin": REACT}).headers
    warehouse.use(None)


def test_origins_come_from_the_environment_and_a_wrong_one_is_named():
    assert load({"ALPHAGEX_CORS_ORIGINS": f"{REACT}, https://desk.example"}).cors_origins == (REACT, "https://desk.example")
    assert load({}).cors_origins == ()
    for wrong in ("*", "localhost:3000", "http://localhost:3000/", "http://*.example"):
        with pytest.raises(SettingsError, match="ALPHAGEX_CORS_ORIGINS"):
            load({"ALPHAGEX_CORS_ORIGINS": wrong})
