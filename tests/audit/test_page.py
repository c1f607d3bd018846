"""The Audit page shows every table and every check of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from alphagex_logs import warehouse
from tests.warehouse.opening import warehouse_of

PAGE = Path(__file__).parents[2] / "pages" / "audit.py"


@pytest.fixture
def page(replayed, tmp_path):
    with warehouse_of(replayed, tmp_path) as opened:
        warehouse.use(opened)
        yield AppTest.from_file(str(PAGE), default_timeout=60).run()
        warehouse.use(None)


def test_it_lists_the_tables_and_the_checks_of_the_chosen_one(page):
    assert [error.value for error in page.exception] == []
    assert [error.value for error in page.error] == []
    assert page.metric[0].value == "0"
    assert len(page.dataframe[0].value) == 23
    page.selectbox[0].select("gex_change_log").run()
    assert "It holds rows." in list(page.dataframe[1].value["Claim"])
