"""An empty screen says which filter emptied it, and offers the smallest change that brings rows back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from alphagex_logs import filters
from alphagex_logs.ui import data, formats, state
from alphagex_logs.ui.wording import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from alphagex_logs.filters import Filters

NAMES = {"events": "rows", "predictions": "predictions", "closed_positions": "closed positions"}


@dataclass(frozen=True, slots=True)
class WayOut:
    """One change of the filters that brings rows back: what the button says, and what it does."""

    label: str
    rows: int
    action: Callable[..., None]
    arguments: tuple[Any, ...] = ()


def explain(chosen: Filters, relation: str = "events", of: str = "") -> None:
    """Say that no row is left of `relation` (events, predictions, closed_positions), why, and offer the ways out; `of` is whose rows were asked for."""
    name = NAMES[relation]
    if rows_of(relation, filters.Filters()) == 0:
        st.info(f"There are no {name} yet. They appear here as soon as a bot has logged some.", title="Nothing logged yet", icon=":material/hourglass_empty:")
        return
    ways = sorted(ways_out(chosen, relation), key=lambda way: way.rows)
    picked = ", ".join(chip.label for chip in state.chips())
    reason = "Each of these alone brings rows back:" if ways else "No single filter does it: only dropping all of them brings rows back."
    with st.container(border=True, key="empty"):
        st.markdown(f"**No {plain(f'{of} {name}'.strip())} for {plain(picked)}**")
        st.caption(reason)
        with st.container(horizontal=True, gap="xsmall"):
            for place, way in enumerate(ways):
                st.button(f"{plain(way.label)}: {formats.count(way.rows)} {name}", key=f"way_out_{place}", on_click=way.action, args=way.arguments)
            st.button("Reset all filters", key="empty_reset", type="tertiary", on_click=state.reset)


def ways_out(chosen: Filters, relation: str) -> Iterator[WayOut]:
    """Every single change that leaves rows: a wider range, or one filter dropped."""
    if chosen.range != filters.ALL:
        yield from _wider_range(chosen, relation)
    dropped: Mapping[str, Any] = dict.fromkeys(filters.LISTS.values(), ()) | {"text": ""}
    parameters = {field: parameter for parameter, field in filters.LISTS.items()} | {"text": state.TEXT}
    for field, nothing in dropped.items():
        if getattr(chosen, field):
            rows = rows_of(relation, replace(chosen, **{field: nothing}))
            if rows:
                yield WayOut(f"Drop the {_name(parameters[field])}", rows, state.clear, (parameters[field],))


def _wider_range(chosen: Filters, relation: str) -> Iterator[WayOut]:
    """The shortest range that holds rows."""
    wider = [name for name, length in filters.RANGES.items() if length > filters.RANGES.get(chosen.range, max(filters.RANGES.values()))]
    for name in (*wider, filters.ALL):
        rows = rows_of(relation, filters.resolve(replace(chosen, range=name, since=None, until=None), data.newest()))
        if rows:
            yield WayOut("Show all time" if name == filters.ALL else f"Show the last {name}", rows, state.set_range, (name,))
            return


def rows_of(relation: str, chosen: Filters) -> int:
    """How many rows of a relation the filters leave."""
    if relation == "events":
        return int(data.ask("log_count", chosen)["records"].iloc[0])
    if relation == "predictions":
        return int(data.ask("predictions_ledger", chosen)["n"].sum())
    return int(data.ask("pnl_totals", chosen)["positions"].iloc[0])


def _name(parameter: str) -> str:
    return "search text" if parameter == state.TEXT else f"{parameter} filter"
