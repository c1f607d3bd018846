"""Where labels, legends and ticks stand, and which points of a long line are drawn."""

from __future__ import annotations

import datetime as dt

import numpy as np

from alphagex_logs.charts.columns import peaks, thinned
from alphagex_logs.charts.sheet import Mark, apart, sheet, spare
from alphagex_logs.charts.time_axis import below_dates, dates, line_of

DAY = dt.date(2018, 12, 24)


def test_labels_move_apart_only_where_they_must():
    assert apart([0, 10], 3, (0, 20)) == [0, 10]
    assert apart([5, 5.5, 0], 3, (0, 20)) == [5, 8, 0]
    assert apart([20, 19.5], 3, (0, 20)) == [20, 17]


def test_thinning_keeps_the_ends_and_peaks():
    assert list(thinned(3)) == [0, 1, 2] and list(thinned(0)) == []
    assert list(thinned(101, 3)) == [0, 50, 100]
    values = np.zeros(10_000)
    values[4_321] = 9.0
    kept = peaks(values, 100)
    assert 4_321 in kept and kept[-1] == 9_999 and len(kept) <= 100


def test_names_of_near_lines_stand_on_other_sides_and_those_of_far_lines_on_the_left():
    page = sheet("light", "A title", plot_height=300)
    page.mark_each_x([Mark(0.70, "full"), Mark(0.55, "reduced"), Mark(0.69, "break-even"), Mark(0.71, "a fourth")], width=1.0)
    placed = {note["text"]: (note["xanchor"], note["yanchor"]) for note in page.notes}
    assert placed == {"reduced": ("right", "top"), "break-even": ("right", "top"), "full": ("left", "top"), "a fourth": ("right", "bottom")}


def test_a_legend_leaves_room_empty_from_the_width_on_at_which_it_takes_fewer_lines():
    def kept(*names):
        return spare(sheet("light", "A title", plot_height=100, legend=names).done("A title."))

    assert kept() == kept("win", "loss") == []
    nine = kept(*["category"] * 9)  # 101 pixels each: three beside each other in the narrowest card, so three lines of 19
    assert nine == [[5 * 101 + 98, 19], [9 * 101 + 98, 38]]


def test_ticks_of_days_have_the_year_beneath_and_those_of_months_have_not():
    assert below_dates([DAY, DAY + dt.timedelta(days=90)]) - below_dates([DAY, DAY + dt.timedelta(days=365)]) == 14
    assert below_dates([]) == below_dates([DAY])


def test_the_ticks_of_few_days_are_days():
    week = [DAY + dt.timedelta(days=place) for place in range(7)]
    assert dates(week)["dtick"] == 24 * 60 * 60 * 1000
    assert dates([DAY])["range"] == ["2018-12-23", "2018-12-25"]
    assert dates([DAY, week[-1]], bars=True)["range"] == ["2018-12-24", "2018-12-31"]
    assert "dtick" not in dates([DAY, DAY + dt.timedelta(days=7)])


def test_what_happened_on_one_day_alone_is_a_mark_and_no_line():
    assert [line_of([DAY]), line_of([DAY, DAY]), line_of([DAY, DAY + dt.timedelta(days=1)])] == ["lines+markers", "lines+markers", "lines"]
