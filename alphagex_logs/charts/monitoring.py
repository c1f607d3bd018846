"""Is the forecaster drifting off? Wins against expectation, the risk-adjusted CUSUM, and the e-process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import times
from alphagex_logs.charts.palette import translucent
from alphagex_logs.charts.sheet import Sheet, explained, padded, sheet, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.charts.columns import Floats
    from alphagex_logs.charts.palette import Theme
    from alphagex_logs.metrics.monitoring import Cusum, EProcess, Vlad

_NOTHING = "No resolved predictions in this selection."


def expected_vs_observed(
    vlad: Vlad, days: Sequence[object], theme: Theme = "light", *, bot: str | None = None, title: str | None = None, plot_height: int = 190
) -> go.Figure:
    """Wins above the sum of the stated probabilities, cumulated (VLAD), in the envelope of chance.

    `days` are those of all rows that the metric was given, in the same order.
    """
    title = title or "Did they win as often as expected?"
    if not len(vlad.path):
        return explained(theme, title, _NOTHING)
    at = _days(days, vlad.kept)
    page = sheet(theme, title, f"n={labels.count(len(at))}; shaded: 95 % of calibrated forecasters", plot_height=plot_height)
    page.band(at, -vlad.envelope, vlad.envelope, translucent(page.look.neutral, 0.22))
    chance = [f"by chance up to ±{width:.1f}" for width in vlad.envelope]
    _path(page, at, vlad.path, [f"{labels.signed(wins)} wins against expectation" for wins in vlad.path], chance, bot=bot)
    page.figure.update_yaxes(title="wins above expectation", zeroline=True, tickformat="+~f")
    place = "inside" if abs(vlad.path[-1]) <= vlad.envelope[-1] else "outside"
    return page.done(
        labels.spoken(
            f"{title} {len(at)} outcomes from {labels.day(at[0])} to {labels.day(at[-1])}",
            f"last {labels.signed(vlad.path[-1])} wins against expectation",
            f"{place} the envelope of chance (±{vlad.envelope[-1]:.1f})",
        )
    )


def _days(days: Sequence[object], kept: np.ndarray) -> list[pd.Timestamp]:
    """The days of the rows that the metric used."""
    return [*times(pd.DataFrame({"day": list(days)}), "day").iloc[kept]]


def _path(page: Sheet, at: list[pd.Timestamp], value: Floats, told: list[str], more: list[str], *, bot: str | None) -> None:
    hover = [
        labels.lines(f"<b>{labels.day(when)}</b>", each, rest, f"n={labels.count(place)}")
        for place, (when, each, rest) in enumerate(zip(at, told, more, strict=True), start=1)
    ]
    colour = page.look.bot(bot) if bot else page.look.accent
    page.draw(go.Scatter(x=at, y=value, mode="lines", line={"color": colour, "width": 1.8}, **shown(hover)))
    page.figure.update_xaxes(type="date", title="day of the outcome")
    page.figure.update_layout(hovermode="x")


def cusum(
    found: Cusum, days: Sequence[object], theme: Theme = "light", *, bot: str | None = None, title: str | None = None, plot_height: int = 150
) -> go.Figure:
    """The risk-adjusted CUSUM for losses at twice the expected odds, with its limit. `days` as in `expected_vs_observed`."""
    title = title or "Are losses more frequent than expected?"
    if not len(found.path):
        return explained(theme, title, _NOTHING)
    page = _alarmed(
        theme, title, found.path, _days(days, found.kept), limit=found.limit, told=[f"{each:.2f}" for each in found.path], bot=bot, height=plot_height
    )
    if found.limit is not None:
        page.mark_y(found.limit, f"alarm at {found.limit:.2f}", colour=page.look.loss)
    page.figure.update_yaxes(title="CUSUM, log-likelihood ratio", range=padded([0.0, *found.path, found.limit or 0.0], 0.1), nticks=5)
    return page.figure


def e_process(
    found: EProcess, days: Sequence[object], theme: Theme = "light", *, bot: str | None = None, title: str | None = None, plot_height: int = 150
) -> go.Figure:
    """Evidence against the probabilities that may be looked at after every trade: a bettor's wealth, on a log scale. `days` as above."""
    title = title or "Is there evidence against the probabilities?"
    if not len(found.log10_path):
        return explained(theme, title, _NOTHING)
    told = [f"e-value {_power(each)}" for each in found.log10_path]
    page = _alarmed(theme, title, found.log10_path, _days(days, found.kept), limit=found.log10_limit, told=told, bot=bot, height=plot_height)
    page.mark_y(found.log10_limit, f"alarm at {_power(found.log10_limit)}", colour=page.look.loss)
    low, high = padded([-1.0, *found.log10_path, found.log10_limit], 0.08)
    powers = list(range(int(np.ceil(low)), int(np.floor(high)) + 1, max(1, round((high - low) / 5))))
    page.figure.update_yaxes(title="e-value, log scale", range=[low, high], tickvals=powers, ticktext=[_power(power) for power in powers])
    return page.figure


def _power(log10: float) -> str:
    """Ten to that power, in digits while they are few."""
    return f"{10.0**log10:,.4g}" if -4 <= log10 < 6 else f"10^{log10:.0f}"


def _alarmed(theme: Theme, title: str, path: Floats, at: list[pd.Timestamp], *, limit: float | None, told: list[str], bot: str | None, height: int) -> Sheet:
    """A path with the points at or above its limit ringed."""
    over = np.zeros(len(path), dtype=bool) if limit is None else path >= limit
    outcomes = f"{labels.count(len(path))} outcomes"
    state = f"alarm at {labels.count(over.sum())} of {outcomes}" if over.any() else f"no alarm in {outcomes}"
    page = sheet(theme, title, state, plot_height=height)
    _path(page, at, path, told, ["alarm" if each else "" for each in over], bot=bot)
    alarms = [when for when, each in zip(at, over, strict=True) if each]
    if alarms:
        marker = {"symbol": "circle-open", "size": 5, "color": page.look.loss, "line": {"width": 1.3}}
        page.draw(go.Scatter(x=alarms, y=path[over], mode="markers", marker=marker, hoverinfo="skip"))
    page.done(labels.spoken(f"{title} {state}", f"first on {labels.day(alarms[0])}" if alarms else "", f"last {told[-1]}"))
    return page
