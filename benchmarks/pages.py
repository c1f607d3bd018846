"""What each page asks when a filter changes, as the pages themselves ask it, and the filters that the benchmarks change to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

import streamlit as st
from streamlit.logger import set_log_level
from streamlit.testing.v1 import AppTest

from alphagex_logs import warehouse
from alphagex_logs.filters import Filters
from alphagex_logs.ui import frame

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from alphagex_logs.warehouse import Warehouse

Asked: TypeAlias = "tuple[tuple[str, dict[str, Any]], ...]"

MAIN = frame.PAGES.parent / "alphagex_logs" / "ui" / "main.py"
SYMBOLS = ["SPX", "SPY", "(none)"]  # what the pages are opened with: so their own questions are told from those that every page asks without a filter
# The tabs: the page, what its view is kept under, and the name of the tab.
TABS = {
    "Overview": ("overview", "", ""),
    "Logs": ("logs", "", ""),
    "Predictions, calibration": ("predictions", "view", "Calibration"),
    "Predictions, over time": ("predictions", "view", "Over time"),
    "Predictions, segments": ("predictions", "view", "Segments"),
    "Predictions, comparison": ("predictions", "view", "Comparison"),
    "Predictions, rows": ("predictions", "view", "Coverage and rows"),
    "PnL, equity": ("pnl", "pnl_view", "Equity"),
    "PnL, distribution": ("pnl", "pnl_view", "Distribution"),
    "PnL, attribution": ("pnl", "pnl_view", "Attribution"),
    "PnL, impact": ("pnl", "pnl_view", "Impact of the predictions"),
    "PnL, positions": ("pnl", "pnl_view", "Positions"),
}
ROWS = {"page": 0, "page_size": 100}
LOGS: Asked = (("facet_counts", {}), ("log_count", {}), ("activity_by_day_split", {"split": "category"}), ("log_rows", {"sort": "newest", **ROWS}))
# What every page asks once per version of the warehouse, whatever the filter is.
UNFILTERED: Asked = (("known_bots", {}), ("facet_counts", {}), ("data_origin", {}), ("table_status", {}))
YEAR = {"since": datetime(2017, 1, 1, tzinfo=UTC), "until": datetime(2018, 1, 1, tzinfo=UTC)}
FILTERS = {
    "everything": Filters(),
    "a year": Filters(**YEAR),
    "a week": Filters(since=datetime(2017, 3, 6, tzinfo=UTC), until=datetime(2017, 3, 13, tzinfo=UTC)),
    "a bot": Filters(bots=("ARES",)),
    "two bots, a year": Filters(bots=("ATLAS", "HERMES"), **YEAR),
    "a category": Filters(categories=("trading",)),
    "a table": Filters(tables=("oracle_predictions",)),
    "a symbol": Filters(symbols=("SPX",)),
    "an outcome": Filters(outcomes=("MAX_PROFIT",)),
    "text": Filters(text="condor"),
}
_spellings = count()


class _Recorder:
    """A warehouse that writes down which filtered questions it is asked."""

    def __init__(self, real: Warehouse) -> None:
        self._real = real
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def ask(self, question: str, chosen: Filters | None = None, *, leave: Callable[[], None] | None = None, **given: Any) -> pd.DataFrame:
        if chosen and chosen.symbols:
            self.asked.append((question, given))
        return self._real.ask(question, chosen, leave=leave, **given)


def asked_by_tabs(real: Warehouse) -> dict[str, Asked]:
    """What each tab asks when it is opened and nothing is kept; the pages are run as Streamlit runs them."""
    set_log_level("error")  # outside a server Streamlit warns at every run that there is none
    try:
        return {name: _asked(real, *place) for name, place in TABS.items()}
    finally:
        warehouse.use(None)


def _asked(real: Warehouse, page: str, key: str, tab: str) -> Asked:
    recorder = _Recorder(real)
    warehouse.use(recorder)  # type: ignore[arg-type]  # it answers as the warehouse does
    app = AppTest.from_file(str(MAIN), default_timeout=300)
    app.query_params["symbol"] = SYMBOLS
    app.run()
    if page != "overview":
        app.switch_page(str(frame.PAGES / f"{page}.py"))
    if tab:
        app.session_state[key] = tab
    recorder.asked.clear()
    st.cache_data.clear()
    app.run()
    if app.exception or app.error:
        raise SystemExit(f"The page {page} {tab} fails: {[one.value for one in (*app.exception, *app.error)]}")
    return tuple(recorder.asked)


def anew(chosen: Filters) -> Filters:
    """The same filters, with a text that has not been looked for lately: spelt otherwise in upper and lower case, so the same rows are found."""
    number = next(_spellings)
    return replace(chosen, text="".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate(chosen.text)))
