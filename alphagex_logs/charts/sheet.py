"""The sheet that every chart is drawn on: title, margins, reference lines, labels at the marks, and the text that stands for the picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from alphagex_logs.charts.labels import wrapped
from alphagex_logs.charts.palette import NUMBER_FONT, PALETTES, TEXT_FONT, Palette, Theme, translucent
from alphagex_logs.charts.template import TEXT_SIZE, TICK_SIZE, template

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE_WIDTH = 50  # characters in a card 400 px wide, the narrowest of a desk
SUBTITLE_WIDTH = 60
_NARROW = 400
_NAME, _PLOT = 16, 320  # pixels that a name along a line takes across it, and of the plot in such a card


@dataclass(frozen=True, slots=True)
class Margins:
    """Room in pixels beside the plot, beyond what tick labels take by themselves."""

    left: int = 8
    right: int = 10
    top: int = 0  # for an axis between title and plot
    bottom: int = 40  # tick labels and the axis title; `below_dates` where the ticks are dates


NO_AXIS = 6
_BESIDE = 80  # pixels of tick labels and axis title left of the plot, which the legend begins at


@dataclass(frozen=True, slots=True)
class EndLabel:
    """The name of a line, at its last point; the glyph has the line's colour."""

    y: float
    text: str
    colour: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line to draw and its name; without a colour it is quiet."""

    x: float
    text: str
    colour: str = ""
    dash: str = "4px,3px"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure under construction, and the colours it is drawn in.

    Traces, notes and lines are gathered and handed to plotly at once: adding them one by one takes seconds where there are many.
    """

    figure: go.Figure
    look: Palette
    traces: list[Any] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def draw(self, *traces: Any) -> None:
        """Add traces, the later ones on top."""
        self.traces.extend(traces)

    def note(self, text: str, x: Any, y: Any, **place: Any) -> None:
        """A small text in the plot, by default in quiet ink and in data coordinates."""
        self.notes.append({"x": x, "y": y, "text": text, "showarrow": False, "font": small(self.look.quiet), **place})

    def side(self, y: Any, text: str, *, faint: bool = False) -> None:
        """A number right of the plot, beside the row at `y`."""
        self.note(text, 1, y, xref="paper", xanchor="left", xshift=6, font=mono(self.look.faint if faint else self.look.text, 10))

    def line(self, *, layer: str = "above", x: Sequence[Any], y: Sequence[Any], style: dict[str, Any], **refs: str) -> None:
        """A straight line between two points."""
        self.lines.append({"type": "line", "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "line": style, "layer": layer, **refs})

    def mark_x(self, x: Any, text: str, *, colour: str = "", dash: str = "4px,3px", at_top: bool = True, right: bool = False) -> None:
        """A named vertical line; the name runs along the line, left or right of it, so that the names of near lines do not meet."""
        colour = colour or self.look.quiet
        self.line(x=(x, x), y=(0, 1), yref="y domain", style={"color": colour, "width": 1.2, "dash": dash})
        place = {"y": 1, "yanchor": "top"} if at_top else {"y": 0, "yanchor": "bottom"}
        side = {"xanchor": "left", "xshift": -1} if right else {"xanchor": "right", "xshift": 1}
        self.note(text, x, yref="y domain", textangle=-90, **side, **self.readable(colour), **place)

    def mark_each_x(self, marks: Sequence[Mark], width: float, *, at_top: bool = True) -> None:
        """Named vertical lines on an axis that is `width` long: a name that would meet another stands right of its line, or at its other end."""
        taken: list[tuple[bool, float]] = []
        near = width * _NAME / _PLOT
        for mark in sorted(marks, key=lambda each: each.x):
            places = [(end, right) for end in (at_top, not at_top) for right in (False, True)]
            centres = [(end, mark.x + (near if right else -near) / 2) for end, right in places]
            free = [all(end != other or abs(at - there) >= near for other, there in taken) for end, at in centres]
            chosen = free.index(True) if any(free) else 0
            taken.append(centres[chosen])
            self.mark_x(mark.x, mark.text, colour=mark.colour, dash=mark.dash, at_top=places[chosen][0], right=places[chosen][1])

    def mark_y(self, y: float, text: str, *, colour: str = "", below: bool = False) -> None:
        """A named horizontal line; the name sits on its left end."""
        colour = colour or self.look.quiet
        self.line(x=(0, 1), y=(y, y), xref="x domain", style={"color": colour, "width": 1.2, "dash": "4px,3px"})
        anchor = "top" if below else "bottom"
        self.note(text, 0, y, xref="x domain", xanchor="left", yanchor=anchor, xshift=2, **self.readable(colour))

    def readable(self, colour: str) -> dict[str, Any]:
        """The style of a text that may lie on marks."""
        return {"font": small(colour), "bgcolor": translucent(self.look.page, 0.72), "borderpad": 1}

    def names_on_y(self, **more: Any) -> None:
        """Make the y axis one of names: every one is written, in the font of text."""
        tick = {"family": TEXT_FONT, "size": TEXT_SIZE, "color": self.look.text}
        self.figure.update_yaxes(type="category", dtick=1, tickfont=tick, showgrid=False, **more)

    def band(self, x: Any, low: Any, high: Any, fill: str) -> None:
        """A shaded area between two lines."""
        edge: dict[str, Any] = {"x": x, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        self.draw(go.Scatter(y=high, **edge), go.Scatter(y=low, fill="tonexty", fillcolor=fill, **edge))

    def label_ends(self, labels: Sequence[EndLabel], span: tuple[float, float], plot_height: float) -> None:
        """Write the names of lines right of the plot at their last values, moved apart where they would overlap.

        `span` is the range of the y axis, `plot_height` its pixels. Only the symbol has the line's colour; the words are ink.
        """
        places = apart([label.y for label in labels], 14 * (span[1] - span[0]) / plot_height, span)
        for label, y in zip(labels, places, strict=True):
            text = f'<span style="color:{label.colour}">{label.glyph}</span> {label.text}'
            self.note(text, 1, y, xref="paper", xanchor="left", yanchor="middle", xshift=5, font=small(self.look.text))

    def done(self, alt: str) -> go.Figure:
        """The figure, with the sentence that stands for it where it cannot be seen."""
        self.figure.add_traces(self.traces)
        self.figure.update_layout(annotations=self.notes, shapes=self.lines, meta={**self.figure.layout.meta, "alt": alt})
        return self.figure


def sheet(theme: Theme, title: str, subtitle: str = "", *, plot_height: float, margins: Margins | None = None, legend: Sequence[str] = ()) -> Sheet:
    """An empty sheet whose plot is `plot_height` pixels high, below a title that is broken into lines and never cut.

    `legend` names the entries for which room is kept beneath; without any there is no legend.
    """
    room = margins or Margins()
    head, below = wrapped(title, TITLE_WIDTH), wrapped(subtitle, SUBTITLE_WIDTH)
    # plotly's own subtitle leaves a gap of two lines, so ours is a smaller, quieter end of the title.
    style = f"font-size:{TEXT_SIZE}px;font-weight:400;color:{PALETTES[theme].quiet}"
    text = f'{head}<br><span style="{style}">{below}</span>' if below else head
    lines = len(text.split("<br>"))
    top, bottom = 16 + 18 * lines + room.top, room.bottom + _legend_height(legend, _NARROW)
    figure = go.Figure(
        layout={
            "template": template(theme),
            "title": {"text": text, "pad": {"l": 2, "b": 12 + 18 * (lines - 1) + room.top}},  # plotly hangs a title of several lines on its first
            "height": top + plot_height + bottom,
            "margin": {"t": top, "l": room.left, "r": room.right, "b": bottom, "pad": 0},
            "showlegend": bool(legend),
            # hung on the lower end of the picture: a place below the plot is in parts of its height, and full screen many times as far away
            "legend": {"y": 0, "yref": "container", "yanchor": "bottom"},
            "meta": {"title": title, "spare": _spare(legend, room)},
        }
    )
    return Sheet(figure, PALETTES[theme])


def _entries(names: Sequence[str]) -> list[int]:
    """Pixels that each entry of a legend takes."""
    return [45 + 7 * len(name) for name in names]


def _legend_height(names: Sequence[str], width: float) -> int:
    """Pixels of a legend in a card so wide: entries in a row, or in equal columns where they do not fit into one."""
    if not names:
        return 0
    widths = _entries(names)
    per_row = len(names) if sum(widths) <= width else max(1, int(width // max(widths)))
    return 10 + 19 * -(-len(names) // per_row)


def _spare(names: Sequence[str], room: Margins) -> list[list[int]]:
    """From which width of a card on how many pixels of those kept for the legend stay empty below it, the widest last."""
    widths, steps = _entries(names), [[0, 0]]
    for width in sorted({sum(widths), *(place * max(widths) for place in range(2, len(names)))}) if names else []:
        left = _legend_height(names, _NARROW) - _legend_height(names, width)
        if left > steps[-1][1]:
            steps.append([width + _BESIDE + room.left + room.right, left])
    return steps[1:]


def spare(figure: go.Figure) -> list[list[int]]:
    """Pixels below the legend of a figure of this room that stay empty, as pairs: from which width of its card on, and how many."""
    return [list(map(int, step)) for step in figure.layout.meta.get("spare", ())]


def hatched(colour: str | list[str], look: Palette, shape: str | list[str] = "/") -> dict[str, Any]:
    """A fill with strokes in the page's colour: what it means does not hang on its hue."""
    return {"color": colour, "pattern": {"shape": shape, "fgcolor": look.page, "bgcolor": colour, "size": 6, "solidity": 0.28}}


def explained(theme: Theme, title: str, why: str) -> go.Figure:
    """A figure without data that says why, in the place of the chart."""
    empty = sheet(theme, title, plot_height=40, margins=Margins(bottom=NO_AXIS))
    empty.figure.update_xaxes(visible=False)
    empty.figure.update_yaxes(visible=False)
    empty.note(wrapped(why, SUBTITLE_WIDTH), 0, 1, xref="paper", yref="paper", xanchor="left", yanchor="top", align="left", xshift=-6)
    return empty.done(f"{title}: {why}")


def alt_text(figure: go.Figure) -> str:
    """The sentence that stands for a figure of this room: what it shows, how many rows, last or largest values."""
    return str(figure.layout.meta["alt"])


def shown(hover: Sequence[str]) -> dict[str, Any]:
    """What a trace needs to show these texts on hover and nothing else."""
    return {"hovertext": list(hover), "hovertemplate": "%{hovertext}<extra></extra>"}


def told_by(template: str, *columns: Any, extra: str = "") -> dict[str, Any]:
    """The same for traces of thousands of points: plotly's template fills in x, y and the columns, which must hold no missing value.

    `extra` is the name before the text where the hover label is shared by several lines.
    """
    return {"customdata": np.column_stack(columns) if columns else None, "hovertemplate": f"{template}<extra>{extra}</extra>"}


def whole_numbers(most: float, ticks: int = 5) -> dict[str, Any]:
    """The ticks of an axis of counts up to `most`: whole numbers however few there are, `2.5k` where there are thousands."""
    return {"tickformat": ",d", "dtick": 1, "tick0": 0} if most <= ticks else {"tickformat": "~s", "nticks": ticks}


def whole_dollars(ends: Sequence[float]) -> str:
    """The tick format of an axis of dollars that reaches so far: `$40`, and `$2.5k` from thousands on."""
    return "$,~s" if max((abs(end) for end in ends if end == end), default=0.0) >= 1_000 else "$,~f"  # noqa: PLR0124  (NaN differs from itself)


def small(colour: str) -> dict[str, Any]:
    """The font of notes."""
    return {"size": TICK_SIZE, "color": colour}


def mono(colour: str, size: int = TICK_SIZE) -> dict[str, Any]:
    """The font of numbers."""
    return {"family": NUMBER_FONT, "size": size, "color": colour}


def apart(places: Sequence[float], gap: float, span: tuple[float, float]) -> list[float]:
    """The places in their order, at least `gap` from each other: pushed up, and back down where that leaves the span."""
    order = sorted(range(len(places)), key=lambda place: places[place])
    moved = list(places)
    for lower, upper in pairwise(order):
        moved[upper] = max(moved[upper], moved[lower] + gap)
    if order and moved[order[-1]] > span[1]:
        moved[order[-1]] = max(span[1], places[order[-1]])
    for upper, lower in pairwise(reversed(order)):
        moved[lower] = min(moved[lower], moved[upper] - gap)
    return moved


def padded(values: Sequence[float], share: float = 0.06, *, least: float = 0.0) -> tuple[float, float]:
    """The range of the values with some air on both ends, at least `least` wide; 0 to 1 without values."""
    known = [float(value) for value in values if value == value]  # noqa: PLR0124  (NaN differs from itself)
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    air = max((high - low) * share, (least - (high - low)) / 2)
    return (low - air, high + air) if air > 0 else (low - 1, high + 1)
