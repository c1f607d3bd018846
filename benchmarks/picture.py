"""Bars as an SVG file: times that differ by orders of magnitude, on a logarithmic axis."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH, ROW, LABEL, VALUE = 760, 26, 270, 70
STYLE = "font: 13px system-ui, sans-serif; fill: #5b6672"


def bars(title: str, values: Mapping[str, float]) -> str:
    """One bar a value, from 1 to the largest, the value beside it."""
    room = (WIDTH - LABEL - VALUE) / math.log10(max(*values.values(), 10))
    rows = []
    for place, (name, value) in enumerate(values.items()):
        top, length = 34 + place * ROW, max(1.0, math.log10(max(value, 1)) * room)
        rows.append(f'<text x="{LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(name)}</text>')
        rows.append(f'<rect x="{LABEL}" y="{top}" width="{length:.0f}" height="18" fill="{"#2a78b8" if place == 0 else "#a9b4bf"}"/>')
        rows.append(f'<text x="{LABEL + length + 6:.0f}" y="{top + 13}">{value:,.0f}</text>')
    height = 34 + len(values) * ROW + 24
    foot = f'<text x="{LABEL}" y="{height - 8}">logarithmic axis from 1</text>'
    head = f'<text x="8" y="18" font-weight="600">{escape(title)}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" style="{STYLE}">{head}{"".join(rows)}{foot}</svg>\n'
