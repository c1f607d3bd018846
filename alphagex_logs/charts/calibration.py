"""Do the stated probabilities mean what they say? The reliability diagram, by isotonic regression and by bins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, counts, known, need, told
from alphagex_logs.charts.discrimination import cut_points
from alphagex_logs.charts.labels import PROBABILITY
from alphagex_logs.charts.palette import mark_of, translucent
from alphagex_logs.charts.sheet import Sheet, explained, padded, sheet, shown, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from alphagex_logs.charts.columns import Floats
    from alphagex_logs.charts.palette import Theme
    from alphagex_logs.metrics.corp import Reliability
    from alphagex_logs.metrics.sharpness import Sharpness

_TITLE = "Do the probabilities mean what they say?"
_NOTHING = "No resolved predictions with a probability in this selection."
_HISTOGRAM = 0.17  # share of the height
_FEW = 40  # distinct probabilities up to which each one is marked


def reliability_diagram(
    curve: Reliability,
    theme: Theme = "light",
    *,
    sharpness: Sharpness | None = None,
    points: pd.DataFrame | None = None,
    break_even: float | None = None,
    thresholds: Mapping[str, float] | None = None,
    bot: str | None = None,
    title: str | None = None,
    plot_height: int = 330,
) -> go.Figure:
    """The CORP reliability diagram in its consistency band, with the histogram of the forecasts beneath on the same axis.

    `sharpness` gives the histogram (else the counts of the curve do), `points` the binned variant on top (columns as in
    `reliability_bins`), `thresholds` the advice cut points by name.
    """
    title = title or _TITLE
    if len(curve.probabilities) == 0:
        return explained(theme, title, _NOTHING)
    n = labels.count(curve.miscalibration.n)
    page = sheet(theme, title, f"n={n}; shaded: 90 % band of calibrated forecasts", plot_height=plot_height)
    span = _square([*curve.probabilities, *curve.recalibrated], break_even)
    _diagonal(page, span)
    page.band(curve.probabilities, curve.low, curve.high, translucent(page.look.neutral, 0.22))
    page.draw(_corp_curve(curve, page.look.bot(bot) if bot else page.look.accent))
    if points is not None and not points.empty:
        page.draw(_binned_points(page, points, page.look.quiet, "circle"))
    bars = _bars_of(curve, sharpness)
    page.draw(_histogram(page, *bars))
    page.mark_each_x(cut_points(page.look, break_even, thresholds or {}), span[1] - span[0], at_top=False)
    _square_axes(page, span, most=float(bars[1].max(initial=0)))
    return page.done(_curve_alt(title, curve))


def reliability_bins(
    rows: pd.DataFrame,
    theme: Theme = "light",
    *,
    break_even: float | None = None,
    bot: str | None = None,
    title: str | None = None,
    plot_height: int = 330,
) -> go.Figure:
    """The reliability diagram by bins: observed share with its interval at the mean forecast. Columns: forecast, value, low, high, n."""
    need(rows, "reliability_bins", "forecast", "value", "low", "high", "n")
    title = title or _TITLE
    forecast, observed = column(rows, "forecast"), column(rows, "value")
    if not len(known(observed - forecast)):
        return explained(theme, title, _NOTHING)
    page = sheet(theme, title, f"n={labels.count(sum(counts(rows)))}; whiskers: 95 % interval; hollow: n < 10", plot_height=plot_height)
    span = _square([*known(forecast), *known(observed)], break_even)
    _diagonal(page, span)
    colour = page.look.bot(bot) if bot else page.look.accent
    page.draw(_binned_points(page, rows, colour, mark_of(bot).symbol if bot else "circle"))
    page.draw(_histogram(page, forecast, column(rows, "n"), np.full(len(rows), (span[1] - span[0]) / 40)))
    page.mark_each_x(cut_points(page.look, break_even, {}), span[1] - span[0], at_top=False)
    _square_axes(page, span, most=max(counts(rows)))
    worst = int(np.nanargmax(np.abs(observed - forecast)))
    gap = f"largest gap at forecast {labels.probability(forecast[worst])}: observed {labels.rate(observed[worst])}, n={counts(rows)[worst]}"
    return page.done(f"{title} {len(rows)} bins, n={labels.count(sum(counts(rows)))}; {gap}.")


def _square(values: list[float], break_even: float | None) -> tuple[float, float]:
    """One range for both axes, so that the diagonal stays the diagonal; never narrower than 0.4, and within 0 to 1."""
    low, high = padded([*values, *([] if break_even is None else [break_even])], 0.08, least=0.4)
    return (max(-0.01, low - max(0.0, high - 1.01)), min(1.01, high + max(0.0, -0.01 - low)))


def _square_axes(page: Sheet, span: tuple[float, float], most: float) -> None:
    """The axes of the diagram, and of the histogram below whose longest bar counts `most`."""
    common: dict[str, Any] = {"range": span, "tickformat": PROBABILITY.tick, "nticks": 7, "showgrid": True, "gridcolor": page.look.grid}
    page.figure.update_layout(
        xaxis=common | {"title": "forecast probability of a win", "anchor": "y2"},
        yaxis=common | {"title": "observed share of wins", "domain": [_HISTOGRAM + 0.04, 1]},
        yaxis2={"domain": [0, _HISTOGRAM], "title": "n", "rangemode": "tozero", "anchor": "x"} | whole_numbers(most, ticks=3),
    )


def _diagonal(page: Sheet, span: tuple[float, float]) -> None:
    page.draw(go.Scatter(x=span, y=span, mode="lines", line={"color": page.look.zero, "width": 1, "dash": "2px,2px"}, hoverinfo="skip"))
    page.note(
        "above the line: won more often than said", span[0], span[1], xanchor="left", yanchor="top", xshift=4, yshift=-2, **page.readable(page.look.quiet)
    )


def _corp_curve(curve: Reliability, colour: str) -> go.Scatter:
    outside = (curve.recalibrated < curve.low - 1e-12) | (curve.recalibrated > curve.high + 1e-12)
    columns = (curve.probabilities, curve.recalibrated, curve.low, curve.high, curve.counts, outside)
    hover = [
        labels.lines(
            f"forecast {labels.probability(p)}",
            f"observed {labels.probability(seen)} (isotonic)",
            f"if calibrated {labels.interval(low, high, labels.probability)}{': outside' if out else ''}",
            f"n={labels.count(n)}",
        )
        for p, seen, low, high, n, out in zip(*columns, strict=True)
    ]
    mode = "lines+markers" if len(hover) <= _FEW else "lines"
    return go.Scatter(x=curve.probabilities, y=curve.recalibrated, mode=mode, line={"color": colour, "width": 2}, marker={"size": 5}, **shown(hover))


def _binned_points(page: Sheet, rows: pd.DataFrame, colour: str, symbol: str) -> go.Scatter:
    points = told(rows, [f"forecast {labels.probability(p)}" for p in column(rows, "forecast")])
    value, low, high = (column(rows, name) for name in ("value", "low", "high"))
    fills = [page.look.page if point.weak else colour for point in points]
    return go.Scatter(
        x=column(rows, "forecast"),
        y=value,
        mode="markers",
        error_y={"type": "data", "array": high - value, "arrayminus": value - low, "color": colour, "thickness": 1.2, "width": 0},
        marker={"size": 8, "symbol": symbol, "color": fills, "line": {"color": colour, "width": 1.3}},
        **shown([point.hover(labels.HIT_RATE) for point in points]),
    )


def _bars_of(curve: Reliability, sharpness: Sharpness | None) -> tuple[Floats, Floats, Floats]:
    """Centres, counts and widths of the histogram's bars."""
    if sharpness is None:
        edges = np.linspace(0, 1, 41)
        sizes, _ = np.histogram(curve.probabilities, edges, weights=curve.counts)
    else:
        edges, sizes = np.asarray(sharpness.edges), np.asarray(sharpness.histogram)
    return (edges[:-1] + edges[1:]) / 2, sizes, np.diff(edges)


