"""The Audit page shows every table and every check of one."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from alphagex_logs import warehouse
from tests.warehouse.opening import warehouse_of

PAGE = Path(__file__).parents[2] / "pages" / "audit.py"


@pytest.fixture
def page(replayed, loaded, tmp_path):
    st.cache_resource.clear()
    with warehouse_of(replayed, loaded(tmp_path)) as opened:
        warehouse.use(opened)
        yield AppTest.from_file(str(PAGE), default_timeout=60).run()
        warehouse.use(None)


def test_it_lists_the_tables_and_the_checks_of_the_chosen_one(page):
    assert [error.value for error in page.exception] == []
    assert [error.value for error in page.error] == []
    assert [metric.value for metric in page.metric][:3] == ["0", "0", "23"]
    assert "all rows are the replay's" in page.caption[0].value
    assert len(page.dataframe[0].value) == 23
    page.selectbox[0].select("autonomous_trade_log").run()
    assert "It holds rows." in list(page.dataframe[1].value["claim"])
    assert "row by row" in page.expander[0].label
    assert len(page.dataframe[2].value) == 1000  # differences of the two trade journals


def test_without_rows_it_says_which_claims_fail(database, tmp_path):
    st.cache_resource.clear()
    with warehouse_of(database, tmp_path) as opened:
        warehouse.use(opened)
        page = AppTest.from_file(str(PAGE), default_timeout=60).run()
        warehouse.use(None)
    assert [error.value for error in page.exception] == []
    assert page.metric[0].value == "23"
    assert set(page.dataframe[0].value["claim"]) == {"It holds rows."}
