"""How single trades ended: the distribution of PnL in dollars or in R."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, known, need
from alphagex_logs.charts.labels import DOLLARS, R, Unit
from alphagex_logs.charts.sheet import Sheet, explained, hatched, sheet, shown, whole_numbers

if TYPE_CHECKING:
    import pandas as pd

    from alphagex_logs.charts.columns import Floats
    from alphagex_logs.charts.palette import Theme

_BINS = 40
_FAR = 1.5
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def pnl_distribution(rows: pd.DataFrame, theme: Theme = "light", *, value: str = "pnl", title: str | None = None, plot_height: int = 220) -> go.Figure:
    """A histogram of one value per closed position, with zero as an edge, the mean and the median. Column: the one named by `value`, pnl or r.

    Zeros (scratches) are a bar of their own on the zero line. Where a few values lie far out, they are gathered in hatched bars at the ends.
    Missing values are left out and counted under the title.
    """
    need(rows, "pnl_distribution", value)
    unit: Unit = R if value == "r" else DOLLARS
    title = title or f"How did single trades end, in {'R' if value == 'r' else 'dollars'}?"
    every = known(column(rows, value))
    if not len(every):
        return explained(theme, title, "No closed positions with a known PnL in this selection.")
    tally = _tally(every, len(rows) - len(every))
    page, (width, low, high) = sheet(theme, title, tally, plot_height=plot_height), bins(every)
    _bars(page, every[(every != 0) & (every >= low) & (every <= high)], width, unit)
    _tail(page, every[every < low], low - width, width, unit=unit)
    _tail(page, every[every > high], high + width, width, unit=unit)
    _scratch_bar(page, int((every == 0).sum()), width)
    mean, median = float(every.mean()), float(np.median(every))
    page.mark_x(mean, f"mean {unit.write(mean)}", colour=page.look.text, right=mean > median)
    page.mark_x(median, f"median {unit.write(median)}", dash="1px,3px", right=mean <= median)
    page.figure.update_xaxes(title=f"PnL of a closed position, {unit.axis}", tickformat=unit.tick, zeroline=True, rangemode="tozero")
    page.figure.update_yaxes(title="closed positions", rangemode="tozero", **whole_numbers(max(max(bar.y) for bar in page.traces), ticks=6))
    page.figure.update_layout(barmode="overlay")
    ends = f"worst {unit.write(every.min())}, best {unit.write(every.max())}"
    return page.done(labels.spoken(f"{title} {tally}", f"mean {unit.write(mean)}", f"median {unit.write(median)}", ends))


def _tally(values: Floats, missing: int) -> str:
    won, lost, scratch = (labels.count(part.sum()) for part in (values > 0, values < 0, values == 0))
    unknown = f", {labels.count(missing)} without a value" if missing else ""
    return f"n={labels.count(len(values))}: {won} won, {lost} lost, {scratch} scratch{unknown}"


def bins(values: Floats) -> tuple[float, float, float]:
    """The width of a bin, and between which edges bins are drawn: all values, or the central 98 in 100 where the others would squeeze them."""
    low, high = (float(end) for end in np.quantile(values, [0.01, 0.99]))
    if max(values.max(), 0) - min(values.min(), 0) <= _FAR * (max(high, 0) - min(low, 0)):
        return bin_width(values), float(values.min()), float(values.max())
    width = bin_width(values[(values >= low) & (values <= high)])
    return width, -width * math.ceil(max(-low, 0) / width - 1e-9), width * math.ceil(max(high, 0) / width - 1e-9)


def _tail(page: Sheet, beyond: Floats, at: float, width: float, *, unit: Unit) -> None:
    """What lies further out than the bins, as a hatched bar at `at`."""
    if len(beyond):
        hover = [labels.lines(f"further out: {unit.write(beyond.min())} to {unit.write(beyond.max())}", f"{labels.count(len(beyond))} positions")]
        page.draw(go.Bar(x=[at], y=[len(beyond)], width=width, marker=hatched(page.look.by_sign(at), page.look), **shown(hover)))
        page.note(f"{labels.count(len(beyond))} {'below' if at < 0 else 'above'}", at, len(beyond), yanchor="bottom")


def bin_width(values: Floats) -> float:
    """A round width (1, 2, 2.5 or 5 times a power of ten) that cuts the values' range into about 40 bins; 1 where there is no range."""
    span = float(max(values.max(), 0) - min(values.min(), 0))
    if span == 0:
        return 1.0
    rough = span / _BINS
    size = 10.0 ** math.floor(math.log10(rough))
    return size * next(step for step in _ROUND if step * size >= rough * 0.999999)


def _bars(page: Sheet, values: Floats, width: float, unit: Unit) -> None:
    if not len(values):
        return
    # Bins are closed away from zero: a gain of exactly one width is in the first gain bin, and no bin mixes gains and losses.
    places = np.sign(values) * (np.ceil(np.abs(values) / width - 1e-9) - 0.5)
    centres, sizes = np.unique(places * width, return_counts=True)
    hover = [
        labels.lines(f"{unit.write(at - width / 2)} to {unit.write(at + width / 2)}", f"{labels.count(n)} positions, {labels.rate(n / len(values))}")
        for at, n in zip(centres, sizes, strict=True)
    ]
    marker = {"color": [page.look.by_sign(at) for at in centres], "line": {"width": 0.6, "color": page.look.page}}
    page.draw(go.Bar(x=centres, y=sizes, width=width, marker=marker, **shown(hover)))


def _scratch_bar(page: Sheet, n: int, width: float) -> None:
    if n:
        hover = [f"exactly zero: {labels.count(n)} scratches"]
        page.draw(go.Bar(x=[0], y=[n], width=width * 0.5, marker=hatched(page.look.neutral, page.look), **shown(hover)))
