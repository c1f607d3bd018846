"""Facts about every chart: what it says where it cannot be seen, its units, and what it does with nothing, one row and hostile labels."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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
    inputs,
    monitoring,
    murphy,
    outcomes,
    waterfall,
)
from alphagex_logs.charts.palette import PALETTES
from alphagex_logs.charts.sheet import SUBTITLE_WIDTH, alt_text
from alphagex_logs.errors import ChartRefused
from alphagex_logs.metrics import corp, coverage
from alphagex_logs.metrics import decisions as economics
from alphagex_logs.metrics import discrimination as ranking
from alphagex_logs.metrics import monitoring as drift
from alphagex_logs.metrics import murphy as regret
from alphagex_logs.metrics import waterfall as attribution
from alphagex_logs.metrics.grouped import Grouped
from tests.charts.examples import charts
from tests.charts.texts import says_no_nonsense, strings

if TYPE_CHECKING:
    from collections.abc import Callable

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
    "input_shifts": (
        inputs.input_shifts,
        {"input": "VIX", "value": 0.4, "n": 60, "earlier": 14.1, "later": 18.3, "p_value": 0.01, "q_value": 0.02},
    ),
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
