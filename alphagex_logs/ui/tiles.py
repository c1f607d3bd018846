"""Tiles: one number each, with its sample, its interval, and one click away how it is defined and how to get it by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from alphagex_logs.metrics.results import Reason
from alphagex_logs.ui import formats, reproduce
from alphagex_logs.ui.wording import slug, unseen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagex_logs.filters import Filters
    from alphagex_logs.metrics.results import Estimate

REASONS: Mapping[str, str] = {
    Reason.NO_DATA: "no rows",
    Reason.ONE_CLASS: "all outcomes alike",
    Reason.NO_LOSSES: "no losses",
    Reason.NO_WINS: "no wins",
    Reason.ZERO_VARIANCE: "no variation",
    Reason.N_TOO_SMALL: "too few rows",
    Reason.NO_CAPITAL: "needs a capital",
    Reason.NO_RISK: "no risk recorded",
    Reason.FEW_LOSSES: "fewer than 1 day in 20 lost",
    Reason.ONE_SERIES: "needs two bots",
}
WRITERS = {"rate": formats.rate, "probability": formats.probability, "ratio": formats.ratio, "money": formats.money, "score": formats.score}
TILE_WIDTH = 150
APART = " · "  # between two statements of one line
_BRACKETS = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Definition:
    """How a number comes about: the formula in words, what is left out, and the question that gives its rows; `beside` gives what else enters."""

    formula: str
    question: str
    chosen: Filters | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    leaves_out: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number as it is shown. `weak`: too few rows, so the value is greyed."""

    label: str
    value: str
    detail: str = ""
    definition: Definition | None = None
    weak: bool = False


def of_estimate(label: str, estimate: Estimate, *, unit: str, definition: Definition) -> Tile:
    """The tile of a metric; `unit` is rate, probability, score (four digits), ratio or money."""
    detail = formats.sample(estimate.n, estimate.low, estimate.high, of=unit)
    if estimate.reason is not None:
        detail = f"{REASONS[estimate.reason]}, {detail}"
    if estimate.excluded:
        detail += f"{APART}{estimate.excluded:,} left out"
    return Tile(label, WRITERS[unit](estimate.value), detail, definition, weak=not estimate.shown)


def show(tiles: Sequence[Tile], key: str) -> None:
    """Draw the tiles side by side; they wrap where the window is narrow."""
    with st.grid(len(tiles), min_column_width=TILE_WIDTH, gap="small", key=f"tiles_{key}"):
        for tile in tiles:
            with st.container(key=f"tile{'_weak' if tile.weak else ''}_{key}_{slug(tile.label)}", gap=None):
                _draw(tile, f"{key}_{slug(tile.label)}")


def _draw(tile: Tile, key: str) -> None:
    st.metric(tile.label, tile.value, delta=unbroken(tile.detail) or None, delta_color="off", delta_arrow="off", border=True, height="stretch")
    if tile.definition is not None:
        name = unseen(f"How {tile.label} comes about")
        popover = st.popover(name, icon=":material/info:", type="tertiary", help="How this number comes about", key=f"why_{key}", on_change="rerun")
        if popover.open:
            with popover:
                explain(tile.label, tile.definition)


def unbroken(detail: str) -> str:
    """The text with spaces that no line ends at inside of intervals: `[65.6,` alone reads as another number."""
    return _BRACKETS.sub(lambda interval: interval[0].replace(" ", "\N{NO-BREAK SPACE}"), detail)


def explain(label: str, definition: Definition) -> None:
    """Formula, exclusions, and the SQL that gives the rows."""
    st.markdown(f"**{label}**")
    st.text(definition.formula)
    if definition.leaves_out:
        st.caption(f"Left out: {definition.leaves_out}")
    for question in filter(None, (definition.question, definition.beside)):
        st.caption(f"Rows: `queries/{question}.sql`. This statement runs as it stands in the warehouse:")
        st.code(reproduce.statement(question, definition.chosen, **definition.params), language="sql", height=260)
