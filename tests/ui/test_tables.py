"""Tables and tiles: what is read one way and sorted another, what is not known, and what stands beside a number."""

from __future__ import annotations

import pandas as pd

from alphagex_logs.filters import Filters
from alphagex_logs.metrics.rates import rate_of_counts
from alphagex_logs.metrics.results import Estimate
from alphagex_logs.metrics.segments import pnl_segments
from alphagex_logs.ui import scores, table, tiles
from alphagex_logs.ui.scores import Number
from alphagex_logs.ui.sections import pnl_parts


def test_a_tiny_q_value_is_written_as_a_bound_and_stays_a_number():
    styled = table._styled(pd.DataFrame({"q_value": [1e-9, 0.25, None]}), None)
    assert [cell["display_value"] for row in styled._translate(False, False)["body"] for cell in row if cell["type"] == "td"] == ["<0.001", "0.250", "—"]
    assert styled.data["q_value"].tolist()[:2] == [1e-9, 0.25]


def test_weekdays_are_listed_as_the_week_runs_and_bots_by_what_they_earned():
    found = pnl_segments(["Friday", "Monday", "Wednesday"], [300.0, 100.0, -200.0])
    assert [each.label for each in pnl_parts.in_order(found, "weekday")] == ["Monday", "Wednesday", "Friday"]
    bots = pnl_segments(["ARES", "ATLAS"], [100.0, -200.0])
    assert [each.label for each in pnl_parts.in_order(bots, "bot")] == ["ATLAS", "ARES"]


def test_what_rounds_to_zero_has_no_sign():
    assert [scores._signed(value, "+.3f") for value in (-0.0001, 0.0, 0.0004, -0.0006)] == ["0.000", "0.000", "0.000", "-0.001"]


def test_a_value_outside_of_its_interval_says_why():
    def said(key, value, low=0.0, high=0.0061):
        return scores.beyond(Number(key, "", Estimate(value, 104, low=low, high=high), "score", ""))

    assert said("miscalibration", 0.0065) == "above its interval by noise"
    assert said("max_drawdown", -90.0, -80.0, -20.0) == "the same days in other orders rarely give it"
    assert said("payoff", 0.0065) == "outside of its interval"
    assert (said("miscalibration", 0.0061), said("miscalibration", 0.0), said("miscalibration", 0.5, None, None)) == ("", "", "")


def test_the_statements_of_a_tile_are_kept_apart_and_no_interval_is_broken():
    number = Number("risk_weighted", "Return on risk", Estimate(0.007, 2088, 35, low=0.005, high=0.008), "r", "", note="all PnL over all risk", of="positions")
    detail = scores._tile(number, Filters()).detail
    assert detail.split(tiles.APART) == ["n=2,088  [0.005, 0.008]", "35 left out", "all PnL over all risk"]
    assert tiles.unbroken("n=8 [0.1, 0.2], then more") == "n=8 [0.1,\N{NO-BREAK SPACE}0.2], then more"


def test_what_is_not_known_is_missing_for_the_browser():
    shown = table.prepared(pd.DataFrame({"bot": ["ARES", None], "interval": ["[1, 2]", "—"]}))
    assert shown["bot"].tolist() == [["ARES"], None]
    assert shown["interval"].isna().tolist() == [False, True]


def test_the_definition_of_a_rate_names_both_intervals():
    seven = rate_of_counts(7, 10)
    told = scores.definition(Number("hit_rate", "", seven.estimate, "rate", "accuracy_totals", aside=scores.jeffreys(seven)), Filters())
    assert told.leaves_out.endswith("interval: 95 %, by bot-day, by Wilson; by Jeffreys [39.4, 90.7].")
    assert scores.jeffreys(rate_of_counts(0, 0)) == ""
