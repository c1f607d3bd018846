"""How far what the forecasters look at has moved from one half of a period to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import column, counts, need, texts
from alphagex_logs.charts.sheet import Margins, explained, sheet, shown

if TYPE_CHECKING:
    import pandas as pd

    from alphagex_logs.charts.palette import Theme

_ROW = 24
_SURE = 0.05


def input_shifts(rows: pd.DataFrame, theme: Theme = "light", *, title: str | None = None) -> go.Figure:
    """How far each input has moved: the Kolmogorov-Smirnov distance of the later half of its days from the earlier. Columns: input, value, n
    (days), earlier and later (the medians), p_value, q_value.

    Filled: q < 0.05. An input with too few days has no point, and says so. Rows keep their order from top to bottom.
    """
    need(rows, "input_shifts", "input", "value", "n", "earlier", "later", "p_value", "q_value")
    title = title or "Have the inputs moved?"
    if rows.empty:
        return explained(theme, title, "No inputs were logged with these forecasts.")
    names = [labels.escaped(name) for name in texts(rows, "input")]
    values, told = column(rows, "value"), _told(rows)
    page = sheet(
        theme, title, "median of the earlier half of the days → of the later; filled: q < 0.05", plot_height=_ROW * len(rows), margins=Margins(right=190)
    )
    for name, value, text in zip(names, values, told, strict=True):
        unknown = bool(np.isnan(value))
        if not unknown:
            page.line(x=(0, value), y=(name, name), style={"color": page.look.accent, "width": 1.6})
        page.side(name, text, faint=unknown)
    fills = [page.look.accent if q < _SURE else page.look.page for q in column(rows, "q_value")]
    marker = {"size": 9, "color": fills, "line": {"color": page.look.accent, "width": 1.5}, "opacity": 1}
    page.draw(go.Scatter(x=values, y=names, mode="markers", marker=marker, **shown(_hover(rows, names))))
    page.figure.update_xaxes(title="Kolmogorov-Smirnov distance, 0: alike, 1: apart", tickformat=".1f", range=[-0.02, 1.04], dtick=0.5)
    page.names_on_y(autorange="reversed")
    spoken = [f"{name} {labels.probability(value)}, {text}" for name, value, text in zip(texts(rows, "input"), values, told, strict=True)]
    return page.done(f"{title} Distance of the later half of the days from the earlier: {'; '.join(spoken)}.")


def _told(rows: pd.DataFrame) -> list[str]:
    """What stands beside each row: the two medians and the q-value, or that there are too few days."""
    pairs = zip(column(rows, "value"), counts(rows), column(rows, "earlier"), column(rows, "later"), column(rows, "q_value"), strict=True)
    return [
        f"n={labels.count(n)}: too few" if np.isnan(value) else f"{labels.digits(earlier)} → {labels.digits(later)} {labels.equals('q', q)}"
        for value, n, earlier, later, q in pairs
    ]


def _hover(rows: pd.DataFrame, names: list[str]) -> list[str]:
    cells = zip(names, *(column(rows, name) for name in ("value", "earlier", "later", "p_value", "q_value")), counts(rows), strict=True)
    return [
        labels.lines(
            f"<b>{name}</b>",
            f"distance {labels.probability(value)}",
            f"median {labels.digits(earlier)} → {labels.digits(later)}",
            f"{labels.equals('p', p)} (turning the days round), {labels.equals('q', q)} (Benjamini-Hochberg)",
            f"n={labels.count(n)} days",
        )
        for name, value, earlier, later, p, q, n in cells
    ]
