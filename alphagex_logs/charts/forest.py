"""Estimates with their intervals, one row each: paired differences, segments, and bounds where outcomes are missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import Told, column, counts, known, need, texts, told
from alphagex_logs.charts.labels import HIT_RATE, SCORE, Unit
from alphagex_logs.charts.palette import TEXT_FONT
from alphagex_logs.charts.sheet import Margins, Sheet, explained, hatched, padded, sheet, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from alphagex_logs.charts.palette import Theme

_ROW = 22
_LABEL_WIDTH = 24  # characters
_SPOKEN = 12  # rows that alt text reads out


def paired_differences(
    rows: pd.DataFrame,
    theme: Theme = "light",
    *,
    unit: Unit = SCORE,
    sides: tuple[str, str] = ("first is better", "second is better"),
    title: str | None = None,
) -> go.Figure:
    """Differences of two forecasters, bots or model versions on the same rows, against zero. Columns: label, value, low, high, n; q_value optional.

    `sides` says what a value below and above zero means. Filled points: the interval leaves zero out. anytime_low and anytime_high, where the
    frame has them, are drawn thin: the interval that may be read after every row.
    """
    need(rows, "paired_differences", "label", "value", "low", "high", "n")
    title = title or "Which forecaster is better?"
    drawn = told(rows, texts(rows, "label"))
    if not drawn:
        return explained(theme, title, "Nothing to compare: no rows that both have forecast.")
    anytime = list(zip(column(rows, "anytime_low"), column(rows, "anytime_high"), strict=True))
    ends = [end for row in drawn for end in (row.low, row.high, row.value)]
    # A thin interval may run off the sheet: it must not squeeze the others.
    reach = padded([0.0, *ends, *(-end for end in ends), *(1.6 * end for end in ends)], 0.04)
    thin = "; thin: 95 % however often one looks" if len(known(column(rows, "anytime_low"))) else ""
    page = _forest(theme, title, f"difference, 95 % interval; filled: the interval leaves 0 out{thin}", drawn, unit=unit)
    for place, (low, high) in enumerate(anytime):
        if not np.isnan(low + high):
            within = (max(low, reach[0]), min(high, reach[1]))
            page.line(x=within, y=(len(drawn) - 1 - place,) * 2, style={"color": page.look.quiet, "width": 0.9, "dash": "2px,2px"}, layer="below")
    clear = [row.low > 0 or row.high < 0 for row in drawn]
    _points(page, drawn, clear, unit)
    page.line(x=(0, 0), y=(0, 1), yref="y domain", style={"color": page.look.zero, "width": 1}, layer="below")
    page.figure.update_xaxes(range=reach, **_few_ticks(reach), title=f"← {labels.escaped(sides[0])} | {unit.axis} | {labels.escaped(sides[1])} →")
    shown_any_time = sum(bool(low > 0 or high < 0) for low, high in anytime)
    told_any_time = f", {shown_any_time} however often one looks" if thin else ""
    return page.done(f"{title} {len(drawn)} paired differences, {sum(clear)} with an interval that leaves 0 out{told_any_time}: {_spoken(drawn, unit)}.")


def segment_forest(
    rows: pd.DataFrame,
    theme: Theme = "light",
    *,
    unit: Unit = HIT_RATE,
    reference: float | None = None,
    reference_name: str = "all",
    title: str | None = None,
) -> go.Figure:
    """An estimate per segment with its interval. Columns: segment, value, low, high, n; group, units and q_value optional.

    Rows keep their order; `group` puts a heading above the rows that share it. Fewer than 10 units: grey and hollow. `reference` is the
    value over all rows.
    """
    need(rows, "segment_forest", "segment", "value", "low", "high", "n")
    title = title or "Where are they right, where wrong?"
    drawn = _grouped(rows) if "group" in rows.columns else list[Told | str](told(rows, texts(rows, "segment")))
    segments = [row for row in drawn if isinstance(row, Told)]
    if not segments:
        return explained(theme, title, "No resolved predictions in this selection.")
    page = _forest(theme, title, "95 % intervals; grey and hollow: n < 10", drawn, unit=unit)
    _points(page, drawn, [isinstance(row, Told) and not row.weak for row in drawn], unit)
    ends = [end for row in segments for end in (row.low, row.high, row.value)]
    if reference is not None:
        style = {"color": page.look.zero, "width": 1, "dash": "3px,3px"}
        page.line(x=(reference, reference), y=(0, 1), yref="y domain", style=style, layer="below")
        page.note(f"{labels.escaped(reference_name)} {unit.write(reference)}", reference, 1, yref="y domain", yanchor="bottom", xanchor="center", yshift=-3)
    reach = padded([*ends, *([] if reference is None else [reference])], 0.05)
    page.figure.update_xaxes(range=reach, **_few_ticks(reach))
    return page.done(f"{title} {len(segments)} segments: {_spoken(segments, unit)}.")


def _grouped(rows: pd.DataFrame) -> list[Told | str]:
    """The rows with a heading before each group, groups in the order of their first row."""
    drawn: list[Told | str] = []
    for name, members in rows.groupby("group", sort=False):
        drawn.append(str(name))
        drawn.extend(told(members, texts(members, "segment")))
    return drawn


def _forest(theme: Theme, title: str, subtitle: str, drawn: Sequence[Told | str], *, unit: Unit) -> Sheet:
    """The empty plot: one line a row from top to bottom, labels left, numbers right."""
    with_q = any(isinstance(row, Told) and row.q_value is not None for row in drawn)
    room = Margins(top=8, right=150 if with_q else 112)
    page = sheet(theme, title, subtitle, plot_height=_ROW * len(drawn), margins=room)
    names = [f"<b>{_short(row)}</b>" if isinstance(row, str) else _short(row.label) for row in drawn]
    places, words = list(range(len(drawn) - 1, -1, -1)), {"family": TEXT_FONT, "size": 12, "color": page.look.text}
    page.figure.update_yaxes(tickmode="array", tickvals=places, ticktext=names, range=[-0.6, len(drawn) - 0.4], showgrid=False, tickfont=words)
    page.figure.update_xaxes(title=unit.axis, tickformat=unit.tick, tickangle=0)
    return page


def _few_ticks(reach: tuple[float, float]) -> dict[str, float]:
    """The widest step of round numbers that puts two ticks or more into the range: the narrowest card has room for three or four."""
    low, high = reach
    size = 10.0 ** math.ceil(math.log10(high - low))
    steps = (size * share for share in (1, 0.5, 0.25, 0.2, 0.1, 0.05))
    return {"tick0": 0, "dtick": next(step for step in steps if math.floor(high / step) - math.ceil(low / step) >= 1)}


def _short(label: str) -> str:
    return labels.escaped(label if len(label) <= _LABEL_WIDTH else f"{label[: _LABEL_WIDTH - 1]}…")


def _points(page: Sheet, drawn: Sequence[Told | str], filled: Sequence[bool], unit: Unit) -> None:
    """Whiskers, points and the numbers beside them; headings take a line and have none."""
    rows = [(len(drawn) - 1 - place, row, full) for place, (row, full) in enumerate(zip(drawn, filled, strict=True)) if isinstance(row, Told)]
    colours = [page.look.neutral if row.weak else page.look.accent for _, row, _ in rows]
    for (y, row, _), colour in zip(rows, colours, strict=True):
        if not np.isnan(row.low + row.high):
            page.line(x=(row.low, row.high), y=(y, y), style={"color": colour, "width": 1.6})
        page.side(y, row.short(unit), faint=row.weak)
    fills = [colour if full else page.look.page for (_, _, full), colour in zip(rows, colours, strict=True)]
    page.draw(
        go.Scatter(
            x=[row.value for _, row, _ in rows],
            y=[y for y, _, _ in rows],
            mode="markers",
            marker={"size": 8, "color": fills, "line": {"color": colours, "width": 1.5}, "opacity": 1},
            **shown([row.hover(unit) for _, row, _ in rows]),
        )
    )


def _spoken(drawn: Sequence[Told], unit: Unit) -> str:
    more = f"; and {len(drawn) - _SPOKEN} more" if len(drawn) > _SPOKEN else ""
    return "; ".join(row.spoken(unit) for row in drawn[:_SPOKEN]) + more


def bounds(rows: pd.DataFrame, theme: Theme = "light", *, unit: Unit = HIT_RATE, title: str | None = None, zero: bool = False) -> go.Figure:
    """How far missing outcomes could move a value: worst to best case. Columns: label, low, high, n, missing; value (of the known rows) optional.

    `zero` draws the zero line, for values in dollars.
    """
    need(rows, "bounds", "label", "low", "high", "n", "missing")
    title = title or "What could the missing outcomes change?"
    drawn, missing = told(rows, texts(rows, "label")), [f"{labels.count(n)} missing" for n in counts(rows, "missing")]
    if not len(known(column(rows, "low"))):
        return explained(theme, title, "No rows, so nothing to bound.")
    room = Margins(right=132)
    key = "bar: worst to best case" + ("; diamond: known outcomes alone" if any(not np.isnan(row.value) for row in drawn) else "")
    page = sheet(theme, title, key, plot_height=30 * len(rows), margins=room)
    _bound_bars(page, drawn, missing, unit)
    diamond = {"symbol": "diamond", "size": 10, "color": page.look.accent, "line": {"color": page.look.page, "width": 1}}
    page.draw(go.Scatter(x=[row.value for row in drawn], y=[row.name for row in drawn], mode="markers", marker=diamond, hoverinfo="skip"))
    for row, absent in zip(drawn, missing, strict=True):
        page.side(row.name, absent if np.isnan(row.value) else f"n={labels.count(row.n)}, {absent}")
    ends = [end for row in drawn for end in (row.low, row.high, row.value)]
    reach = padded([*ends, *([0.0] if zero else [])], 0.05)
    page.figure.update_xaxes(title=unit.axis, tickformat=unit.tick, range=reach, zeroline=zero, **_few_ticks(reach))
    page.names_on_y(autorange="reversed")
    spoken = [f"{row.label} {unit.write(row.low)} to {unit.write(row.high)}, {absent}" for row, absent in zip(drawn, missing, strict=True)]
    return page.done(f"{title} {'; '.join(spoken)}.")


def _bound_bars(page: Sheet, drawn: Sequence[Told], missing: Sequence[str], unit: Unit) -> None:
    hover = [
        labels.lines(
            f"<b>{row.name}</b>", f"{unit.write(row.low)} to {unit.write(row.high)}", f"known {unit.write(row.value)}", f"n={labels.count(row.n)}, {absent}"
        )
        for row, absent in zip(drawn, missing, strict=True)
    ]
    page.draw(
        go.Bar(
            base=[row.low for row in drawn],
            x=[row.high - row.low for row in drawn],
            y=[row.name for row in drawn],
            orientation="h",
            width=0.42,
            marker=hatched(page.look.neutral, page.look) | {"line": {"color": page.look.quiet, "width": 1}},
            **shown(hover),
        )
    )
