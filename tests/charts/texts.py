"""All that a figure says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import plotly.graph_objects as go


def strings(value: Any) -> Iterator[str]:
    """Every text in a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            if key != "template":
                yield from strings(each)
    elif isinstance(value, list | tuple | np.ndarray):
        for each in value:
            yield from strings(each)


def says_no_nonsense(figure: go.Figure) -> bool:
    return [text for text in strings(figure.to_plotly_json()) if re.search(r"\b(nan|none|nat|inf)\b", text, re.IGNORECASE)] == []
