"""The figures as an SVG file: times that differ by orders of magnitude on a logarithmic axis, ratios on a plain one."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDTH, ROW, LABEL, VALUE = 800, 26, 310, 70
STYLE = "font: 13px system-ui, sans-serif; fill: #5b6672"
OURS, OTHERS, MARK = "#2a78b8", "#a9b4bf", "#c05621"
PROMISED = 1.5


def picture(times: Mapping[str, float], ratios: Mapping[str, float]) -> str:
    """How long each means takes for the Logs page, and below it how many times as long as by hand each page takes us."""
    decades = math.log10(max(*times.values(), 10))
    upper = _bars(
        "The Logs page: a filter change on a million events, median ms (logarithmic)",
        times,
        lambda value: math.log10(max(value, 1)) / decades,
        "{:,.0f}",
        lambda place: OTHERS if place else OURS,
    )
    most = max(*ratios.values(), PROMISED)
    lower = _bars("Each page: times as long as DuckDB by hand, medians (line: 1.5)", ratios, lambda value: value / most, "{:.2f}", lambda _place: OURS)
    offset = _height(times)
    line = LABEL + PROMISED / most * (WIDTH - LABEL - VALUE)
    mark = f'<path d="M{line:.0f} 28 V{_height(ratios) - 12}" stroke="{MARK}" stroke-dasharray="4 3"/>'
    height = offset + _height(ratios)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" style="{STYLE}">'
    return f'{head}{upper}<g transform="translate(0 {offset})">{lower}{mark}</g></svg>\n'


def _bars(title: str, values: Mapping[str, float], share: Callable[[float], float], shown: str, colour: Callable[[int], str]) -> str:
    """One bar a value, its share of the room long, the value beside it."""
    rows = [f'<text x="8" y="18" font-weight="600">{escape(title)}</text>']
    for place, (name, value) in enumerate(values.items()):
        top, length = 34 + place * ROW, max(1.0, share(value) * (WIDTH - LABEL - VALUE))
        rows.append(f'<text x="{LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(name)}</text>')
        rows.append(f'<rect x="{LABEL}" y="{top}" width="{length:.0f}" height="18" fill="{colour(place)}"/>')
        rows.append(f'<text x="{LABEL + length + 6:.0f}" y="{top + 13}">{shown.format(value)}</text>')
    return "".join(rows)


def _height(values: Mapping[str, float]) -> int:
    return 34 + len(values) * ROW + 16
