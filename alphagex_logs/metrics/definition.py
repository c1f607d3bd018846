"""What a definition is: the answer to "what is this number?"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """One number: its name, one sentence for a trader, its formula as plain text and as LaTeX, its unit, where the formula comes from, the
    function that computes it (module and name in this package), and what it does at the edges.
    """

    key: str
    name: str
    sentence: str
    formula: str
    latex: str
    unit: str
    source: str
    function: str
    edges: str
