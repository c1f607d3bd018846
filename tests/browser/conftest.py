"""A real server in a process of its own, and a real Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import psycopg2
import pytest
from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SECONDS = 120
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# the state of the script: the widget that tells of it comes late on a busy machine
SETTLED = """() => !document.querySelector('[data-testid=stSkeleton], [data-testid=stStatusWidget]')
    && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('h1')
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => chart.querySelector('.main-svg'))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@contextmanager
def served(url: str, folder: Path) -> Iterator[str]:
    """The address of the dashboard and the API on the database at `url`; the process ends with the block."""
    port = _free_port()
    environment = os.environ | {"DATABASE_URL": url, "ALPHAGEX_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.fileWatcherType", "none"]
    with (folder / "server.log").open("w") as log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, folder / "server.log")
            yield address
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"The server ended at once:\n{log.read_text()}")
        try:
            with urlopen(f"{address}/_stcore/health"):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"The server did not answer within {SECONDS} s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def address(replayed: str, loaded: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard on the replay."""
    with served(replayed, loaded(tmp_path_factory.mktemp("served"))) as shown:
        yield shown


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium; without one the tests are skipped, and fail where CI is set."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        except Error as error:
            reason = f"no Chromium: install it, or run `playwright install chromium` ({str(error).splitlines()[0]})"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser
        browser.close()


class Desk:
    """One browser window on the dashboard."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, path: str = "/") -> Desk:
        self.page.goto(self.address + path)
        return self.settle()

    def settle(self) -> Desk:
        """Wait until the page has been drawn and nothing loads."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(SETTLED, timeout=SECONDS * 1000)
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(SETTLED, timeout=SECONDS * 1000)
        return self

    def until_url(self, part: str) -> Desk:
        self.page.wait_for_url(lambda url: part in url, timeout=SECONDS * 1000)
        return self.settle()

    def tile(self, label: str) -> str:
        tile = self.page.locator("[data-testid=stMetric]").filter(has=self.page.locator("label", has_text=label))
        return tile.locator("[data-testid=stMetricValue]").inner_text().strip()

    def bars(self, key: str) -> float:
        """The sum of all bars of a chart, as the browser drew them."""
        plot = self.page.locator(f".st-key-chart_{key} .js-plotly-plot")
        return plot.evaluate("plot => plot._fullData.flatMap(trace => Array.from(trace.y)).reduce((sum, y) => sum + Math.abs(y), 0)")


@pytest.fixture
def desk(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A fresh window on the replay; parametrise indirectly with the options of a browser context."""
    with chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **getattr(request, "param", {})}) as context:
        context.set_default_timeout(SECONDS * 1000)
        yield Desk(context.new_page(), address)


@pytest.fixture(scope="session")
def ask(replayed: str):
    """Ask PostgreSQL itself."""

    def rows(statement: str, *parameters: object) -> list[tuple[object, ...]]:
        connection = psycopg2.connect(replayed)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters or None)
                return cursor.fetchall()
        finally:
            connection.close()

    return rows
