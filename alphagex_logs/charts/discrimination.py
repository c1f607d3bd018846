"""Do the probabilities tell wins from losses? The ROC curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import thinned
from alphagex_logs.charts.labels import PROBABILITY
from alphagex_logs.charts.palette import BOTS
from alphagex_logs.charts.sheet import Mark, Sheet, explained, sheet, told_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.charts.palette import Palette, Theme
    from alphagex_logs.metrics.discrimination import Auc, Roc

_DASHES = ("solid", "7px,3px", "2px,2px", "9px,3px,2px,3px", "5px,2px,5px,2px")


def forecaster_line(name: str, place: int, look: Palette) -> dict[str, object]:
    """The line of the forecaster at `place`: the first is the one that a page is about, the others are references in grey dashes."""
    colour = look.bot(name) if name in BOTS else look.accent if place == 0 else look.quiet
    return {"color": colour, "width": 2 if place == 0 else 1.4, "dash": _DASHES[place % len(_DASHES)]}


def cut_points(look: Palette, break_even: float | None, thresholds: Mapping[str, float]) -> list[Mark]:
    """The probabilities at which the advice changes, and the one from which on a trade pays, as lines to draw."""
    marks = [Mark(at, f"{labels.escaped(name)} from {labels.probability(at)}", dash="1px,3px") for name, at in thresholds.items()]
    return marks if break_even is None else [*marks, Mark(break_even, f"break-even {labels.probability(break_even)}", look.text)]


def roc(
    curves: Mapping[str, Roc],
    theme: Theme = "light",
    *,
    auc: Auc | None = None,
    thresholds: Mapping[str, float] | None = None,
    title: str | None = None,
    plot_height: int = 330,
) -> go.Figure:
    """The ROC curve of one or several forecasters by name; the first is the one that the page is about.

    `auc` belongs to the first and is written under the title; `thresholds` marks the points of the first at the advice cut points.
    """
    title = title or "Do they tell wins from losses?"
    drawn = {name: curve for name, curve in curves.items() if len(curve.hit_rate)}
    if not drawn:
        return explained(theme, title, "It takes at least one win and one loss to draw this curve.")
    page = sheet(theme, title, _auc_text(auc), plot_height=plot_height, legend=list(drawn) if len(drawn) > 1 else [])
    page.draw(go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": page.look.zero, "width": 1, "dash": "2px,2px"}, hoverinfo="skip", showlegend=False))
    page.note("chance", 0.5, 0.5, xanchor="left", yanchor="top", xshift=4)
    for place, (name, curve) in enumerate(drawn.items()):
        page.draw(_roc_line(name, curve, place, page.look))
    for place, (name, threshold) in enumerate((thresholds or {}).items()):
        _mark_threshold(page, next(iter(drawn.values())), name, threshold, drop=26 + 18 * place)
    grid = {"range": [-0.01, 1.01], "tickformat": PROBABILITY.tick, "nticks": 7, "showgrid": True, "gridcolor": page.look.grid}
    page.figure.update_xaxes(title="losses taken for wins, share of losses", **grid)
    page.figure.update_yaxes(title="wins found, share of wins", **grid)
    return page.done(labels.spoken(f"{title} ROC curve of {', '.join(drawn)}", _auc_text(auc)))


def _auc_text(auc: Auc | None) -> str:
    if auc is None or auc.estimate.value is None:
        return ""
    it = auc.estimate
    return f"AUC {labels.probability(it.value)} {labels.interval(it.low, it.high, labels.probability)} n={labels.count(it.n)}; 0.5 is chance"


def _roc_line(name: str, curve: Roc, place: int, look: Palette) -> go.Scatter:
    some, above = thinned(len(curve.hit_rate)), np.concatenate([[1.0], curve.thresholds])  # the first point trades nothing
    hover = f"<b>{labels.escaped(name)}</b><br>trade from %{{customdata[0]:.3f}}<br>wins found %{{y:.1%}}<br>losses taken %{{x:.1%}}"
    return go.Scatter(
        x=curve.false_alarm_rate[some],
        y=curve.hit_rate[some],
        mode="lines",
        name=labels.escaped(name),
        line=forecaster_line(name, place, look),
        **told_by(hover, above[some]),
    )


def _mark_threshold(page: Sheet, curve: Roc, name: str, threshold: float, *, drop: int) -> None:
    """A diamond at the point that trades every probability from the threshold on, named `drop` pixels below."""
    place = int(np.sum(curve.thresholds >= threshold - 1e-12))
    x, y = float(curve.false_alarm_rate[place]), float(curve.hit_rate[place])
    marker = {"size": 8, "symbol": "diamond", "color": page.look.page, "line": {"color": page.look.text, "width": 1.5}}
    page.draw(go.Scatter(x=[x], y=[y], mode="markers", marker=marker, showlegend=False, hoverinfo="skip"))
    leader = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": page.look.zero, "standoff": 5, "ax": -14 if x > 0.4 else 14, "ay": drop}
    page.note(
        f"{labels.escaped(name)} {labels.probability(threshold)}", x, y, xanchor="right" if x > 0.4 else "left", **leader, **page.readable(page.look.quiet)
    )
