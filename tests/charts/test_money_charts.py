"""What the charts of money draw: equity, calendars, the waterfall and bars."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd

from alphagex_logs.charts import calendars, contributions, equity, waterfall
from alphagex_logs.charts.sheet import alt_text
from alphagex_logs.metrics import waterfall as attribution

DAY = dt.date(2018, 12, 24)


def test_a_first_loss_is_under_water_from_zero():
    rows = pd.DataFrame(
        {"trade_day": pd.to_datetime(["2018-12-03", "2018-12-04", "2018-12-05"]), "bot": "ARES", "pnl": [Decimal(-100), Decimal(50), Decimal(-75)]}
    )
    curve = equity.curves(rows)["ARES"]
    assert curve["equity"].to_list() == [-100, -50, -125]
    assert curve["drawdown"].to_list() == [-100, -50, -125]


def test_the_total_is_the_sum_of_the_bots_and_one_bot_needs_none():
    rows = pd.DataFrame({"trade_day": [DAY, DAY], "bot": ["ARES", "ATLAS"], "pnl": [Decimal("10.50"), Decimal("-4.25")]})
    assert equity.curves(rows)["TOTAL"]["equity"].to_list() == [6.25]
    assert list(equity.curves(rows[:1])) == ["ARES"]


def test_a_series_that_ended_is_carried_flat_to_the_last_day():
    rows = pd.DataFrame({"trade_day": pd.to_datetime(["2018-12-03", "2018-12-07"]), "bot": ["ATLAS", "ARES"], "pnl": [40, 10]})
    atlas = next(trace for trace in equity.equity(rows).data if trace.name == "ATLAS")
    assert [str(day)[:10] for day in atlas.x] == ["2018-12-03", "2018-12-07"]
    assert list(atlas.y) == [40, 40]


def test_a_blank_day_is_not_a_zero_day():
    rows = pd.DataFrame({"trade_day": [dt.date(2018, 12, 24), dt.date(2018, 12, 26)], "pnl": [Decimal("0.00"), Decimal("-5.00")]})
    cells = calendars.calendar_heatmap(rows).data[0]
    monday, tuesday, wednesday = (np.asarray(cells.z)[weekday, 51] for weekday in range(3))
    assert (monday, wednesday) == (0, -5) and np.isnan(tuesday)
    assert np.asarray(cells.text)[2, 51] == "-"


def test_months_sum_their_days_and_years_their_months():
    days = [dt.date(2018, 11, 5), dt.date(2018, 11, 6), dt.date(2018, 12, 3)]
    figure = calendars.monthly_heatmap(pd.DataFrame({"trade_day": days, "pnl": [100, -40, 2000]}))
    assert list(figure.data[1].text) == ["0.1", "2.0", "2.1"]
    assert "in thousands of $" in figure.layout.title.text


def test_the_numbers_of_months_fit_into_narrow_cells():
    days = [dt.date(2018, month, 5) for month in range(1, 8)]
    figure = calendars.monthly_heatmap(pd.DataFrame({"trade_day": days, "pnl": [-43_512, 12_200, -9_940, 9_960, -40, 0, -651]}))
    assert list(figure.data[1].text) == ["-44", "12", "-9.9", "10", "0.0", "0.0", "-0.7", "-32"]
    few = calendars.monthly_heatmap(pd.DataFrame({"trade_day": days[:2], "pnl": [-870, 12]}))
    assert list(few.data[1].text) == ["-870", "12", "-858"]


def test_the_colour_scale_is_centred_on_zero():
    cells = calendars.monthly_heatmap(pd.DataFrame({"trade_day": [DAY], "pnl": [500]})).data[0]
    assert (cells.zmin, cells.zmax, cells.zmid) == (-500, 500, 0)


def test_the_waterfall_adds_up_to_the_cent_with_what_nobody_claims():
    paths = [("ARES", "condor"), ("ARES", "spread"), (None, None)]
    parts = attribution.waterfall(paths, [Decimal("100.10"), Decimal("-40.05"), Decimal("3.33")], Decimal("65.00"))
    drawn = [(step.bar.label, step.level, step.start, step.end) for step in waterfall.steps(parts)]
    assert drawn == [
        ("ARES", 0, Decimal(0), Decimal("60.05")),
        ("condor", 1, Decimal(0), Decimal("100.10")),
        ("spread", 1, Decimal("100.10"), Decimal("60.05")),
        ("unattributed", 0, Decimal("60.05"), Decimal("65.00")),
        ("total", 0, Decimal(0), Decimal("65.00")),
    ]
    assert alt_text(waterfall.waterfall(parts)).endswith("ARES +$60.05; unattributed +$4.95; total +$65.00.")


def test_less_than_a_dollar_is_not_written_in_thousandths():
    rows = pd.DataFrame({"bot": ["ARES", "ATLAS"], "pnl": [0.5, -0.2], "n": 1})
    assert contributions.pnl_by_bar(rows).layout.xaxis.tickformat == "$,~f"
    assert contributions.pnl_by_bar(rows.assign(pnl=[2_500, -1])).layout.xaxis.tickformat == "$,~s"


def test_unranked_bars_stand_in_the_order_of_their_rows_from_top_to_bottom():
    rows = pd.DataFrame({"weekday": ["Monday", "Tuesday", "Friday"], "pnl": [-1.0, 5.0, 2.0], "n": 1})
    assert list(contributions.pnl_by_bar(rows, by="weekday", ranked=False).data[0].y) == ["Friday", "Tuesday", "Monday"]
    assert list(contributions.pnl_by_bar(rows, by="weekday").data[0].y) == ["Monday", "Friday", "Tuesday"]
