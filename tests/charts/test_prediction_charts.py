"""What the charts of predictions draw: hit rates, intervals, outcomes, regret and delays."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from alphagex_logs.charts import forest, hit_rate, murphy, outcomes
from alphagex_logs.charts.columns import estimates
from alphagex_logs.charts.palette import PALETTES
from alphagex_logs.charts.sheet import alt_text
from alphagex_logs.metrics import coverage, rates
from alphagex_logs.metrics import murphy as regret
from alphagex_logs.metrics.grouped import Grouped
from tests.charts.texts import says_no_nonsense

DAY = dt.date(2018, 12, 24)


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


def test_losses_point_left_and_open_rows_are_not_losses():
    rows = pd.DataFrame([("ARES", "win", 8), ("ARES", "loss", 2), ("ARES", None, 5), ("ARES", "odd", 1)], columns=["bot", "result", "n"])
    ends = {trace.name: trace.x[0] for trace in outcomes.outcomes_by_bot(rows).data}
    assert ends == {"loss": -2, "win": 8, "unmapped": 1, "open": 5}
    assert any("80.0 % n=10" in note.text for note in outcomes.outcomes_by_bot(rows).layout.annotations)


def test_break_even_follows_from_the_stakes():
    curve = regret.murphy_curve(Grouped.of_rows([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [1, 1, 0, 1, 0, 0]))
    figure = murphy.murphy_curve({"ORACLE": curve}, stakes=(50, 150))
    assert any("break-even 0.750" in note.text for note in figure.layout.annotations)
    assert "regret, $ per trade $25 at break-even 0.750" in alt_text(figure)  # P16 of the definitions: 25 dollars


def test_delays_begin_with_all_open_and_end_with_the_last_outcome():
    figure = outcomes.outcome_delay(coverage.maturity([0, 0, 1, 1, 2, 5], [3, 4]))
    line = figure.data[-1]
    assert list(line.x) == [0, 0, 1, 2, 3, 4, 5]
    assert list(line.y) == [1, 0.75, 0.5, 0.375, 0.375, 0.375, 0]
    assert "half known after 1 day;" in alt_text(figure)
    assert "75.0 % open after 0 days, 50.0 % open after 1 day, 37.5 % open after 2 days" in alt_text(figure)
