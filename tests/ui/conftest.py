"""The dashboard as AppTest runs it, on a warehouse of the replay, of nothing, or of a few rows."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from alphagex_logs import warehouse
from alphagex_logs.ui import frame
from tests.warehouse.opening import warehouse_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alphagex_logs.warehouse import Warehouse

MAIN = frame.PAGES.parent / "alphagex_logs" / "ui" / "main.py"
SECONDS = 60


class Screen:
    """The dashboard, opened at a page and a query string."""

    def open(self, page: str = "overview", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=SECONDS)
        for name, values in query.items():
            app.query_params[name] = values
        app.run()
        return app.switch_page(str(frame.PAGES / f"{page}.py")).run() if page != "overview" else app


@contextmanager
def on(opened: Warehouse) -> Iterator[Screen]:
    """The dashboard on this warehouse. Answers of another one are forgotten: versions of two warehouses may be equal."""
    st.cache_data.clear()
    st.cache_resource.clear()
    warehouse.use(opened)
    try:
        yield Screen()
    finally:
        warehouse.use(None)


@pytest.fixture(scope="session")
def replayed_warehouse(replayed: str, loaded: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with warehouse_of(replayed, loaded(tmp_path_factory.mktemp("screen"))) as opened:
        yield opened


@pytest.fixture
def screen(replayed_warehouse: Warehouse) -> Iterator[Screen]:
    """The dashboard on the replay."""
    with on(replayed_warehouse) as shown:
        yield shown


@pytest.fixture
def empty_screen(database: str, tmp_path: Path) -> Iterator[Screen]:
    """The dashboard on a database without any row."""
    with warehouse_of(database, tmp_path) as opened, on(opened) as shown:
        yield shown
