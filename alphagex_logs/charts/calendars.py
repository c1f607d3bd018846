"""Which days and months earned and which lost: heatmaps in which a blank is not a zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, known, need, times
from alphagex_logs.charts.palette import NUMBER_FONT, PALETTES, ink
from alphagex_logs.charts.sheet import NO_AXIS, Margins, Sheet, explained, mono, sheet

if TYPE_CHECKING:
    from alphagex_logs.charts.columns import Floats
    from alphagex_logs.charts.palette import Palette, Theme

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKS = 54
_CELL = 12  # pixels
_NOTHING = "No closed positions in this selection."


def monthly_heatmap(rows: pd.DataFrame, theme: Theme = "light", *, title: str | None = None) -> go.Figure:
    """Realised PnL per month, a row a year, with the year's sum at the right. Columns: trade_day, pnl in dollars; n optional."""
    need(rows, "monthly_heatmap", "trade_day", "pnl")
    title = title or "Which months earned, which lost?"
    flat = _summed(rows, "M")
    if flat.empty:
        return explained(theme, title, _NOTHING)
    years = sorted(set(flat["day"].dt.year))
    unit, scaled = _unit(flat["pnl"].to_numpy())
    page = sheet(theme, title, f"realised PnL in {unit}; blank: no closed position", plot_height=26 * len(years), margins=Margins(top=16, bottom=NO_AXIS))
    cells, hover = np.full((len(years), 12), np.nan), np.full((len(years), 12), "", dtype=object)
    for at, value, n in flat.itertuples(index=False):
        spot = years.index(at.year), at.month - 1
        cells[spot], hover[spot] = value, _hover(labels.month(at), value, n)
    scale = _scale(flat["pnl"].to_numpy(), page.look)
    page.draw(_cells(cells, hover, scale, xgap=2, ygap=2))
    _month_numbers(page, cells, float(scale["zmax"]), scaled)
    page.figure.update_xaxes(side="top", range=[-0.5, 13.3], fixedrange=True, tickvals=[*range(12), 12.4], ticktext=[*_MONTHS, "year"])
    page.figure.update_yaxes(range=[len(years) - 0.5, -0.5], tickvals=list(range(len(years))), ticktext=[str(year) for year in years], showgrid=False)
    return page.done(_alt(title, flat, "month"))


