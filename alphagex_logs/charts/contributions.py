"""Where the money came from: PnL by bot, strategy or whatever else splits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, need, texts, told
from alphagex_logs.charts.labels import Unit
from alphagex_logs.charts.palette import BOTS, mark_of
from alphagex_logs.charts.sheet import Margins, explained, padded, sheet, shown, whole_dollars

if TYPE_CHECKING:
    import pandas as pd

    from alphagex_logs.charts.palette import Theme

_SIGNED = Unit("realised PnL, $", "$,~s", labels.signed_money)


def pnl_by_bar(rows: pd.DataFrame, theme: Theme = "light", *, by: str = "bot", ranked: bool = True, title: str | None = None) -> go.Figure:
    """Realised PnL per bot, strategy or whatever `by` names. Columns: `by`, pnl in dollars, n; win_rate optional.

    The largest is on top; unless `ranked`, the rows keep their order from top to bottom.
    """
    need(rows, "pnl_by_bar", by, "pnl", "n")
    title = title or f"Which {by} earned, which lost?"
    if rows.empty:
        return explained(theme, title, "No closed positions in this selection.")
    rows = rows.iloc[np.argsort(column(rows, "pnl"), kind="stable")] if ranked else rows.iloc[::-1]
    bars = told(rows, texts(rows, by), of=("pnl", "pnl_low", "pnl_high"))
    names = [f"{bar.name} {mark_of(bar.label).glyph}" if bar.label in BOTS else bar.name for bar in bars]
    page = sheet(theme, title, "realised PnL of closed positions", plot_height=26 * len(rows), margins=Margins(right=122))
    rates = [f"win rate {labels.rate(rate)}" if not np.isnan(rate) else "" for rate in column(rows, "win_rate")]
    hover = [bar.hover(_SIGNED, rate) for bar, rate in zip(bars, rates, strict=True)]
    colours = [page.look.by_sign(bar.value) for bar in bars]
    page.draw(go.Bar(x=column(rows, "pnl"), y=names, orientation="h", width=0.62, marker={"color": colours}, **shown(hover)))
    for name, bar in zip(names, bars, strict=True):
        page.side(name, bar.short(_SIGNED))
    reach = padded([0.0, *column(rows, "pnl")], 0.04)
    page.figure.update_xaxes(title=_SIGNED.axis, tickformat=whole_dollars(reach), zeroline=True, range=reach, nticks=4)
    page.names_on_y()
    return page.done(f"{title} {'; '.join(bar.spoken(_SIGNED) for bar in reversed(bars))}.")
