"""Facts about every chart: what it says where it cannot be seen, its units, and what it does with nothing, one row, Decimals and hostile labels."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from alphagex_logs.charts import (
    activity,
    calendars,
    calibration,
    contributions,
    decisions,
    discrimination,
    distribution,
    equity,
    forest,
    hit_rate,
    impact,
    labels,
    monitoring,
    murphy,
    outcomes,
    waterfall,
)
from alphagex_logs.charts.columns import estimates, peaks, thinned
from alphagex_logs.charts.palette import PALETTES
from alphagex_logs.charts.sheet import SUBTITLE_WIDTH, Mark, alt_text, apart, below_dates, sheet, spare
from alphagex_logs.errors import ChartRefused
from alphagex_logs.metrics import corp, coverage, rates
from alphagex_logs.metrics import decisions as economics
from alphagex_logs.metrics import discrimination as ranking
from alphagex_logs.metrics import monitoring as drift
from alphagex_logs.metrics import murphy as regret
from alphagex_logs.metrics import waterfall as attribution
from alphagex_logs.metrics.grouped import Grouped
from tests.charts.examples import charts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import plotly.graph_objects as go

DAY = dt.date(2018, 12, 24)
INTERVAL = {"value": 0.7, "low": 0.4, "high": 0.9, "n": 10}

ONE_ROW: dict[str, tuple[Callable[..., go.Figure], dict[str, Any]]] = {
    "activity_by_day": (activity.activity_by_day, {"trade_day": DAY, "category": "gex", "rows": 3}),
    "sparkline": (activity.sparkline, {"at": DAY, "value": Decimal("1.5")}),
    "hit_rate_over_time": (hit_rate.hit_rate_over_time, {"period": DAY, **INTERVAL}),
    "reliability_bins": (calibration.reliability_bins, {"forecast": 0.7, **INTERVAL}),
    "outcomes_by_bot": (outcomes.outcomes_by_bot, {"bot": "ARES", "result": "win", "n": 1}),
    "paired_differences": (forest.paired_differences, {"label": "one against other", **INTERVAL}),
    "segment_forest": (forest.segment_forest, {"segment": "LOW", **INTERVAL}),
    "bounds": (forest.bounds, {"label": "ARES", "missing": 5, **INTERVAL}),
    "equity": (equity.equity, {"trade_day": DAY, "bot": "ARES", "pnl": Decimal("-10.00")}),
    "monthly_heatmap": (calendars.monthly_heatmap, {"trade_day": DAY, "pnl": Decimal("0.00")}),
    "calendar_heatmap": (calendars.calendar_heatmap, {"trade_day": DAY, "pnl": Decimal("0.00")}),
    "pnl_distribution": (distribution.pnl_distribution, {"pnl": Decimal("0.00")}),
    "pnl_by_bar": (contributions.pnl_by_bar, {"bot": "ARES", "pnl": Decimal("12.34"), "n": 1}),
    "pnl_by_probability_bin": (decisions.pnl_by_probability_bin, {"left": 0.68, "right": 0.68, **INTERVAL}),
    "pnl_by_advice": (decisions.pnl_by_advice, {"advice": "TRADE_FULL", **INTERVAL}),
    "impact": (
        impact.impact,
        {"advice": "TRADE_FULL", "n": 1, "win_rate": 1.0, "win_low": 0.2, "win_high": 1.0, "break_even": None, "pnl": 5, "pnl_low": None, "pnl_high": None},
    ),
}
EXAMPLES = charts()
FRAMES = pytest.mark.parametrize(("chart", "row"), ONE_ROW.values(), ids=ONE_ROW)
NO_ROWS = Grouped.of_rows([], [])
NOTHING: dict[str, Callable[[], go.Figure]] = {
    "reliability_diagram": lambda: calibration.reliability_diagram(corp.reliability(NO_ROWS)),
    "roc": lambda: discrimination.roc({"ORACLE": ranking.roc(NO_ROWS)}),
    "murphy_curve": lambda: murphy.murphy_curve({"ORACLE": regret.murphy_curve(NO_ROWS)}),
    "coverage_bar": lambda: outcomes.coverage_bar(coverage.Ledger()),
    "outcome_delay": lambda: outcomes.outcome_delay(coverage.maturity([], [])),
    "expected_vs_observed": lambda: monitoring.expected_vs_observed(drift.vlad([], []), []),
    "cusum": lambda: monitoring.cusum(drift.risk_adjusted_cusum([], []), []),
    "e_process": lambda: monitoring.e_process(drift.e_process([], []), []),
    "economic_calibration": lambda: decisions.economic_calibration(economics.economic_calibration([], [], win=50.0, loss=150.0)),
    "waterfall": lambda: waterfall.waterfall(attribution.waterfall([], [])),
}


def strings(value: Any) -> Iterator[str]:
    """Every text in a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            if key != "template":
                yield from strings(each)
    elif isinstance(value, list | tuple | np.ndarray):
        for each in value:
            yield from strings(each)


