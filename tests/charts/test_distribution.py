"""The histogram of single trades."""

from __future__ import annotations

import pandas as pd

from alphagex_logs.charts import distribution


def test_a_few_trades_far_out_do_not_squeeze_the_others():
    """300 trades from -150 to 149 and two losses far below: bins of 10 over the central ones, the two in one bar, and every trade is drawn."""
    rows = pd.DataFrame({"pnl": [*range(-150, 150), -25_000, -9_000]})
    figure = distribution.pnl_distribution(rows)
    drawn = [(float(at), int(n)) for trace in figure.data for at, n in zip(trace.x, trace.y, strict=True)]
    assert sum(n for _, n in drawn) == 302
    assert min(drawn) == (-160.0, 2)
    assert any(note.text == "2 below" for note in figure.layout.annotations)