def _summed(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """day (the first of its month for "M"), pnl and n, summed, of the rows whose PnL is known; n is NaN where it is not given."""
    days = times(rows, "trade_day").dt.to_period(period).dt.start_time
    flat = pd.DataFrame({"day": days.to_numpy(), "pnl": column(rows, "pnl"), "n": column(rows, "n")}).dropna(subset=["day", "pnl"])
    return flat.groupby("day")[["pnl", "n"]].sum(min_count=1).reset_index()


def _hover(when: str, value: float, n: float) -> str:
    return labels.lines(f"<b>{when}</b>", labels.signed_money(value), "" if np.isnan(n) else f"n={labels.count(n)}")


def _scale(values: Floats, look: Palette) -> dict[str, Any]:
    """Centred on zero. The ends are the 98th percentile of the sizes, so that one crash does not bleach all other days."""
    sizes = np.abs(values)
    end = float(np.quantile(sizes, 0.98)) or float(sizes.max()) or 1.0
    return {"colorscale": list(zip((0, 0.25, 0.5, 0.75, 1), look.diverging, strict=True)), "zmin": -end, "zmax": end, "zmid": 0}


def _cells(cells: np.ndarray, hover: np.ndarray, scale: dict[str, Any], **more: Any) -> go.Heatmap:
    hidden = {"showscale": False, "hoverongaps": False}
    return go.Heatmap(z=cells, hovertext=hover, hovertemplate="%{hovertext}<extra></extra>", **hidden, **scale, **more)


def _unit(values: Floats) -> tuple[str, float]:
    """What the numbers of all cells are in, and how many dollars that is: a cell of a narrow window has room for four characters."""
    largest = float(np.abs(values).max())
    return next(unit for unit in (("millions of $", 1e6), ("thousands of $", 1e3), ("$", 1.0)) if largest >= unit[1] or unit[1] == 1)


def _in_unit(value: float, unit: float) -> str:
    """`2.6`, `12`, `-0.9`, `-24`: two digits, or one decimal below ten; dollars are whole."""
    digits = 1 if unit > 1 and abs(value) < 9.95 * unit else 0
    return f"{round(value / unit, digits) + 0.0:.{digits}f}"  # adding 0 makes -0.0 a 0.0


def _month_numbers(page: Sheet, cells: np.ndarray, end: float, unit: float) -> None:
    """The number in each cell, in the ink that can be read on its colour, and the sum of each year."""
    rows, months = np.nonzero(~np.isnan(cells))
    sums = [known(line).sum() for line in cells]
    colours = [*(ink(page.look.on_scale(value / end)) for value in cells[rows, months]), *(page.look.text for _ in sums)]
    page.draw(
        go.Scatter(
            x=[*months, *(12.4 for _ in sums)],
            y=[*rows, *range(len(sums))],
            mode="text",
            text=[_in_unit(value, unit) for value in (*cells[rows, months], *sums)],
            textfont={"family": NUMBER_FONT, "size": 10, "color": colours},
            hoverinfo="skip",
        )
    )


def calendar_heatmap(rows: pd.DataFrame, theme: Theme = "light", *, title: str | None = None) -> go.Figure:
    """Realised PnL per trading day, a strip a year, weekdays downwards. Columns: trade_day, pnl in dollars; n optional.

    Days without a closed position are blank, days that sum to zero are grey cells, losing days carry a dash.
    """
    need(rows, "calendar_heatmap", "trade_day", "pnl")
    title = title or "Which days earned, which lost?"
    flat = _summed(rows, "D")
    if flat.empty:
        return explained(theme, title, _NOTHING)
    years = sorted(set(flat["day"].dt.year))
    tall = 7 if (flat["day"].dt.dayofweek > 4).any() else 5
    strip, gap, head = _CELL * tall, 10, 20
    height = head + (strip + gap) * len(years)
    scale = _scale(flat["pnl"].to_numpy(), PALETTES[theme])
    full = f"realised PnL, full colour from ±{labels.money(scale['zmax'])}; dash: a loss; blank: no closed position"
    page = sheet(theme, title, full, plot_height=height, margins=Margins(left=40, bottom=NO_AXIS))
    for place, year in enumerate(years):
        top, axis = 1 - (head + place * (strip + gap)) / height, f"y{place + 1 if place else ''}"
        page.draw(_strip(flat[flat["day"].dt.year == year], tall, scale, axis))
        page.figure.update_layout({axis.replace("y", "yaxis"): _strip_axis(top, strip / height, tall)})
        page.note(f"<b>{year}</b>", 0, top - strip / height / 2, xref="paper", yref="paper", xanchor="right", xshift=-4, font=mono(page.look.text))
    starts = [(pd.Timestamp(2018, month, 1).dayofyear - 1) / 7 for month in range(1, 13)]
    page.figure.update_xaxes(side="top", range=[-0.6, _WEEKS - 0.4], tickvals=[at + 1.8 for at in starts], ticktext=_MONTHS, fixedrange=True, anchor="y")
    return page.done(_alt(title, flat, "day"))


def _strip_axis(top: float, share: float, tall: int) -> dict[str, Any]:
    hidden = {"showticklabels": False, "showgrid": False, "fixedrange": True}
    return {"domain": [max(0.0, top - share), top], "range": [tall - 0.5, -0.5], "anchor": "x", **hidden}


def _strip(part: pd.DataFrame, tall: int, scale: dict[str, Any], axis: str) -> go.Heatmap:
    """One year: weeks to the right, weekdays down."""
    first = pd.Timestamp(int(part["day"].dt.year.iloc[0]), 1, 1).dayofweek
    cells = np.full((tall, _WEEKS), np.nan)
    hover, dashes = np.full((tall, _WEEKS), "", dtype=object), np.full((tall, _WEEKS), "", dtype=object)
    for at, value, n in part.itertuples(index=False):
        spot = at.dayofweek, (at.dayofyear - 1 + first) // 7
        cells[spot], hover[spot] = value, _hover(f"{at:%a} {labels.day(at)}", value, n)
        dashes[spot] = "-" if value < 0 else ""
    return _cells(cells, hover, scale, text=dashes, texttemplate="%{text}", textfont={"family": NUMBER_FONT, "size": 9}, yaxis=axis, xgap=1.5, ygap=1.5)


def _alt(title: str, flat: pd.DataFrame, span: str) -> str:
    write = labels.month if span == "month" else labels.day
    best, worst = (flat.iloc[int(place)] for place in (flat["pnl"].argmax(), flat["pnl"].argmin()))
    return labels.spoken(
        f"{title} {len(flat)} {span}s with closed positions: {int((flat['pnl'] > 0).sum())} gained, {int((flat['pnl'] < 0).sum())} lost",
        f"best {write(best['day'])} {labels.signed_money(best['pnl'])}",
        f"worst {write(worst['day'])} {labels.signed_money(worst['pnl'])}",
    )
