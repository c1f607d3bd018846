"""What following the predictions earned: PnL by probability and by advice, and realised against expected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import columns, labels
from alphagex_logs.charts.columns import Told, column, counts, in_order, need, texts, told
from alphagex_logs.charts.labels import DOLLARS_PER_TRADE, PROBABILITY, Unit
from alphagex_logs.charts.sheet import Margins, Sheet, explained, mono, padded, sheet, shown
from alphagex_logs.metrics.segments import ADVICE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from alphagex_logs.charts.palette import Theme
    from alphagex_logs.metrics.decisions import EconomicBin

_NOTHING = "No closed positions with a prediction in this selection."


def _reach(bars: Sequence[Told]) -> tuple[float, float]:
    return padded([0.0, *(end for bar in bars for end in (bar.low, bar.high, bar.value))], 0.08)


def _whiskers(bars: Sequence[Told], colour: str) -> dict[str, Any]:
    up, down = [bar.high - bar.value for bar in bars], [bar.value - bar.low for bar in bars]
    return {"type": "data", "array": up, "arrayminus": down, "color": colour, "thickness": 1.2, "width": 3}


def _fills(page: Sheet, bars: Sequence[Told]) -> dict[str, Any]:
    return {"color": [page.look.by_sign(bar.value) for bar in bars], "opacity": [bar.opacity for bar in bars]}


def pnl_by_probability_bin(
    rows: pd.DataFrame,
    theme: Theme = "light",
    *,
    unit: Unit = DOLLARS_PER_TRADE,
    break_even: float | None = None,
    title: str | None = None,
    plot_height: int = 230,
) -> go.Figure:
    """Mean PnL per trade by stated probability, with intervals and n. Columns: left, right (ends of the bin), value, low, high, n.

    Right of `break_even` a calibrated forecast earns, left of it it loses.
    """
    need(rows, "pnl_by_probability_bin", "left", "right", "value", "low", "high", "n")
    title = title or "Did higher probabilities earn more?"
    if not sum(counts(rows)):
        return explained(theme, title, _NOTHING)
    left, right = column(rows, "left"), column(rows, "right")
    bars = told(rows, [f"{labels.probability(a)} to {labels.probability(b)}" for a, b in zip(left, right, strict=True)])
    page = sheet(theme, title, f"n={labels.count(sum(counts(rows)))}; bar: mean, whisker: 95 % interval, below: n", plot_height=plot_height)
    centres, widths = (left + right) / 2, np.maximum(right - left, 0.004) * 0.94
    hover = shown([bar.hover(unit) for bar in bars])
    page.draw(go.Bar(x=centres, y=column(rows, "value"), width=widths, marker=_fills(page, bars), error_y=_whiskers(bars, page.look.text), **hover))
    for centre, bar in zip(centres, bars, strict=True):
        page.note(labels.count(bar.n), centre, 0, yref="y domain", yanchor="bottom", **page.readable(page.look.quiet) | {"font": mono(page.look.quiet, 10)})
    if break_even is not None:
        page.mark_x(break_even, f"break-even {labels.probability(break_even)}", colour=page.look.text)
    low, high = _reach(bars)
    page.figure.update_xaxes(title="forecast probability of a win", tickformat=PROBABILITY.tick, nticks=8)
    page.figure.update_yaxes(title=unit.axis, tickformat=unit.tick, zeroline=True, range=[low - 0.1 * (high - low), high])
    even = f" Break-even {labels.probability(break_even)}." if break_even is not None else ""
    return page.done(f"{title} {len(bars)} bins: {'; '.join(bar.spoken(unit) for bar in bars)}.{even}")


def pnl_by_advice(rows: pd.DataFrame, theme: Theme = "light", *, unit: Unit = DOLLARS_PER_TRADE, title: str | None = None) -> go.Figure:
    """Mean PnL per trade by advice, with interval and n. Columns: advice, value, low, high, n; total (dollars) optional.

    Advice sets the size of a trade, so dollars mix skill with size: prefer `unit=R_PER_TRADE`.
    """
    need(rows, "pnl_by_advice", "advice", "value", "low", "high", "n")
    title = title or "What did each advice earn?"
    if rows.empty:
        return explained(theme, title, _NOTHING)
    rows = in_order(rows, "advice", ADVICE)
    bars = told(rows, texts(rows, "advice"))
    page = sheet(theme, title, "mean and 95 % interval; 0 is break-even", plot_height=34 * len(rows), margins=Margins(right=122))
    totals = [f"total {labels.signed_money(total)}" if not np.isnan(total) else "" for total in column(rows, "total")]
    hover = shown([bar.hover(unit, total) for bar, total in zip(bars, totals, strict=True)])
    names, marker = [bar.name for bar in bars], _fills(page, bars)
    page.draw(go.Bar(x=column(rows, "value"), y=names, orientation="h", width=0.5, marker=marker, error_x=_whiskers(bars, page.look.text), **hover))
    for bar in bars:
        page.side(bar.name, bar.short(unit), faint=bar.weak)
    page.figure.update_xaxes(title=unit.axis, tickformat=unit.tick, zeroline=True, range=_reach(bars), nticks=6)
    page.names_on_y(autorange="reversed")
    return page.done(f"{title} {'; '.join(bar.spoken(unit) for bar in bars)}.")


def economic_calibration(
    bins: Sequence[EconomicBin], theme: Theme = "light", *, unit: Unit = DOLLARS_PER_TRADE, title: str | None = None, plot_height: int = 300
) -> go.Figure:
    """Realised against expected PnL per trade, a point per bin of probabilities; the entry without a bin (all trades) is told under the title.

    Below the diagonal a trade earned less than its probability and its stakes promised.
    """
    title = title or "Did trades earn what was expected?"
    drawn = [each for each in bins if each.bin is not None and each.expected.value is not None and each.realised.value is not None]
    if not drawn:
        return explained(theme, title, "No closed positions with a prediction, of a bot that both won and lost in this selection.")
    points = [_bucket(each) for each in drawn]
    expected = [float(each.expected.value or 0.0) for each in drawn]
    subtitle = f"n={labels.count(sum(point.n for point in points))}; {_overall(bins, unit)}; below the line: earned less than expected"
    page = sheet(theme, title, subtitle, plot_height=plot_height)
    reach = padded([0.0, *expected], 0.08)
    page.draw(go.Scatter(x=reach, y=reach, mode="lines", line={"color": page.look.zero, "width": 1, "dash": "2px,2px"}, hoverinfo="skip"))
    page.draw(_bucket_points(page, expected, points, unit))
    _name_buckets(page, drawn, points, 0.07 * (reach[1] - reach[0]))
    page.figure.update_xaxes(title=f"expected, {unit.axis}", tickformat=unit.tick, zeroline=True, range=reach)
    page.figure.update_yaxes(title=f"realised, {unit.axis}", tickformat=unit.tick, zeroline=True)
    spoken = [f"{point.spoken(unit)}, expected {unit.write(hoped)}" for point, hoped in zip(points, expected, strict=True)]
    return page.done(f"{title} {'; '.join(spoken)}.")


def _bucket(each: EconomicBin) -> Told:
    ends = "all" if each.bin is None else f"{labels.probability(each.bin.low)} to {labels.probability(each.bin.high)}"
    value, low, high = columns.floats([each.realised.value, each.realised.low, each.realised.high])
    return Told(ends, value, low, high, each.realised.n, each.realised.units)


def _overall(bins: Sequence[EconomicBin], unit: Unit) -> str:
    every = next((each for each in bins if each.bin is None), None)
    if every is None:
        return "whisker: 95 % interval"
    return f"all: expected {unit.write(every.expected.value)}, realised {unit.write(every.realised.value)} per trade"


def _bucket_points(page: Sheet, expected: Sequence[float], points: Sequence[Told], unit: Unit) -> go.Scatter:
    colour = page.look.accent
    return go.Scatter(
        x=expected,
        y=[point.value for point in points],
        mode="markers",
        marker={"size": 9, "color": [page.look.page if point.weak else colour for point in points], "line": {"color": colour, "width": 1.5}},
        error_y=_whiskers(points, colour),
        **shown([point.hover(unit, f"expected {unit.write(hoped)}") for point, hoped in zip(points, expected, strict=True)]),
    )


def _name_buckets(page: Sheet, drawn: Sequence[EconomicBin], points: Sequence[Told], room: float) -> None:
    """The ends of the bins above their whiskers; below where another stands nearby, and on hover alone where both places are taken."""
    taken: dict[str, float] = {}
    for each, point in sorted(zip(drawn, points, strict=True), key=lambda pair: pair[0].expected.value or 0.0):
        at = each.expected.value or 0.0
        side = next((side for side in ("top", "bottom") if at - taken.get(side, -math.inf) > room), None)
        if each.bin is not None and side is not None:
            taken[side] = at
            end = (point.high if side == "top" else point.low) if not np.isnan(point.high) else point.value
            place = {"yanchor": "bottom", "yshift": 2} if side == "top" else {"yanchor": "top", "yshift": -2}
            page.note(f"{each.bin.low:.2f}-{each.bin.high:.2f}", at, end, **page.readable(page.look.quiet) | {"font": mono(page.look.quiet, 10)}, **place)
