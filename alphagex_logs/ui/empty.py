"""An empty screen says which filter emptied it, and offers the smallest change that brings rows back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from alphagex_logs import filters
from alphagex_logs.ui import data, state
from alphagex_logs.ui.wording import counted, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from alphagex_logs.filters import Filters

FIRST_ROW = """from alphagex_logs.sdk import open_sink, log_gex_change

with open_sink() as sink:
    log_gex_change(sink, symbol="SPX", previous_gex=1.2e9, current_gex=-0.4e9, spot_price=2506.85)
"""
NAMES = {"events": "row", "predictions": "prediction", "closed_positions": "closed position"}


@dataclass(frozen=True, slots=True)
class WayOut:
    """One change of the filters that brings rows back: what the button says, and what it does."""

    label: str
    rows: int
    action: Callable[..., None]
    arguments: tuple[Any, ...] = ()


def explain(chosen: Filters, relation: str = "events", *, source: str | None = None, of: str = "", also: Iterable[WayOut] = ()) -> None:
    """Say that no row is left of `relation` (events, predictions, closed_positions), why, and offer the ways out, and those that the page has `also`.

    `source` is the forecaster whose predictions were asked for, None for all; `of` is its name.
    """
    name = f"{of} {NAMES[relation]}s".strip()
    if rows_of(relation, filters.Filters(), source) == 0:
        _never(name, relation)
        _offer(also, relation)
        return
    ways = sorted([*ways_out(chosen, relation, source), *also], key=lambda way: way.rows)
    picked = ", ".join(chip.label for chip in state.chips())
    reason = "Each of these alone brings rows back:" if ways else "No single filter does it: only dropping all of them brings rows back."
    with st.container(border=True, key="empty"):
        st.markdown(f"**No {plain(name)} for {plain(picked)}**")
        st.caption(reason)
        with st.container(horizontal=True, gap="xsmall"):
            _offer(ways, relation)
            st.button("Reset all filters", key="empty_reset", type="tertiary", on_click=state.reset)


def _offer(ways: Iterable[WayOut], relation: str) -> None:
    """One button a way out."""
    for place, way in enumerate(ways):
        label = f"{plain(way.label)}: {counted(way.rows, NAMES[relation])}"
        st.button(label, key=f"way_out_{place}", on_click=way.action, args=way.arguments)


def _never(name: str, relation: str) -> None:
    """Say that there has never been such a row; of a database that cannot be read, only that there was none when it last could."""
    if data.trouble():
        st.warning(
            f"There were no {name} when PostgreSQL could last be read. What has been logged since is not known.",
            title="Not known",
            icon=":material/sync_problem:",
        )
    else:
        st.info(f"There are no {name} yet. They appear here as soon as a bot has logged some.", title="Nothing logged yet", icon=":material/hourglass_empty:")
        if relation == "events":
            st.caption("This program logs one, with the settings of this dashboard: started in the same folder, with the same `DATABASE_URL` if it has one.")
            st.code(FIRST_ROW, language="python")


def ways_out(chosen: Filters, relation: str, source: str | None = None) -> Iterator[WayOut]:
    """Every single change that leaves rows: a wider range, or one filter dropped."""
    if chosen.range != filters.ALL:
        yield from _wider_range(chosen, relation, source)
    dropped: Mapping[str, Any] = dict.fromkeys(filters.LISTS.values(), ()) | {"text": ""}
    parameters = {field: parameter for parameter, field in filters.LISTS.items()} | {"text": state.TEXT}
    for field, nothing in dropped.items():
        if getattr(chosen, field):
            rows = rows_of(relation, replace(chosen, **{field: nothing}), source)
            if rows:
                yield WayOut(f"Drop the {_name(parameters[field])}", rows, state.clear, (parameters[field],))


def _wider_range(chosen: Filters, relation: str, source: str | None) -> Iterator[WayOut]:
    """The shortest range that holds rows."""
    wider = [name for name, length in filters.RANGES.items() if length > filters.RANGES.get(chosen.range, max(filters.RANGES.values()))]
    for name in (*wider, filters.ALL):
        rows = rows_of(relation, filters.resolve(replace(chosen, range=name, since=None, until=None), data.newest()), source)
        if rows:
            yield WayOut("Show all time" if name == filters.ALL else f"Show the last {name}", rows, state.set_range, (name,))
            return


def rows_of(relation: str, chosen: Filters, source: str | None = None) -> int:
    """How many rows of a relation the filters leave; of predictions those of one source, if it is named."""
    if relation == "events":
        return int(data.ask("log_count", chosen)["records"].iloc[0])
    if relation == "predictions":
        counted = data.ask("predictions_ledger", chosen)
        return int(counted.loc[(counted["source"] == source) | (source is None), "n"].sum())
    return int(data.ask("pnl_totals", chosen)["positions"].iloc[0])


def _name(parameter: str) -> str:
    return "search text" if parameter == state.TEXT else f"{parameter} filter"
