"""The histogram of single trades."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from alphagex_logs.charts import distribution
from alphagex_logs.charts.sheet import alt_text


def test_a_few_trades_far_out_do_not_squeeze_the_others():
    """300 trades from -150 to 149 and two losses far below: bins of 10 over the central ones, the two in one bar, and every trade is drawn."""
    rows = pd.DataFrame({"pnl": [*range(-150, 150), -25_000, -9_000]})
    figure = distribution.pnl_distribution(rows)
    drawn = [(float(at), int(n)) for trace in figure.data for at, n in zip(trace.x, trace.y, strict=True)]
    assert sum(n for _, n in drawn) == 302
    assert min(drawn) == (-160.0, 2)
    assert any(note.text == "2 below" for note in figure.layout.annotations)


def test_zero_is_an_edge_of_the_histogram_and_scratches_stand_apart():
    figure = distribution.pnl_distribution(pd.DataFrame({"pnl": [100, 90, -100, 0, 0, None]}))
    width = figure.data[0].width
    assert [edge for centre in figure.data[0].x for edge in (centre - width / 2, centre + width / 2) if -width < 2 * edge < width] == []
    assert list(figure.data[1].y) == [2]
    assert "n=5: 2 won, 1 lost, 2 scratch, 1 without a value" in alt_text(figure)


@pytest.mark.parametrize(("values", "width"), [([-100, 300], 10), ([0, 0], 1), ([5], 0.2), ([-1, 1], 0.05)])
def test_bins_have_round_widths(values, width):
    assert distribution.bin_width(np.array(values, dtype=float)) == pytest.approx(width)
