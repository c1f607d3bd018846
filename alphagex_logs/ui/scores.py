"""The numbers of the pages, computed once per filter and warehouse version, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from alphagex_logs.filters import Filters
from alphagex_logs.metrics.coverage import Ledger
from alphagex_logs.metrics.definitions import DEFINITIONS
from alphagex_logs.ui import data, formats, tiles
from alphagex_logs.ui.sections import pnl_numbers, predictions_numbers, predictions_stakes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagex_logs.metrics.rates import Rate
    from alphagex_logs.metrics.results import Estimate
    from alphagex_logs.metrics.segments import PredictionSegment
    from alphagex_logs.ui.sections.pnl_numbers import AdviceEffect, Following, Money
    from alphagex_logs.ui.sections.predictions_numbers import Accuracy, Monitored

KEPT = 128
_LEFT_OUT = {
    "predictions": "Predictions without outcome, scratches, labels that map to nothing, and probabilities outside 0 to 1.",
    "positions": "Positions without a recorded PnL (they are not zero), and premium: it is cash flow.",
}

_UNITS = {"predictions": "by bot-day", "positions": "by day"}
_NEAREST = {"signed": "probability", "z": "ratio", "r": "probability", "chance": "probability"}
_NOISE = "above its interval by noise"
_ORDERS = "the same days in other orders rarely give it"
_BEYOND = {"miscalibration": _NOISE, "discrimination": _NOISE} | dict.fromkeys(("max_drawdown", "time_under_water", "ulcer", "recovery_factor"), _ORDERS)
_FORMATS = {"signed": "+.3f", "z": "+.2f", "r": "+.3f"}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a page: what it is (a key of the definitions), its value, and the question that gives it.

    `column` names the column of the question's single row that holds the number itself; without one the question gives the rows that it is
    computed from, and `beside` is a second question, where the answers of two are needed. `unit` is rate, probability, ratio, money, or score (four
    digits), signed, z, r, chance. `note` stands in the tile after n and interval, `aside` with the definition.
    """

    key: str
    label: str
    estimate: Estimate
    unit: str
    question: str
    column: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    of: str = "predictions"
    beside: str = ""
    aside: str = ""


def show(numbers: Sequence[Number], chosen: Filters, key: str) -> None:
    """Draw the numbers as tiles; each explains itself and gives its SQL."""
    tiles.show([_tile(number, chosen) for number in numbers], key)


def _tile(number: Number, chosen: Filters) -> tiles.Tile:
    unit = _NEAREST.get(number.unit, number.unit)
    shown = tiles.of_estimate(number.label, number.estimate, unit=unit, definition=definition(number, chosen))
    value = number.estimate.value
    if number.unit in _NEAREST and value is not None:
        shown = replace(shown, value=formats.chance(value) if number.unit == "chance" else _signed(value, _FORMATS[number.unit]))
    return replace(shown, detail=tiles.APART.join(filter(None, (shown.detail, number.note, beyond(number)))))


def beyond(number: Number) -> str:
    """Why the value lies outside of its interval, where it does: a reader would take it for a mistake."""
    it = number.estimate
    if it.value is None or it.low is None or it.high is None or it.low <= it.value <= it.high:
        return ""
    return _BEYOND.get(number.key, "outside of its interval")


def _signed(value: float, form: str) -> str:
    """The value with its sign; what rounds to zero has none."""
    written = format(value, form)
    return written if float(written) else written[1:]


def definition(number: Number, chosen: Filters) -> tiles.Definition:
    """What stands behind the number: sentence, formula, unit, source, edges, and the question."""
    entry = DEFINITIONS[number.key]
    origin = f"In the answer: column {number.column}." if number.column else f"Computed from the answer by metrics.{entry.function}."
    text = f"{entry.sentence}\n\n{entry.formula}\n\nUnit: {entry.unit}. Source: {entry.source}. {entry.edges}\n\n{origin}"
    left_out = f"{_LEFT_OUT[number.of]} n={number.estimate.n:,}, left out {number.estimate.excluded:,}; interval: 95 %, {_UNITS[number.of]}{number.aside}."
    return tiles.Definition(text, number.question, chosen, number.params, left_out, number.beside)


