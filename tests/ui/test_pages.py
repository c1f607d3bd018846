"""Every page on the replay, on nothing, and on filters that leave nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alphagex_logs import warehouse
from alphagex_logs.filters import Filters
from alphagex_logs.ui.empty import FIRST_ROW
from alphagex_logs.ui.sections import overview
from alphagex_logs.ui.wording import key_of
from tests.ui.conftest import on
from tests.warehouse.opening import insert, warehouse_of

README = Path(__file__).parents[2] / "README.md"
PAGES = {"overview": "Overview", "logs": "Logs", "predictions": "Predictions", "pnl": "PnL"}


def metric(app, label):
    return next(shown.value for shown in app.metric if shown.label == label)


@pytest.mark.parametrize(("page", "title"), PAGES.items())
def test_a_page_opens_under_its_own_title_and_without_a_problem(screen, page, title):
    app = screen.open(page)
    assert [shown.value for shown in app.title] == [title]
    assert not app.exception
    assert [shown.value for shown in app.error] == []


@pytest.mark.parametrize(("page", "title"), PAGES.items())
def test_a_page_without_any_row_says_so(empty_screen, page, title):
    app = empty_screen.open(page)
    assert [shown.value for shown in app.title] == [title]
    assert not app.exception
    assert [shown.value for shown in app.error] == []
    assert any("as soon as a bot has logged some" in shown.value for shown in app.info)
    program = [shown.value for shown in app.code]
    assert program == ([FIRST_ROW.strip()] if page in {"overview", "logs"} else [])
    assert FIRST_ROW in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_selection_names_the_filter_that_emptied_it_and_dropping_it_brings_rows_back(screen, page):
    app = screen.open(page, bot="ARES", q="no row says this")
    assert any("no row says this" in shown.value for shown in app.markdown if shown.value.startswith("**No "))
    way_out = next(button for button in app.button if button.label.startswith("Drop the search text"))
    way_out.click().run()
    assert not any(shown.value.startswith("**No ") for shown in app.markdown)
    assert app.session_state["bot"] == ["ARES"]


def test_the_way_out_counts_the_predictions_of_the_forecaster_on_screen(screen):
    told = dict(warehouse.current().rows("SELECT source, count(*) FROM predictions GROUP BY source"))
    app = screen.open("predictions", q="no row says this", source="ARES ML")
    assert [button.label for button in app.button if button.label.startswith(("Drop", "Show"))] == [f"Drop the search text: {told['ares_ml']:,} predictions"]


def test_where_only_other_forecasters_have_predictions_they_are_a_way_out_too(screen):
    app = screen.open("predictions", bot="ATLAS", source="ARES ML")
    assert any(shown.value == "**No ARES ML predictions for ATLAS**" for shown in app.markdown)
    rows = warehouse.current().rows("SELECT count(*) FROM predictions WHERE bot = 'ATLAS'")[0][0]
    next(button for button in app.button if button.label == f"Show all forecasters: {rows:,} predictions").click().run()
    assert app.session_state["source"] == "all"
    assert metric(app, "Hit rate") != "—"


def test_a_forecaster_that_never_predicted_does_not_hide_those_that_did(database, tmp_path):
    insert(database, "ares_ml_outcomes", bot_name="ARES", trade_date="2018-12-24", win_probability=0.7, actual_outcome="MAX_PROFIT")
    with warehouse_of(database, tmp_path) as opened, on(opened) as shown:
        app = shown.open("predictions")
        assert [told.value for told in app.info] == ["There are no ORACLE predictions yet. They appear here as soon as a bot has logged some."]
        next(button for button in app.button if button.label == "Show all forecasters: 1 prediction").click().run()
        assert metric(app, "Hit rate") == "100.0 %"


def test_a_bot_without_positions_has_no_drawdown(screen):
    bots = screen.open().dataframe[0].value.set_index("bot")["max_drawdown"].astype("float64")
    assert {bot[0]: drawdown <= 0 for bot, drawdown in bots.items()} == {"ARES": True, "ATLAS": True, "HERMES": True, "PHOENIX": True, "ORACLE": False}


def test_the_overview_counts_what_the_warehouse_holds(screen):
    app = screen.open()
    records = warehouse.current().rows("SELECT count(*) FROM events")[0][0]
    assert metric(app, "Records") == f"{records:,}"
    assert metric(app, "Tables with data") == "23 of 23"


def test_each_tile_of_the_overview_explains_itself_by_columns_of_its_answers(screen):
    for label in ("Records", "Tables with data", "Open outcomes", "What is wrong"):
        told = overview._defined(label, Filters())
        held = {
            name
            for question in filter(None, (told.question, told.beside))
            for name in warehouse.current().ask(question, Filters() if question == told.question else None)
        }
        named = re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+|records|pending|overdue|contradictions", told.formula.partition("In the answer: ")[2])
        assert named and held.issuperset(named), label


def test_a_bot_narrows_the_numbers_to_its_rows(screen):
    app = screen.open(bot="ARES")
    rows = warehouse.current().rows("SELECT count(*) FROM events WHERE bot = 'ARES'")[0][0]
    assert metric(app, "Records") == f"{rows:,}"


def test_net_pnl_is_the_sum_of_the_closed_positions(screen):
    app = screen.open("pnl", bot=["ARES", "ATLAS"])
    net = warehouse.current().rows("SELECT sum(pnl) FROM closed_positions WHERE bot IN ('ARES', 'ATLAS')")[0][0]
    assert metric(app, "Net PnL") == f"${net:,.0f}"


def test_hit_rate_is_wins_over_resolved_of_the_chosen_source(screen):
    app = screen.open("predictions", source="ARES ML")
    wins, n = warehouse.current().rows("SELECT count(*) FILTER (WHERE won), count(won) FROM predictions WHERE source = 'ares_ml' AND state = 'resolved'")[0]
    assert metric(app, "Hit rate") == f"{100 * wins / n:.1f} %"


def test_the_logs_show_the_newest_hundred_rows_first(screen):
    rows = screen.open("logs").dataframe[0].value
    assert len(rows) == 100
    assert rows["at"].is_monotonic_decreasing
    assert rows["at"].iloc[0].tz_localize(None) == warehouse.current().rows('SELECT max("at") FROM events')[0][0]


def test_a_facet_adds_a_filter_and_takes_it_away_again(screen):
    app = screen.open("logs")
    app.button(key="facet_bot_atlas").click().run()
    assert app.session_state["bot"] == ["ATLAS"]
    app.button(key="facet_bot_atlas").click().run()
    assert app.session_state["bot"] == []


def test_rows_without_a_bot_can_be_chosen_too(screen):
    app = screen.open("logs")
    app.button(key=f"facet_bot_{key_of('(none)')}").click().run()
    assert not app.exception
    assert app.session_state["bot"] == ["(none)"]
    assert app.dataframe[0].value["bot"].isna().all()  # which the browser shows as a dash, like every other cell without a value


def test_a_facet_says_exactly_how_many_rows_it_would_show(screen):
    app = screen.open("logs", category="oracle")
    rows = warehouse.current().rows("SELECT count(*) FROM events WHERE bot = 'PHOENIX' AND category = 'oracle'")[0][0]
    assert app.button(key="facet_bot_phoenix").label == f"+ PHOENIX `{rows:,}` *bot*"


def test_a_category_tab_sets_the_category_filter(screen):
    app = screen.open("logs")
    app.get_by_key("category_tabs").set_value("wheel").run()
    assert app.session_state["category"] == ["wheel"]
    assert set(app.dataframe[0].value["table_name"]) == {"wheel_activity_log"}


def test_a_permalink_opens_its_row_whatever_the_filters_are(screen):
    event_id, summary = warehouse.current().rows("SELECT event_id::VARCHAR, summary FROM events WHERE table_name = 'oracle_predictions' ORDER BY id LIMIT 1")[0]
    app = screen.open("overview", row=event_id, bot="HERMES")
    assert summary in [shown.value for shown in app.text]


def test_a_permalink_to_nothing_says_so(screen):
    app = screen.open("overview", row="no such identity")
    assert any("No row has this identity" in shown.value for shown in app.info)


def test_downloads_say_how_many_rows_they_hold_and_carry_the_filters(screen):
    app = screen.open("logs", bot="ARES", table="oracle_predictions")
    count = warehouse.current().ask("log_count", Filters(bots=("ARES",), tables=("oracle_predictions",)))["records"].iloc[0]
    assert any(shown.value.startswith(f"{count:,} rows of `oracle_predictions`") for shown in app.caption)
    links = {button.label: button.url for button in app.link_button}
    assert links["CSV"].endswith(".csv?bot=ARES&table=oracle_predictions")


def test_the_replay_says_what_is_real_and_what_is_modelled(screen):
    assert "Replay: real prices and VIX, modelled premiums and gamma" in [shown.value for shown in screen.open().caption]


@pytest.mark.parametrize("opened", [("logs", {}), ("pnl", {"pnl_view": "Positions"})], ids=["logs", "positions"])
def test_the_first_page_number_that_is_clicked_is_kept(screen, opened):
    page, query = opened
    app = screen.open(page, **query)
    app.session_state["page"] = 2
    app.run()
    assert app.session_state["page"] == 2
    app.session_state["sort"] = "oldest"
    app.run()
    assert app.session_state["page"] == 1
