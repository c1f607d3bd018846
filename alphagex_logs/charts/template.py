"""How every chart looks before it has data: type, axes, hover labels and legend, in light and in dark."""

from __future__ import annotations

from functools import cache
from typing import Any

import plotly.graph_objects as go

from alphagex_logs.charts.palette import NUMBER_FONT, PALETTES, TEXT_FONT, Palette, Theme

TITLE_SIZE = 14
TEXT_SIZE = 12
TICK_SIZE = 11

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "responsive": True,
    "showSendToCloud": False,  # a button that sends the chart with all its data to a public server, on by default
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "png", "scale": 2},
}
"""What `st.plotly_chart(figure, theme=None, config=CONFIG)` wants beside the figure."""


@cache
def template(theme: Theme) -> go.layout.Template:
    """The plotly template of a look; figures are made with it, so Streamlit's own must be off (`theme=None`)."""
    look = PALETTES[theme]
    return go.layout.Template(
        layout={
            "font": {"family": TEXT_FONT, "size": TEXT_SIZE, "color": look.quiet},
            "paper_bgcolor": look.page,
            "plot_bgcolor": look.page,
            "colorway": [look.accent, *look.bots.values()],
            "title": _title(look),
            "xaxis": _axis(look) | {"showgrid": False},
            "yaxis": _axis(look) | {"gridcolor": look.grid, "nticks": 6, "fixedrange": True},
            "hovermode": "closest",
            "hoverlabel": _hover(look),
            "legend": _legend(look),
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": look.faint, "activecolor": look.text},
            "newselection": {"line": {"color": look.accent, "width": 1, "dash": "solid"}},
            "bargap": 0.12,
            "separators": ".,",
            "dragmode": "zoom",
        }
    )


def _title(look: Palette) -> dict[str, Any]:
    return {
        "font": {"size": TITLE_SIZE, "color": look.text, "weight": 600},
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
    }


def _axis(look: Palette) -> dict[str, Any]:
    return {
        "tickfont": {"family": NUMBER_FONT, "size": TICK_SIZE, "color": look.quiet},
        "title": {"font": {"size": TICK_SIZE, "color": look.quiet}, "standoff": 6},
        "linecolor": look.border,
        "zeroline": False,
        "zerolinecolor": look.zero,
        "zerolinewidth": 1,
        "automargin": True,
        "ticks": "",
        "ticklabelstandoff": 4,
        "spikecolor": look.zero,
        "spikethickness": 1,
        "spikedash": "solid",
        "spikemode": "across",
    }


def _hover(look: Palette) -> dict[str, Any]:
    return {"bgcolor": look.panel, "bordercolor": look.border, "align": "left", "font": {"family": NUMBER_FONT, "size": TICK_SIZE, "color": look.text}}


def _legend(look: Palette) -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "yanchor": "top",
        "font": {"size": TEXT_SIZE, "color": look.quiet},
        "itemsizing": "constant",
        "bgcolor": "rgba(0,0,0,0)",
        "title": {"text": ""},
    }
