"""How bots, their strategies and the regimes add up to the total PnL, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from alphagex_logs.charts import labels
from alphagex_logs.charts.sheet import Margins, Sheet, explained, hatched, mono, padded, sheet, shown, whole_dollars
from alphagex_logs.metrics.waterfall import UNATTRIBUTED, Bar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alphagex_logs.charts.palette import Theme
    from alphagex_logs.metrics.waterfall import Waterfall

_THICKNESS = (0.78, 0.5, 0.3)
_ROW = 18
_LEFT = 150  # pixels for the names
_NAME_WIDTH = 20  # characters
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Step:
    """One drawn bar, from `start` on: `level` 0 for the outermost split, then inwards."""

    bar: Bar
    level: int
    start: Decimal

    @property
    def end(self) -> Decimal:
        """Where the next bar of the same level starts."""
        return self.start + self.bar.amount


def steps(parts: Waterfall, depth: int = 3) -> list[Step]:
    """The bars from top to bottom, each followed by its own parts, then what nobody claims (even if nothing), then the total."""
    bars = list(parts.bars)
    if not any(bar.label == UNATTRIBUTED for bar in bars):
        bars.append(Bar(UNATTRIBUTED, Decimal(0), 0))
    return [*_nested(bars, 0, Decimal(0), depth), Step(Bar(_TOTAL, parts.total, parts.n), 0, Decimal(0))]


def _nested(bars: Sequence[Bar], level: int, start: Decimal, depth: int) -> Iterator[Step]:
    for bar in bars:
        yield Step(bar, level, start)
        if level + 1 < depth:
            yield from _nested(bar.children, level + 1, start, depth)
        start += bar.amount


def waterfall(parts: Waterfall, theme: Theme = "light", *, levels: Sequence[str] = ("bot", "strategy", "regime"), title: str | None = None) -> go.Figure:
    """How the levels of `parts` add up to the total PnL, with a bar for what nobody can be credited for.

    A thick bar spans what the thinner bars below it add up to. `levels` names the levels that are drawn, outermost first, at most three.
    """
    title = title or "What adds up to the total?"
    if not parts.n:
        return explained(theme, title, "No closed positions in this selection.")
    drawn = steps(parts, min(len(levels), len(_THICKNESS)))
    missing = f"; {labels.count(parts.excluded)} without PnL left out" if parts.excluded else ""
    page = sheet(
        theme, title, f"realised PnL by {labels.listed(levels)}, to the cent{missing}", plot_height=_ROW * len(drawn), margins=Margins(left=_LEFT, right=76)
    )
    _draw_bars(page, drawn)
    for place, step in enumerate(drawn):
        _name(page, place, step)
    _connect(page, drawn)
    edges = [float(edge) for step in drawn for edge in (step.start, step.end)]
    page.figure.update_xaxes(title="cumulated realised PnL, $", tickformat=whole_dollars(edges), zeroline=True, range=padded([0.0, *edges], 0.03), nticks=5)
    page.figure.update_yaxes(range=[len(drawn) - 0.4, -0.6], showticklabels=False, showgrid=False)
    return page.done(f"{title} {'; '.join(f'{step.bar.label} {_dollars(step.bar.amount)}' for step in drawn if step.level == 0)}.")


def _dollars(amount: Decimal) -> str:
    """With cents: the bars add up to the cent, and a reader may want to see that."""
    return f"{'-' if amount < 0 else '+' if amount > 0 else ''}${abs(amount):,.2f}"


def _draw_bars(page: Sheet, drawn: Sequence[Step]) -> None:
    fills = {UNATTRIBUTED: page.look.neutral, _TOTAL: page.look.text}
    colours = [fills.get(step.bar.label, page.look.by_sign(float(step.bar.amount))) for step in drawn]
    shapes = ["/" if step.bar.label == UNATTRIBUTED else "" for step in drawn]
    page.draw(
        go.Bar(
            x=[float(step.bar.amount) for step in drawn],
            base=[float(step.start) for step in drawn],
            y=list(range(len(drawn))),
            width=[_THICKNESS[step.level] for step in drawn],
            orientation="h",
            marker=hatched(colours, page.look, shapes) | {"line": {"width": 0}},
            **shown([labels.lines(f"<b>{labels.escaped(step.bar.label)}</b>", _dollars(step.bar.amount), f"n={labels.count(step.bar.n)}") for step in drawn]),
        )
    )


def _name(page: Sheet, place: int, step: Step) -> None:
    """The name left of the plot, indented by level, and the amount at the right."""
    outer, label = step.level == 0, step.bar.label
    colour = page.look.text if outer else page.look.quiet
    short = labels.escaped(label if len(label) <= _NAME_WIDTH else f"{label[: _NAME_WIDTH - 1]}…")
    font = {"size": 11, "color": colour, "weight": 600 if outer else 400}
    page.note(short, 0, place, xref="paper", xanchor="left", xshift=4 + 12 * step.level - _LEFT, font=font)
    page.note(labels.signed_money(step.bar.amount), 1, place, xref="paper", xanchor="right", xshift=72, font=mono(colour, 10))


def _connect(page: Sheet, drawn: Sequence[Step]) -> None:
    """A thin line from the end of each outermost bar down to the next, which starts there; the last runs to the end of the total."""
    for (place, step), (following, _) in pairwise((place, step) for place, step in enumerate(drawn) if step.level == 0):
        end = float(step.end)
        page.line(x=(end, end), y=(place, following), style={"color": page.look.zero, "width": 0.8, "dash": "2px,2px"}, layer="below")
