"""Is the forecaster drifting off? Wins against expectation, the risk-adjusted CUSUM, and the e-process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import peaks, thinned, times
from alphagex_logs.charts.palette import translucent
from alphagex_logs.charts.sheet import Margins, Sheet, explained, padded, sheet, told_by
from alphagex_logs.charts.time_axis import below_dates, dates, line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.charts.columns import Floats
    from alphagex_logs.charts.palette import Theme
    from alphagex_logs.metrics.monitoring import Cusum, EProcess, Vlad

_NOTHING = "No resolved predictions in this selection."
_DAY, _N = "<b>%{x|%Y-%m-%d}</b>", "<br>n=%{customdata[0]:,}"


def expected_vs_observed(
    vlad: Vlad, days: Sequence[object], theme: Theme = "light", *, bot: str | None = None, title: str | None = None, plot_height: int = 190
) -> go.Figure:
    """Wins above the sum of the stated probabilities, cumulated (VLAD), in the envelope of chance.

    `days` are those of all rows that the metric was given, in the same order.
    """
    title = title or "Did they win as often as expected?"
    if not len(vlad.path):
        return explained(theme, title, _NOTHING)
    at, some = _days(days, vlad.kept), thinned(len(vlad.path))
    told = f"n={labels.count(len(at))}; shaded: 95 % of calibrated forecasters"
    page = sheet(theme, title, told, plot_height=plot_height, margins=Margins(bottom=below_dates(at)))
    page.band(at[some], -vlad.envelope[some], vlad.envelope[some], translucent(page.look.neutral, 0.22))
    hover = told_by(f"{_DAY}<br>%{{y:+.1f}} wins against expectation<br>by chance up to ±%{{customdata[1]:.1f}}{_N}", some + 1, vlad.envelope[some])
    _path(page, at[some], vlad.path[some], hover, bot=bot)
    page.figure.update_yaxes(title="wins above expectation", zeroline=True, tickformat="+~f")
    place = "inside" if abs(vlad.path[-1]) <= vlad.envelope[-1] else "outside"
    return page.done(
        labels.spoken(
            f"{title} {len(at)} outcomes from {labels.day(at[0])} to {labels.day(at[-1])}",
            f"last {labels.signed(vlad.path[-1])} wins against expectation",
            f"{place} the envelope of chance (±{vlad.envelope[-1]:.1f})",
        )
    )


def _days(days: Sequence[object], kept: np.ndarray) -> np.ndarray:
    """The days of the rows that the metric used."""
    return times(pd.DataFrame({"day": list(days)}), "day").iloc[kept].to_numpy()


def _path(page: Sheet, at: np.ndarray, value: Floats, hover: dict[str, Any], *, bot: str | None) -> None:
    colour = page.look.bot(bot) if bot else page.look.accent
    page.draw(go.Scatter(x=at, y=value, mode=line_of(at), line={"color": colour, "width": 1.8}, **hover))
    page.figure.update_xaxes(**dates(at), hoverformat="%Y-%m-%d", title="day of the outcome")
    page.figure.update_layout(hovermode="x")


def cusum(
    found: Cusum, days: Sequence[object], theme: Theme = "light", *, bot: str | None = None, title: str | None = None, plot_height: int = 150
) -> go.Figure:
    """The risk-adjusted CUSUM for losses at twice the expected odds, with its limit. `days` as in `expected_vs_observed`."""
    title = title or "Are losses more frequent than expected?"
    if not len(found.path):
        return explained(theme, title, _NOTHING)
    page, told = _alarmed(theme, title, found.path, _days(days, found.kept), limit=found.limit, value="CUSUM %{y:.2f}", bot=bot, height=plot_height)
    if found.limit is not None:
        page.mark_y(found.limit, f"alarm at {found.limit:.2f}", colour=page.look.loss)
    page.figure.update_yaxes(title="CUSUM, log ratio", range=padded([0.0, *found.path, found.limit or 0.0], 0.1), nticks=5)
    return page.done(f"{told}, last value {found.path[-1]:.2f}.")


def e_process(
    found: EProcess, days: Sequence[object], theme: Theme = "light", *, bot: str | None = None, title: str | None = None, plot_height: int = 150
) -> go.Figure:
    """Evidence against the probabilities that may be looked at after every trade: a bettor's wealth, on a log scale. `days` as above."""
    title = title or "Is there evidence against the probabilities?"
    if not len(found.log10_path):
        return explained(theme, title, _NOTHING)
    at, value = _days(days, found.kept), "e-value 10<sup>%{y:.2f}</sup>"
    page, told = _alarmed(theme, title, found.log10_path, at, limit=found.log10_limit, value=value, bot=bot, height=plot_height)
    page.mark_y(found.log10_limit, f"alarm at {_power(found.log10_limit)}", colour=page.look.loss)
    low, high = padded([-1.0, *found.log10_path, found.log10_limit], 0.08)
    powers = list(range(int(np.ceil(low)), int(np.floor(high)) + 1, max(1, round((high - low) / 5))))
    page.figure.update_yaxes(title="e-value", range=[low, high], tickvals=powers, ticktext=[_power(power) for power in powers])
    return page.done(f"{told}, last e-value {10.0 ** found.log10_path[-1]:.3g}.")


def _power(log10: float) -> str:
    """Ten to that power, in digits while they are few."""
    return f"{10.0**log10:.4g}" if -4 <= log10 < 1 else f"{10.0**log10:,.0f}" if log10 < 6 else f"10<sup>{log10:.0f}</sup>"


def _alarmed(theme: Theme, title: str, path: Floats, at: np.ndarray, *, limit: float | None, value: str, bot: str | None, height: int) -> tuple[Sheet, str]:
    """A path with the points at or above its limit ringed, and its first words of alt text; `value` is the hover template of y."""
    over = np.zeros(len(path), dtype=bool) if limit is None else path >= limit
    outcomes = f"{labels.count(len(path))} outcomes"
    state = f"alarm at {labels.count(over.sum())} of {outcomes}" if over.any() else f"no alarm in {outcomes}"
    page = sheet(theme, title, state, plot_height=height, margins=Margins(bottom=below_dates(at)))
    some = peaks(path)
    _path(page, at[some], path[some], told_by(f"{_DAY}<br>{value}{_N}", some + 1), bot=bot)
    ringed = some[over[some]]
    if len(ringed):
        marker = {"symbol": "circle-open", "size": 5, "color": page.look.loss, "line": {"width": 1.3}}
        page.draw(go.Scatter(x=at[ringed], y=path[ringed], mode="markers", marker=marker, hoverinfo="skip"))
    return page, f"{title} {state}" + (f", first on {labels.day(at[over][0])}" if over.any() else "")
