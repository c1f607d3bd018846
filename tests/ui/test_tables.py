"""Tables of segments: values that are read one way and sorted another."""

from __future__ import annotations

import pandas as pd

from alphagex_logs.metrics.segments import pnl_segments
from alphagex_logs.ui import scores, table
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
