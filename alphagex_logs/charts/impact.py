"""The chart that joins prediction and money: how often each advice won against its break-even, and what a trade on it earned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import Floats, Told, column, counts, in_order, need, texts, told
from alphagex_logs.charts.labels import DOLLARS_PER_TRADE, Unit
from alphagex_logs.charts.sheet import Sheet, explained, mono, padded, sheet, shown
from alphagex_logs.metrics.segments import ADVICE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from alphagex_logs.charts.palette import Theme

_WIN_RATE = Unit("win rate, share of resolved", ".0%", labels.rate)
_WIN, _PNL = ("win_rate", "win_low", "win_high"), ("pnl", "pnl_low", "pnl_high")


def impact(rows: pd.DataFrame, theme: Theme = "light", *, unit: Unit = DOLLARS_PER_TRADE, title: str | None = None) -> go.Figure:
    """Per advice level: the realised win rate against the break-even probability, and the PnL per trade against zero.

    Columns: advice, n, win_rate, win_low, win_high, break_even (probability), pnl, pnl_low, pnl_high (per trade, in `unit`). Filled points
    have an interval that leaves break-even, or zero, out.
    """
    need(rows, "impact", "advice", "n", *_WIN, "break_even", *_PNL)
    title = title or "What did following the advice earn?"
    if not sum(counts(rows)):
        return explained(theme, title, "No closed positions with an advice in this selection.")
    rows = in_order(rows, "advice", ADVICE)
    names, even = texts(rows, "advice"), column(rows, "break_even")
    wins, money = told(rows, names, of=_WIN), told(rows, names, of=_PNL)
    page = sheet(theme, title, "upright bar: break-even; filled: the interval leaves it out", plot_height=56 * len(rows))
    _panel(page, wins, even, _WIN_RATE, axis="x")
    _panel(page, money, np.zeros(len(rows)), unit, axis="x2")
    for y, row in enumerate(wins):
        page.note(f"<b>{row.name}</b>", 0, y - 0.26, xref="x domain", xanchor="left", yanchor="bottom", font={"size": 11, "color": page.look.text})
        page.note(f"n={labels.count(row.n)}", 0, y - 0.26, xref="x2 domain", xanchor="left", yanchor="bottom", font=mono(page.look.quiet, 10))
    rates = padded([*even, *(end for row in wins for end in (row.low, row.high, row.value))], 0.08)
    dollars = padded([0.0, *(end for row in money for end in (row.low, row.high, row.value))], 0.08)
    page.figure.update_layout(
        xaxis={"domain": [0, 0.47], "range": [max(-0.01, rates[0]), min(1.03, rates[1])], "title": _WIN_RATE.axis, "tickformat": _WIN_RATE.tick, "nticks": 5},
        xaxis2={"domain": [0.54, 1], "range": dollars, "title": unit.axis, "tickformat": unit.tick, "nticks": 5, "anchor": "y"},
        yaxis={"range": [len(rows) - 0.5, -0.75], "showticklabels": False, "showgrid": False},
    )
    spoken = [
        f"{win.spoken(_WIN_RATE)}, break-even {labels.rate(level)}, earned {unit.write(pnl.value)} per trade"
        for win, level, pnl in zip(wins, even, money, strict=True)
    ]
    return page.done(f"{title} {'; '.join(spoken)}.")


def _panel(page: Sheet, rows: Sequence[Told], against: Floats, unit: Unit, *, axis: str) -> None:
    """Points with intervals, the upright bar that they are held against, and the value at the right."""
    colours = []
    for y, (row, level) in enumerate(zip(rows, against, strict=True)):
        gap = row.value - level
        colours.append(page.look.neutral if row.weak or np.isnan(gap) else page.look.by_sign(gap))
        if not np.isnan(level):
            page.line(x=(level, level), y=(y - 0.16, y + 0.24), xref=axis, style={"color": page.look.text, "width": 2.5})
        if not np.isnan(row.low + row.high):
            page.line(x=(row.low, row.high), y=(y, y), xref=axis, style={"color": colours[-1], "width": 2})
        page.note(unit.write(row.value), 1, y - 0.26, xref=f"{axis} domain", xanchor="right", yanchor="bottom", font=mono(page.look.text, 10))
    clear = [row.low > level or row.high < level for row, level in zip(rows, against, strict=True)]
    fills = [colour if sure else page.look.page for colour, sure in zip(colours, clear, strict=True)]
    marker = {"size": 11, "color": fills, "line": {"color": colours, "width": 2}, "opacity": 1}
    hover = [row.hover(unit, f"break-even {unit.write(level)}") for row, level in zip(rows, against, strict=True)]
    page.draw(go.Scatter(x=[row.value for row in rows], y=list(range(len(rows))), xaxis=axis, mode="markers", marker=marker, **shown(hover)))
