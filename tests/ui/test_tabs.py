"""Every tab of the Predictions and PnL pages, for every source: on the replay, where nothing is resolved, and on a single row."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from alphagex_logs.ui.sections import pnl, predictions, predictions_rows
from tests.ui.conftest import on
from tests.warehouse.opening import insert, warehouse_of

VIEWS = {"predictions": ("view", predictions.VIEWS), "pnl": ("pnl_view", pnl.VIEWS)}
FOLDED = {"against_pnl": "true", "scales": "true", "ready_made": "true"}


def tabs(app, page):
    """Open one tab of a page after the other: its name, and what of it the tab adds to the page: charts and tables."""
    key, names = VIEWS[page]
    for name in names:
        app.session_state[key] = name
        app.run()
        assert not app.exception, name
        assert [shown.value for shown in app.error] == [], name
        assert app.session_state[key] == name
        yield name, {chart.proto.id.rsplit("-", 1)[-1] for chart in app.get("plotly_chart")} - {"coverage"}, len(app.dataframe)


def tile(app, label):
    return next(shown.value for shown in app.metric if shown.label == label)


def test_every_tab_of_predictions_is_whole_for_every_source(screen):
    app = screen.open("predictions", **FOLDED)
    for source in [*predictions.SOURCES, predictions.ALL_SOURCES]:
        app.session_state["source"] = source
        shown = {name: charts for name, charts, _ in tabs(app, "predictions")}
        assert shown["Calibration"] == {"reliability", "roc", "murphy"}, source
        inputs = set() if source == predictions.ALL_SOURCES else {"inputs"}
        assert shown["Over time"] == {"hit_rate", "vlad", "cusum", "e_process"} | inputs, source
        assert shown["Comparison"] == {"versions", "rivals", "outcomes"}, source
        assert app.session_state["source"] == source


def test_a_part_that_is_folded_asks_when_it_is_opened(screen):
    folded, opened = (screen.open("predictions", view="Coverage and rows", **parts) for parts in ({}, FOLDED))
    assert len(opened.dataframe) == len(folded.dataframe) + len(FOLDED)


def test_a_list_of_rows_says_how_many_there_are_and_has_them_all_on_its_pages(screen, full):
    resolved = full.rows("SELECT count(*) FROM predictions WHERE source = 'oracle' AND state = 'resolved'")[0][0]
    against = full.rows("SELECT count(*) FROM events WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0)")[0][0]
    app = screen.open("predictions", view="Coverage and rows", ledger="resolved", against_pnl="true")
    assert {f"{rows:,} rows, the newest first" for rows in (resolved, against)} <= {shown.value for shown in app.caption}
    last = -(-against // predictions_rows.LISTED)
    app.session_state["against_page"] = last
    app.run()
    listed = next(shown.value for shown in app.dataframe if "summary" in shown.value)
    assert len(listed) == against - (last - 1) * predictions_rows.LISTED


def test_a_download_holds_the_rows_of_the_source_on_screen(screen, full):
    app = screen.open("predictions", view="Coverage and rows")
    for source, table in predictions.TABLE_OF.items():
        app.session_state["source"] = predictions.NAMES[source]
        app.run()
        links = [link.proto.url for link in app.get("link_button") if "export" in link.proto.url]
        assert [parse_qs(urlsplit(link).query) for link in links] == [{"table": [table]}] * 4
        rows = full.rows("SELECT count(*) FROM predictions WHERE source = $source", {"source": source})[0][0]
        assert any(shown.value.startswith(f"{rows:,} predictions") for shown in app.caption), source


def test_every_tab_of_pnl_is_whole(screen):
    app = screen.open("pnl", capital="500000")
    shown = {name: (charts, listed) for name, charts, listed in tabs(app, "pnl")}
    assert shown["Equity"][0] == {"equity", "months", "calendar"}
    assert shown["Distribution"][0] == {"distribution_pnl", "distribution_r"}
    assert shown["Attribution"] == ({"waterfall", "parts"}, 3)
    assert shown["Impact of the predictions"][0] == {"impact", "advice_r", "skips", "probability_bins", "promised"}
    assert shown["Positions"] == (set(), 1)
    app.get_by_key("sort").set_value("gain").run()
    assert app.dataframe[0].value["pnl"].astype(float).is_monotonic_decreasing


def test_every_tab_of_predictions_is_whole_where_nothing_is_resolved(screen):
    app = screen.open("predictions", state="skipped", **FOLDED)
    assert len(list(tabs(app, "predictions"))) == len(predictions.VIEWS)
    assert tile(app, "Hit rate") == "—"


@pytest.fixture
def single(database, tmp_path):
    """A warehouse with one prediction that came true and the one position that it was about."""
    day = "2018-12-24"
    insert(
        database, "oracle_predictions", trade_date=day, bot_name="ARES", win_probability=0.7, advice="TRADE_FULL", actual_outcome="MAX_PROFIT",
        actual_pnl=50, prediction_time=f"{day}T14:00:00Z", timestamp=f"{day}T14:00:00Z",
    )  # fmt: skip
    insert(database, "trading_decisions", bot_name="ARES", symbol="SPX", actual_pnl=50, timestamp=f"{day}T14:30:00Z")
    with warehouse_of(database, tmp_path) as opened, on(opened) as shown:
        yield shown


@pytest.mark.parametrize(("page", "label", "value"), [("predictions", "Hit rate", "100.0 %"), ("pnl", "Net PnL", "$50")])
def test_a_single_row_fills_every_tab(single, page, label, value):
    app = single.open(page)
    assert len(list(tabs(app, page))) == len(VIEWS[page][1])
    assert tile(app, label) == value
