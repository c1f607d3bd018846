"""How often predictions were right, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, counts, known, need, times, told
from alphagex_logs.charts.labels import HIT_RATE
from alphagex_logs.charts.palette import translucent
from alphagex_logs.charts.sheet import Margins, Sheet, explained, sheet, shown
from alphagex_logs.charts.time_axis import below_dates, dates, line_of

if TYPE_CHECKING:
    import pandas as pd

    from alphagex_logs.charts.columns import Told
    from alphagex_logs.charts.palette import Theme

_MANY = 80


def hit_rate_over_time(
    rows: pd.DataFrame,
    theme: Theme = "light",
    *,
    bot: str | None = None,
    break_even: float | None = None,
    title: str | None = None,
    plot_height: int = 200,
) -> go.Figure:
    """The share of resolved predictions that won, per period, in its Wilson interval. Columns: period (date), value, low, high, n; units optional.

    A column `forecast` (mean stated probability) is drawn as a dotted line, `break_even` as a level. Periods with fewer than 10 units are
    hollow.
    """
    need(rows, "hit_rate_over_time", "period", "value", "low", "high", "n")
    title = title or "How often were the predictions right?"
    if not len(known(column(rows, "value"))):
        return explained(theme, title, "No resolved predictions in this selection.")
    rows, legend = rows.sort_values("period"), ["hit rate", "said beforehand"] if "forecast" in rows.columns else []
    page = sheet(
        theme,
        title,
        f"n={labels.count(sum(counts(rows)))}; shaded: 95 % Wilson interval; hollow: n < 10",
        plot_height=plot_height,
        margins=Margins(bottom=below_dates(times(rows, "period"))),
        legend=legend,
    )
    colour, at = page.look.bot(bot) if bot else page.look.accent, times(rows, "period")
    page.band(at, column(rows, "low"), column(rows, "high"), translucent(colour, 0.16))
    if "forecast" in rows.columns:
        dotted = {"color": page.look.quiet, "width": 1.4, "dash": "2px,2px"}
        page.draw(go.Scatter(x=at, y=column(rows, "forecast"), mode=line_of(at.to_numpy()), line=dotted, name="said beforehand", hoverinfo="skip"))
    page.draw(_rate_line(page, rows, colour))
    if break_even is not None:
        page.mark_y(break_even, f"break-even {labels.probability(break_even)}", below=True)
    lowest = min([*known(column(rows, "low")), *known(column(rows, "forecast")), 1.0 if break_even is None else break_even])
    page.figure.update_yaxes(title=HIT_RATE.axis, tickformat=HIT_RATE.tick, range=[max(-0.02, lowest - 0.06), 1.02])
    page.figure.update_xaxes(**dates(at), hoverformat="%Y-%m-%d", title="period of the prediction")
    page.figure.update_layout(hovermode="x")
    return page.done(_alt(title, told(rows, [labels.day(day) for day in at])))


def _rate_line(page: Sheet, rows: pd.DataFrame, colour: str) -> go.Scatter:
    at = times(rows, "period")
    points = told(rows, [labels.day(day) for day in at])
    said = [f"said beforehand {labels.probability(p)}" if not np.isnan(p) else "" for p in column(rows, "forecast")]
    fills = [page.look.page if point.weak else colour for point in points]
    return go.Scatter(
        x=at,
        y=column(rows, "value"),
        mode="lines+markers",
        line={"color": colour, "width": 1.6},
        marker={"size": 4 if len(rows) > _MANY else 6, "color": fills, "line": {"color": colour, "width": 1.2}},
        error_y=_whiskers(rows) if len(rows) == 1 else None,
        name="hit rate",
        **shown([point.hover(HIT_RATE, more) for point, more in zip(points, said, strict=True)]),
    )


def _whiskers(rows: pd.DataFrame) -> dict[str, Any]:
    """The interval of a single period, whose band would have no width."""
    low, value, high = (column(rows, name) for name in ("low", "value", "high"))
    return {"type": "data", "symmetric": False, "array": high - value, "arrayminus": value - low, "thickness": 1.2, "width": 4}


def _alt(title: str, points: list[Told]) -> str:
    rated = [point for point in points if not np.isnan(point.value)]
    values = [point.value for point in rated]
    return labels.spoken(
        f"{title} Hit rate over {len(rated)} periods from {rated[0].label} to {rated[-1].label}",
        f"last {rated[-1].spoken(HIT_RATE)}",
        f"lowest {labels.rate(min(values))}, highest {labels.rate(max(values))}",
    )