def says_no_nonsense(figure: go.Figure) -> bool:
    return [text for text in strings(figure.to_plotly_json()) if re.search(r"\b(nan|none|nat|inf)\b", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("draw", EXAMPLES.values(), ids=EXAMPLES)
def test_every_chart_stands_as_a_sentence_without_nan_in_its_own_look(draw, theme):
    figure = draw(theme)
    assert len(alt_text(figure)) > 30 and alt_text(figure).endswith(".")
    assert says_no_nonsense(figure)
    assert figure.layout.template.layout.paper_bgcolor == PALETTES[theme].page
    assert figure.layout.height < 1000


@pytest.mark.parametrize(("name", "draw"), EXAMPLES.items(), ids=EXAMPLES)
def test_every_axis_of_numbers_has_its_unit(name, draw):
    figure = draw("light")
    axes = [axis for axis in (*figure.select_xaxes(), *figure.select_yaxes()) if axis.visible is not False and axis.showticklabels is not False]
    unnamed = [axis for axis in axes if not axis.title.text and axis.type != "category" and axis.ticktext is None]
    assert unnamed == []
    assert name in {"sparkline", "empty"} or any(axis.title.text for axis in axes) or "$" in figure.layout.title.text or not axes


@pytest.mark.parametrize("draw", EXAMPLES.values(), ids=EXAMPLES)
def test_no_line_of_a_title_is_wider_than_a_narrow_card(draw):
    title = re.sub(r"<span[^>]*>|</span>", "", draw("light").layout.title.text or "")
    assert [line for line in title.split("<br>") if len(line) > SUBTITLE_WIDTH] == []


@FRAMES
def test_an_empty_frame_gives_a_figure_that_says_why(chart, row):
    figure = chart(pd.DataFrame(columns=list(row)))
    assert len(figure.data) == 0
    assert alt_text(figure).endswith(".")
    assert alt_text(figure).count("No ") + alt_text(figure).count("Nothing ") + alt_text(figure).count("no ") > 0


@pytest.mark.parametrize("draw", NOTHING.values(), ids=NOTHING)
def test_a_metric_of_no_rows_gives_a_figure_that_says_why(draw):
    figure = draw()
    assert len(figure.data) == 0 and len(figure.layout.annotations) == 1
    assert says_no_nonsense(figure)


@FRAMES
def test_one_row_is_enough(chart, row):
    figure = chart(pd.DataFrame([row]))
    assert len(figure.data) > 0
    assert says_no_nonsense(figure)


@FRAMES
def test_a_frame_without_its_columns_is_refused_by_name(chart, row):
    dropped = next(iter(row))
    with pytest.raises(ChartRefused, match=dropped):
        chart(pd.DataFrame([row]).drop(columns=dropped))


@FRAMES
def test_a_label_from_the_logs_is_text_and_never_markup(chart, row):
    hostile = {key: "<a href='x'>b</a>" if isinstance(value, str) else value for key, value in row.items()}
    figure = chart(pd.DataFrame([hostile]))
    assert [text for text in strings(figure.to_plotly_json()) if "<a href" in text and text != alt_text(figure)] == []


def test_missing_values_are_left_out_and_not_drawn_as_zero():
    rows = pd.DataFrame({"period": [DAY, dt.date(2018, 12, 25)], "value": [0.5, None], "low": [0.2, None], "high": [0.8, None], "n": [4, 0]})
    figure = hit_rate.hit_rate_over_time(rows)
    line = next(trace for trace in figure.data if trace.name == "hit rate")
    assert line.y[0] == 0.5 and np.isnan(line.y[1])
    assert says_no_nonsense(figure)
    assert "over 1 periods" in alt_text(figure)


def test_alt_text_is_written_from_the_data():
    rows = pd.DataFrame({"period": [dt.date(2018, 11, 1), dt.date(2018, 12, 1)], "value": [0.9, 0.81], "low": [0.7, 0.6], "high": [0.97, 0.92], "n": [20, 21]})
    assert alt_text(hit_rate.hit_rate_over_time(rows, title="Hit rate by month")) == (
        "Hit rate by month Hit rate over 2 periods from 2018-11-01 to 2018-12-01, last 2018-12-01 81.0 % [60.0 %, 92.0 %] n=21, lowest 81.0 %, highest 90.0 %."
    )


def test_few_rows_are_drawn_hollow():
    rows = estimates({"many": rates.rate_of_counts(80, 100).estimate, "few": rates.rate_of_counts(5, 9).estimate}).rename(columns={"label": "segment"})
    fills = forest.segment_forest(rows).data[0].marker.color
    assert list(fills) == [PALETTES["light"].accent, PALETTES["light"].page]


def test_a_whisker_is_as_long_as_its_interval():
    rows = pd.DataFrame([{"label": "a", "value": -0.05, "low": -0.08, "high": -0.02, "n": 50}])
    figure = forest.paired_differences(rows)
    assert [(line.x0, line.x1) for line in figure.layout.shapes if line.y0 == line.y1] == [(-0.08, -0.02)]
    assert figure.data[0].marker.color == (PALETTES["light"].accent,)  # filled: the interval leaves 0 out


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


def test_zero_is_an_edge_of_the_histogram_and_scratches_stand_apart():
    figure = distribution.pnl_distribution(pd.DataFrame({"pnl": [100, 90, -100, 0, 0, None]}))
    width = figure.data[0].width
    assert [edge for centre in figure.data[0].x for edge in (centre - width / 2, centre + width / 2) if -width < 2 * edge < width] == []
    assert list(figure.data[1].y) == [2]
    assert "n=5: 2 won, 1 lost, 2 scratch, 1 without a value" in alt_text(figure)


@pytest.mark.parametrize(("values", "width"), [([-100, 300], 10), ([0, 0], 1), ([5], 0.2), ([-1, 1], 0.05)])
def test_bins_have_round_widths(values, width):
    assert distribution.bin_width(np.array(values, dtype=float)) == pytest.approx(width)


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


def test_losses_point_left_and_open_rows_are_not_losses():
    rows = pd.DataFrame([("ARES", "win", 8), ("ARES", "loss", 2), ("ARES", None, 5), ("ARES", "odd", 1)], columns=["bot", "result", "n"])
    ends = {trace.name: trace.x[0] for trace in outcomes.outcomes_by_bot(rows).data}
    assert ends == {"loss": -2, "win": 8, "unmapped": 1, "open": 5}
    assert any("80.0 % n=10" in note.text for note in outcomes.outcomes_by_bot(rows).layout.annotations)


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


def test_break_even_follows_from_the_stakes():
    curve = regret.murphy_curve(Grouped.of_rows([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [1, 1, 0, 1, 0, 0]))
    figure = murphy.murphy_curve({"ORACLE": curve}, stakes=(50, 150))
    assert any("break-even 0.750" in note.text for note in figure.layout.annotations)
    assert "regret, $ per trade $25 at break-even 0.750" in alt_text(figure)  # P16 of the definitions: 25 dollars


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


@pytest.mark.parametrize(("most", "ticks"), [(1, [0, 1]), (3, [0, 1, 2, 3])], ids=["one row", "three rows"])
def test_few_rows_are_counted_in_whole_numbers(most, ticks):
    rows = pd.DataFrame({"trade_day": [DAY] * most, "category": "gex", "rows": 1})
    axis = activity.activity_by_day(rows).layout.yaxis
    assert (axis.tickformat, [axis.dtick * place for place in range(most + 1)]) == (",d", ticks)
    many = activity.activity_by_day(pd.DataFrame({"trade_day": [DAY], "category": ["gex"], "rows": [2_500]})).layout.yaxis
    assert (many.tickformat, many.dtick) == ("~s", None)


def test_less_than_a_dollar_is_not_written_in_thousandths():
    rows = pd.DataFrame({"bot": ["ARES", "ATLAS"], "pnl": [0.5, -0.2], "n": 1})
    assert contributions.pnl_by_bar(rows).layout.xaxis.tickformat == "$,~f"
    assert contributions.pnl_by_bar(rows.assign(pnl=[2_500, -1])).layout.xaxis.tickformat == "$,~s"


def test_unranked_bars_stand_in_the_order_of_their_rows_from_top_to_bottom():
    rows = pd.DataFrame({"weekday": ["Monday", "Tuesday", "Friday"], "pnl": [-1.0, 5.0, 2.0], "n": 1})
    assert list(contributions.pnl_by_bar(rows, by="weekday", ranked=False).data[0].y) == ["Friday", "Tuesday", "Monday"]
    assert list(contributions.pnl_by_bar(rows, by="weekday").data[0].y) == ["Monday", "Friday", "Tuesday"]


def test_a_q_value_is_never_written_as_zero():
    assert (labels.p_value(0.0), labels.p_value(0.0432), labels.p_value(None)) == ("<0.001", "0.043", "—")
    assert (labels.equals("q", 0.0), labels.equals("q", 0.5), labels.equals("q", None)) == ("q<0.001", "q=0.500", "")


def test_an_e_value_is_as_long_as_it_can_be_read():
    powers = (None, -4, *(math.log10(value) for value in (0.5248, 8.134, 1684.26)), 36.3, 400.0)
    assert [labels.e_value(power) for power in powers] == ["—", "<0.001", "0.525", "8.13", "1,684", "10^36", "10^400"]


def test_delays_begin_with_all_open_and_end_with_the_last_outcome():
    figure = outcomes.outcome_delay(coverage.maturity([0, 0, 1, 1, 2, 5], [3, 4]))
    line = figure.data[-1]
    assert list(line.x) == [0, 0, 1, 2, 3, 4, 5]
    assert list(line.y) == [1, 0.75, 0.5, 0.375, 0.375, 0.375, 0]
    assert "half known after 1 day;" in alt_text(figure)
    assert "75.0 % open after 0 days, 50.0 % open after 1 day, 37.5 % open after 2 days" in alt_text(figure)


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