def jeffreys(rate: Rate) -> str:
    """What stands beside the interval of a rate (Wilson's): that of Jeffreys, by which one sees how much depends on the way it is computed."""
    return f", by Wilson; by Jeffreys {formats.interval(rate.jeffreys.low, rate.jeffreys.high)}" if rate.estimate.value is not None else ""


def accuracy(chosen: Filters, source: str | None, *, in_full: bool = True) -> Accuracy:
    """The scores of the resolved predictions of one source, or of all; what hangs on the order of time and on dollars only `in_full`.

    Raises QuestionFailed.
    """
    return _accuracy(chosen, source, data.version(), in_full=in_full)


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _accuracy(chosen: Filters, source: str | None, version: int, *, in_full: bool) -> Accuracy:
    _ = version
    cells = data.ask("calibration_cells", chosen, source=source)
    if not in_full:
        return predictions_numbers.accuracy(cells)
    daily, stakes = (data.ask(question, chosen, source=source) for question in ("forecasts_by_day", "stakes"))
    return predictions_numbers.accuracy(cells, daily, predictions_stakes.stakes(stakes))


def accuracies(chosen: Filters, sources: Sequence[str], known: str | None) -> dict[str, Accuracy]:
    """The scores of several sources, from one answer that holds the rows of them all; those of `known` the page has anyway."""
    rest = tuple(source for source in sources if source != known)
    others = _accuracies(chosen, rest, data.version()) if rest else {}
    return {source: accuracy(chosen, source, in_full=False) if source == known else others[source] for source in sources}


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _accuracies(chosen: Filters, sources: tuple[str, ...], version: int) -> dict[str, Accuracy]:
    _ = version
    cells = data.ask("calibration_cells", chosen, source=None)
    return {source: predictions_numbers.accuracy(cells[cells["source"] == source]) for source in sources}


def monitored(chosen: Filters, source: str | None) -> Monitored:
    """Expected against observed wins, CUSUM and e-process over time."""
    return _monitored(chosen, source, data.version())


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _monitored(chosen: Filters, source: str | None, version: int) -> Monitored:
    _ = version
    return predictions_numbers.monitored(data.ask("forecasts_by_day", chosen, source=source))


def segments(chosen: Filters, source: str | None) -> dict[str, tuple[PredictionSegment, ...]]:
    """Every segment by dimension, with q-values over all of them."""
    return _segments(chosen, source, data.version())


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _segments(chosen: Filters, source: str | None, version: int) -> dict[str, tuple[PredictionSegment, ...]]:
    _ = version
    return predictions_numbers.segment_table(data.ask("segment_cells", chosen, source=source))


def ledger(chosen: Filters, source: str | None) -> Ledger:
    """What has become of the chosen predictions."""
    rows = data.ask("predictions_ledger", chosen)
    kept = rows if source is None else rows[rows["source"] == source]
    return Ledger(**{str(state): int(n) for state, n in kept.groupby("state")["n"].sum().items()})


def money(chosen: Filters, capital: float | None, positions: str = "position_pnls") -> Money:
    """What the chosen closed positions earned, and how; shares of capital only with a stated one.

    `positions` is the question that is asked for them: `structures` gives the same ones and more, for who asks it anyway.
    """
    return _money(chosen, capital, data.version(), positions)


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _money(chosen: Filters, capital: float | None, version: int, _positions: str) -> Money:  # the same numbers whichever is asked, so no part of the key
    _ = version
    return pnl_numbers.money(data.ask(_positions, chosen), capital)


def following(chosen: Filters) -> Following:
    """What following ORACLE's advice and probabilities earned."""
    return _following(chosen, data.version())


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _following(chosen: Filters, version: int) -> Following:
    _ = version
    return pnl_numbers.following(data.ask("structures", chosen), data.ask("skipped_by_bot", chosen))


def effect(chosen: Filters) -> AdviceEffect:
    """Whether more advice went with more R, with permutation tests."""
    return _effect(chosen, data.version())


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _effect(chosen: Filters, version: int) -> AdviceEffect:
    _ = version
    return pnl_numbers.effect(data.ask("structures", chosen))