def _histogram(page: Sheet, centres: Floats, sizes: Floats, widths: Floats) -> go.Bar:
    spans = [f"{labels.probability(at - width / 2)} to {labels.probability(at + width / 2)}" for at, width in zip(centres, widths, strict=True)]
    hover = [f"forecast {span}<br>n={labels.count(n)}" for span, n in zip(spans, sizes, strict=True)]
    return go.Bar(x=centres, y=sizes, width=widths * 0.92, marker={"color": page.look.neutral}, yaxis="y2", **shown(hover))


def _curve_alt(title: str, curve: Reliability) -> str:
    gaps = np.abs(curve.recalibrated - curve.probabilities)
    worst = int(np.argmax(gaps))
    p_value = f" ({labels.equals('p', curve.p_value)})" if curve.p_value is not None else ""
    return labels.spoken(
        f"{title} Reliability diagram of {len(gaps)} distinct probabilities",
        f"n={labels.count(curve.miscalibration.n)}",
        f"largest gap at forecast {labels.probability(curve.probabilities[worst])}: observed {labels.probability(curve.recalibrated[worst])}",
        f"{labels.rate(curve.outside)} of the probabilities outside the band of calibrated forecasts",
        f"miscalibration {curve.miscalibration.value or 0:.4f}{p_value}",
    )
