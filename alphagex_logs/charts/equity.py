"""What was earned over time: equity per bot and in total, with the depth under water beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, known, need, texts, times
from alphagex_logs.charts.palette import BOTS, TOTAL, mark_of, translucent
from alphagex_logs.charts.sheet import EndLabel, Margins, Sheet, explained, padded, sheet, told_by
from alphagex_logs.charts.time_axis import below_dates, dates, line_of
from alphagex_logs.metrics.equity import equity_curve

if TYPE_CHECKING:
    from alphagex_logs.charts.palette import Palette, Theme

_LOWER = 0.24  # share of the height under water
_GAP = 0.05


def equity(rows: pd.DataFrame, theme: Theme = "light", *, title: str | None = None, plot_height: int = 360) -> go.Figure:
    """Cumulated realised PnL per bot and in total, and the total's drawdown beneath on the same days. Columns: trade_day, bot, pnl in dollars.

    Any number of rows per bot and day. With one bot there is one line and its drawdown. A series is carried flat to the last day of all.
    Lines change at the close of a day, so they are steps; the base line is zero.
    """
    need(rows, "equity", "trade_day", "bot", "pnl")
    title = title or "What was earned, and how deep was it under water?"
    series = curves(rows)
    if not series:
        return explained(theme, title, "No closed positions in this selection.")
    days = times(rows, "trade_day")
    room, of_total = Margins(right=122, bottom=below_dates(days)), " of the total" if len(series) > 1 else ""
    page = sheet(theme, title, f"realised PnL; below: drawdown{of_total}", plot_height=plot_height, margins=room)
    last_day, span = max(part["day"].iloc[-1] for part in series.values()), padded([0.0, *(v for part in series.values() for v in part["equity"])], 0.05)
    page.draw(*(_line(bot, part, last_day, page.look) for bot, part in series.items()))
    page.label_ends([_end(bot, part, page.look) for bot, part in series.items()], span, plot_height * (1 - _LOWER - _GAP))
    page.figure.update_layout(
        yaxis={"range": span, "title": "equity, $", "tickformat": "$,~f", "zeroline": True, "domain": [_LOWER + _GAP, 1]},
        xaxis={**dates(days), "title": "New York trading day", "anchor": "y2", "unifiedhovertitle": {"text": "%{x|%Y-%m-%d}"}},
        hovermode="x unified",
        hoversubplots="axis",
    )
    main = next(reversed(series))
    _underwater(page, series[main])
    return page.done(f"{title} {'; '.join(_told(bot, part) for bot, part in series.items())}.")


def curves(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Per bot, in their usual order, and last for `TOTAL` where there are several: day, equity, drawdown. Columns as in `equity`."""
    flat = pd.DataFrame({"day": times(rows, "trade_day"), "bot": texts(rows, "bot"), "pnl": column(rows, "pnl")}).dropna()
    order = {bot: place for place, bot in enumerate(BOTS)}
    bots = sorted(flat["bot"].unique(), key=lambda bot: order.get(bot, len(order)))
    parts = {bot: flat[flat["bot"] == bot] for bot in bots}
    if len(bots) > 1:
        parts[TOTAL] = flat
    return {bot: _curve(part) for bot, part in parts.items()}


def _curve(part: pd.DataFrame) -> pd.DataFrame:
    daily = part.groupby("day")["pnl"].sum()
    found = equity_curve(daily.to_numpy())
    return pd.DataFrame({"day": daily.index, "equity": found.equity, "drawdown": found.drawdown})


def _line(bot: str, part: pd.DataFrame, last_day: pd.Timestamp, look: Palette) -> go.Scatter:
    ends = part if part["day"].iloc[-1] == last_day else pd.concat([part, part.tail(1).assign(day=last_day)])
    style = {"color": look.bot(bot), "width": 2.2 if bot == TOTAL else 1.4, "dash": mark_of(bot).dash, "shape": "hv"}
    hover = told_by("%{y:$,.0f}, drawdown %{customdata[0]:$,.0f}", ends["drawdown"], extra=labels.escaped(bot))
    return go.Scatter(
        x=ends["day"].to_numpy(), y=ends["equity"].to_numpy(), mode=line_of(ends["day"].to_numpy()), name=labels.escaped(bot), line=style, **hover
    )


def _end(bot: str, part: pd.DataFrame, look: Palette) -> EndLabel:
    last = float(part["equity"].iloc[-1])
    return EndLabel(last, f"{labels.escaped(bot)} {labels.short_money(last)}", look.bot(bot), mark_of(bot).glyph)


def _underwater(page: Sheet, part: pd.DataFrame) -> None:
    depth, look = part["drawdown"].to_numpy(), page.look
    line = {"color": look.loss, "width": 1, "shape": "hv"}
    page.draw(
        go.Scatter(
            x=part["day"].to_numpy(),
            y=depth,
            yaxis="y2",
            mode=line_of(part["day"].to_numpy()),
            line=line,
            fill="tozeroy",
            fillcolor=translucent(look.loss, 0.22),
            name="under water",
            hovertemplate="%{y:$,.0f} from the peak<extra>under water</extra>",
        )
    )
    lowest = min([*known(depth), 0.0])
    if lowest < 0:
        day, (first, last) = part["day"].iloc[int(np.nanargmin(depth))], part["day"].iloc[[0, -1]]
        side = "right" if day - first > last - day else "left"  # the text stays over the days: plotly would widen the axis for it
        page.note(f"{labels.money(lowest)} on {labels.day(day)}", day, lowest, yref="y2", xanchor=side, yanchor="top", yshift=-1)
    scale: dict[str, Any] = {"nticks": 3, "range": [lowest * 1.5, 0]} if lowest < 0 else {"tickvals": [0], "range": [-1, 0]}
    below = {"domain": [0, _LOWER], "title": "drawdown, $", "tickformat": "$,~f", "zeroline": True, "anchor": "x"}
    page.figure.update_layout(yaxis2=below | scale)


def _told(bot: str, part: pd.DataFrame) -> str:
    depth = known(part["drawdown"].to_numpy())
    worst = labels.money(depth.min()) if len(depth) else labels.UNKNOWN
    end = f"{labels.signed_money(part['equity'].iloc[-1])} on {labels.day(part['day'].iloc[-1])}"
    return f"{bot} {end}, deepest drawdown {worst}, {labels.count(len(part))} days with closed positions"
