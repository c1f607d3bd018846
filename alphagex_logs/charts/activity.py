"""How much was logged: activity over time, split by category, bot or level; and the sparkline of one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, need, texts, times
from alphagex_logs.charts.palette import BOTS, CATEGORIES, PALETTES
from alphagex_logs.charts.sheet import Margins, Sheet, explained, sheet, whole_numbers
from alphagex_logs.charts.template import template
from alphagex_logs.charts.time_axis import below_dates, dates
from alphagex_logs.filters import NONE

if TYPE_CHECKING:
    from alphagex_logs.charts.palette import Palette, Theme

_ORDER = (*CATEGORIES, *BOTS, "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "win", "loss", "scratch", "unmapped")
_BARS = (("day", 150, "D"), ("week", 1_100, "W-SUN"), ("month", 1_000_000, "M"))  # name, longest span in days, pandas period
_DAY = 86_400_000  # milliseconds


def activity_by_day(rows: pd.DataFrame, theme: Theme = "light", *, by: str = "category", title: str | None = None, plot_height: int = 170) -> go.Figure:
    """Rows logged over time as stacked bars. Columns: trade_day, rows, and the one named by `by` (category, bot, table, result or level).

    A bar covers a day, a week or a month, so that there are never more than about 150. Of labels without a colour of their own, such as tables,
    the largest eight have one each and the others stand together. Dragging selects a span of time: with
    `st.plotly_chart(on_select="rerun", selection_mode="box")` it arrives as `selection.box[0]["x"]`.
    """
    need(rows, "activity_by_day", "trade_day", by, "rows")
    title = title or f"What was logged, by {by}?"
    if rows.empty:
        return explained(theme, title, "No rows in this selection.")
    name, bars = _binned(rows, by)
    days = times(rows, "trade_day")
    drawn, colours = _coloured(bars, PALETTES[theme])
    total = labels.count(bars["rows"].sum())
    room = Margins(bottom=below_dates(days))
    page = sheet(theme, title, f"{total} rows, one bar a {name}; drag to select a span of time", plot_height=plot_height, margins=room, legend=list(colours))
    for part, colour in colours.items():
        page.draw(_stack(drawn[drawn["part"] == part], part, name, colour, page.look.page))
    page.figure.update_layout(barmode="stack", dragmode="select", selectdirection="h", legend_traceorder="normal", hovermode="x unified")
    page.figure.update_xaxes(**dates(days, bars=True), title="New York trading day", unifiedhovertitle={"text": f"{name} of %{{x|%Y-%m-%d}}"})
    page.figure.update_yaxes(title=f"rows per {name}", rangemode="tozero", **whole_numbers(bars.groupby("start")["rows"].sum().max()))
    return page.done(_activity_alt(title, bars, name))


def _binned(rows: pd.DataFrame, by: str) -> tuple[str, pd.DataFrame]:
    """The name of the bars' span, and rows per start and part."""
    days = times(rows, "trade_day")
    span = (days.max() - days.min()).days + 1
    name, _, period = next(bar for bar in _BARS if span <= bar[1])
    starts = days.dt.to_period(period).dt.start_time
    flat = pd.DataFrame({"start": starts.to_numpy(), "part": texts(rows, by), "rows": column(rows, "rows")})
    return name, flat.groupby(["start", "part"])["rows"].sum().reset_index()


def _coloured(bars: pd.DataFrame, look: Palette) -> tuple[pd.DataFrame, dict[str, str]]:
    """The bars with the labels that are one too many for a colour put together, and the colour of each label in the order of the stack."""
    sizes = bars.groupby("part")["rows"].sum().sort_values(ascending=False, kind="stable")
    known = {part: colour for part in _ORDER if part in sizes.index and (colour := look.part(part))}
    rest = [part for part in sizes.index if part not in known and part != NONE]
    ranked, rare = rest[: len(look.sequence)], rest[len(look.sequence) :]
    others = f"{len(rare)} other{'' if len(rare) == 1 else 's'}"
    colours = known | dict(zip(ranked, look.sequence, strict=False)) | dict.fromkeys([others] if rare else [], look.faint)
    colours |= dict.fromkeys([NONE] if NONE in sizes.index else [], look.neutral)
    told = bars.assign(part=bars["part"].where(~bars["part"].isin(rare), others))
    return told.groupby(["start", "part"])["rows"].sum().reset_index(), colours


def _stack(bars: pd.DataFrame, part: str, name: str, colour: str, page: str) -> go.Bar:
    days = [start.days_in_month if name == "month" else 7 if name == "week" else 1 for start in bars["start"]]
    return go.Bar(
        x=bars["start"],
        y=bars["rows"],
        width=[_DAY * length * 0.9 for length in days],
        offset=0,
        name=labels.escaped(part),
        marker={"color": colour, "line": {"width": 0.5, "color": page}},
        unselected={"marker": {"opacity": 0.35}},
        hovertemplate="%{y:,}",
    )


def _activity_alt(title: str, bars: pd.DataFrame, name: str) -> str:
    per_bar = bars.groupby("start")["rows"].sum()
    largest = bars.groupby("part")["rows"].sum().sort_values(ascending=False)
    return labels.spoken(
        f"{title} {labels.count(per_bar.sum())} rows in {len(per_bar)} {name}s with rows",
        f"{labels.day(per_bar.index[0])} to {labels.day(per_bar.index[-1])}",
        f"most in {largest.index[0]} ({labels.count(largest.iloc[0])})",
        f"busiest {name} {labels.day(per_bar.idxmax())} ({labels.count(per_bar.max())})",
    )


def sparkline(
    rows: pd.DataFrame, theme: Theme = "light", *, value: str = "value", bot: str | None = None, name: str = "Trend", zero: bool = False
) -> go.Figure:
    """A line without axes for a table's row, its last point marked. Columns: at, and the one named by `value`; `zero` draws a base line."""
    need(rows, "sparkline", "at", value)
    look = PALETTES[theme]
    layout = {
        "template": template(theme),
        "height": 32,
        "margin": {"t": 4, "b": 4, "l": 4, "r": 6},
        "showlegend": False,
        "hovermode": False,
        "meta": {"title": name},
    }
    page = Sheet(go.Figure(layout=layout), look)
    page.figure.update_xaxes(visible=False, fixedrange=True)
    page.figure.update_yaxes(visible=False, fixedrange=True)
    line = pd.DataFrame({"at": times(rows, "at"), "value": column(rows, value)}).dropna()
    if line.empty:
        return page.done(f"{name}: no values.")
    colour, last = look.bot(bot) if bot else look.accent, line.iloc[-1]
    if zero:
        page.line(x=(0, 1), xref="paper", y=(0, 0), style={"color": look.zero, "width": 0.8}, layer="below")
    page.draw(
        go.Scatter(x=line["at"], y=line["value"], mode="lines", line={"color": colour, "width": 1.4}),
        go.Scatter(x=[last["at"]], y=[last["value"]], mode="markers", marker={"color": colour, "size": 5}, cliponaxis=False),
    )
    lowest, highest = labels.plain(line["value"].min()), labels.plain(line["value"].max())
    return page.done(f"{name}: {len(line)} points, last {labels.plain(last['value'])}, lowest {lowest}, highest {highest}.")
