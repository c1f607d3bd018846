"""What the charts of activity draw: bars by day and label."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from alphagex_logs.charts import activity
from alphagex_logs.charts.palette import PALETTES

DAY = dt.date(2018, 12, 24)


def test_five_years_become_months_and_a_quarter_stays_days():
    days = pd.bdate_range("2014-01-01", "2018-12-31")
    rows = pd.DataFrame({"trade_day": days, "bot": "ARES", "rows": 1})
    assert len(activity.activity_by_day(rows, by="bot").data[0].x) == 60
    assert len(activity.activity_by_day(rows[-60:], by="bot").data[0].x) == 60
    assert sum(activity.activity_by_day(rows, by="bot").data[0].y) == len(days)


def test_labels_without_a_colour_get_one_each_as_far_as_eyes_can_tell_them_apart():
    rows = pd.DataFrame({"trade_day": DAY, "table": [f"table_{number}" for number in range(11)], "rows": range(1, 12)})
    drawn = {bar.name: (bar.marker.color, sum(bar.y)) for bar in activity.activity_by_day(rows, by="table").data}
    assert list(drawn) == [*(f"table_{number}" for number in range(10, 2, -1)), "3 others"]
    assert len({colour for colour, _ in drawn.values()}) == 9
    assert drawn["3 others"][1] == 1 + 2 + 3


def test_results_keep_their_colours_in_the_histogram():
    rows = pd.DataFrame({"trade_day": DAY, "result": ["(none)", "loss", "win"], "rows": 1})
    look = PALETTES["light"]
    drawn = {bar.name: bar.marker.color for bar in activity.activity_by_day(rows, by="result").data}
    assert list(drawn.items()) == [("win", look.gain), ("loss", look.loss), ("(none)", look.neutral)]


@pytest.mark.parametrize(("most", "ticks"), [(1, [0, 1]), (3, [0, 1, 2, 3])], ids=["one row", "three rows"])
def test_few_rows_are_counted_in_whole_numbers(most, ticks):
    rows = pd.DataFrame({"trade_day": [DAY] * most, "category": "gex", "rows": 1})
    axis = activity.activity_by_day(rows).layout.yaxis
    assert (axis.tickformat, [axis.dtick * place for place in range(most + 1)]) == (",d", ticks)
    many = activity.activity_by_day(pd.DataFrame({"trade_day": [DAY], "category": ["gex"], "rows": [2_500]})).layout.yaxis
    assert (many.tickformat, many.dtick) == ("~s", None)
