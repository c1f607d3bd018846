"""What does it cost to act on the probabilities? The Murphy curve, in dollars of regret per trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.discrimination import cut_points, forecaster_line
from alphagex_logs.charts.labels import PROBABILITY, Unit
from alphagex_logs.charts.palette import translucent
from alphagex_logs.charts.sheet import Sheet, explained, sheet, told_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.charts.palette import Theme
    from alphagex_logs.metrics.murphy import MurphyCurve

_REGRET = Unit("regret, $ per trade", "$,~f", labels.money)
_SCORE = Unit("mean elementary score", ".2~f", labels.probability)


def murphy_curve(
    curves: Mapping[str, MurphyCurve],
    theme: Theme = "light",
    *,
    stakes: tuple[float, float] | None = None,
    break_even: float | None = None,
    thresholds: Mapping[str, float] | None = None,
    title: str | None = None,
    plot_height: int = 330,
) -> go.Figure:
    """What acting on the probabilities costs against perfect foresight, for every break-even probability; lower is better.

    The first curve is the forecaster, the others references (always trade, climatology). With `stakes`, the dollars that a trade wins and
    loses, the curve reads in dollars and `break_even` defaults to loss / (win + loss); without, in score units.
    """
    title = title or "What does acting on them cost?"
    drawn = {name: curve for name, curve in curves.items() if len(curve.thresholds)}
    if not drawn:
        return explained(theme, title, "No resolved predictions with a probability in this selection.")
    unit, scale = (_SCORE, 1.0) if stakes is None else (_REGRET, float(stakes[0] + stakes[1]) / 2)
    if stakes is not None and break_even is None:
        break_even = float(stakes[1]) / (2 * scale)
    n = next(iter(drawn.values())).n
    page = sheet(
        theme, title, f"n={labels.count(n)}; lower is better, 0 is perfect foresight", plot_height=plot_height, legend=list(drawn) if len(drawn) > 1 else []
    )
    for place, (name, curve) in enumerate(drawn.items()):
        _line(page, name, curve, place, unit=unit, scale=scale)
    page.mark_each_x(cut_points(page.look, break_even, thresholds or {}), 1.02)
    page.figure.update_xaxes(title="break-even probability of the trade", range=[-0.01, 1.01], tickformat=PROBABILITY.tick, nticks=7)
    page.figure.update_yaxes(title=unit.axis, rangemode="tozero", tickformat=unit.tick)
    return page.done(
        labels.spoken(f"{title} Murphy curve, n={labels.count(n)}", *(_told(name, curve, break_even, unit, scale) for name, curve in drawn.items()))
    )


def _line(page: Sheet, name: str, curve: MurphyCurve, place: int, *, unit: Unit, scale: float) -> None:
    line = forecaster_line(name, place, page.look)
    if place == 0 and len(curve.low):
        page.band(curve.thresholds, curve.low * scale, curve.high * scale, translucent(str(line["color"]), 0.16))
    hover = (
        f"<b>{labels.escaped(name)}</b><br>break-even %{{x:.3f}}<br>{unit.axis}: %{{y:{'$,.2f' if unit is _REGRET else '.3f'}}}<br>n={labels.count(curve.n)}"
    )
    page.draw(go.Scatter(x=curve.thresholds, y=curve.scores * scale, mode="lines", name=labels.escaped(name), line=line, **told_by(hover)))


def _told(name: str, curve: MurphyCurve, break_even: float | None, unit: Unit, scale: float) -> str:
    at = break_even if break_even is not None else float(curve.thresholds[int(np.argmax(curve.scores))])
    height = float(np.interp(at, curve.thresholds, curve.scores)) * scale
    return f"{name}: {unit.axis} {unit.write(height)} at break-even {labels.probability(at)}"
