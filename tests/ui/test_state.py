"""What a person has chosen: from the link to the controls, to the filters, and back into links."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from alphagex_logs.ui import state


def test_a_link_sets_every_control(screen):
    app = screen.open(range="custom", since="2018-01-02", until="2018-06-29", bot=["ARES", "ORACLE"], category="oracle", q="SPX")
    kept = {name: app.session_state[name] for name in ("range", "since", "until", "bot", "category", "q")}
    assert kept == {"range": "custom", "since": date(2018, 1, 2), "until": date(2018, 6, 29), "bot": ["ARES", "ORACLE"], "category": ["oracle"], "q": "SPX"}


def test_the_choices_survive_a_change_of_page(screen):
    app = screen.open("pnl", bot="ATLAS", range="1Y")
    assert (app.session_state["bot"], app.session_state["range"]) == (["ATLAS"], "1Y")


def test_active_filters_are_chips_and_each_drops_itself(screen):
    app = screen.open(bot=["ARES", "ATLAS"], range="90D")
    assert {button.label.removesuffix(" *drop this filter*") for button in app.button if button.key.startswith("chip_")} == {"last 90D", "ARES", "ATLAS"}
    app.button(key="chip_bot_ARES").click().run()
    assert app.session_state["bot"] == ["ATLAS"]
    app.button(key="chip_range_90D").click().run()
    assert app.session_state["range"] == "all"


def test_reset_drops_everything(screen):
    app = screen.open(bot="ARES", range="custom", since="2018-01-02", q="SPX")
    app.button(key="reset").click().run()
    assert [app.session_state[name] for name in ("bot", "range", "since", "q")] == [[], "all", None, ""]


def test_another_range_forgets_the_custom_days(screen):
    app = screen.open(range="custom", since="2018-01-02")
    app.get_by_key("range").set_value("7D").run()
    assert app.session_state["since"] is None


@pytest.mark.parametrize(("name", "value"), [("bot", "NOBODY"), ("range", "3W"), ("since", "yesterday"), ("table", "no_such_table"), ("q", "a" * 201)])
def test_a_link_that_means_nothing_is_named_and_left_out(screen, name, value):
    app = screen.open(**{name: value})
    assert any(f"filter '{name}'" in shown.value.replace("\\", "") for shown in app.warning)
    assert not app.exception and not app.error
    assert name not in app.query_params


def test_days_in_the_wrong_order_are_left_out_of_a_link_and_named_when_they_are_chosen(screen):
    app = screen.open(range="custom", since="2018-06-29", until="2018-01-02", bot="ARES")
    assert [app.session_state[name] for name in ("since", "until", "bot")] == [date(2018, 6, 29), None, ["ARES"]]
    assert [shown.value for shown in app.error] == []
    app.date_input(key="until").set_value(date(2018, 1, 2)).run()
    assert [shown.value.replace("\\", "") for shown in app.warning] == ["The filter 'until' is not after since. Change it above, or drop it."]


def test_text_from_a_link_is_shown_as_it_is_and_not_as_markdown(screen):
    app = screen.open(q="**bold** $x$ [a](b)")
    label = next(button.label for button in app.button if button.key.startswith("chip_q"))
    assert label == r"\"\*\*bold\*\* \$x\$ \[a\]\(b\)\" *drop this filter*"


def test_times_are_shown_in_the_zone_that_is_chosen(screen):
    newest = {zone: next(shown.value for shown in screen.open(tz=zone).caption if shown.value.startswith("newest row")) for zone in ("NY", "UTC")}
    assert "2018-12-31 16:28 NY" in newest["NY"]
    assert "2018-12-31 21:28 UTC" in newest["UTC"]


def _drawn_and_looked_at_twice():
    import streamlit as st

    from alphagex_logs.ui import state

    with state.drawing():
        st.text("drawn")
    st.session_state["rests"] = [state.at_rest(), state.at_rest()]


def test_a_page_is_left_alone_for_as_long_as_drawing_it_took(monkeypatch):
    clock = iter([10.0, 14.0, 17.9, 18.0])  # it begins, it ends four seconds later, and is looked at
    monkeypatch.setattr(state, "monotonic", lambda: next(clock))
    app = AppTest.from_function(_drawn_and_looked_at_twice).run()
    assert not app.exception
    assert app.session_state["rests"] == [False, True]
