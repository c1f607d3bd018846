"""The relations that people ask, and the filter as SQL, once: questions read `chosen_events`, `chosen_predictions`, `chosen_positions`, `chosen_counts`.

These are table macros, so that a question runs as it stands in any SQL tool. A macro carries the conditions of every filter, set or not, and planning
them takes longer than answering; so `composed` writes a question with the conditions of the filters that are set, from the same fragments.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from alphagex_logs.filters import NONE
from alphagex_logs.warehouse.schema import DERIVED, EVENT_COUNTS, FORETELLING, listed, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set
    from datetime import datetime

NEWEST = "newest_day"  # the parameter of a composed question
# The trade day of the newest row: days are those of New York, where it is still the day before when UTC turns.
_NEWEST = "(SELECT trade_day(max(newest_at)) FROM store.event_counts)"
# A prediction without an outcome is measured by the newest row, not by the clock: data that ended years ago has no new pending ones.
_STATE = """CASE
    WHEN is_resolved(outcome, probability, result) THEN 'resolved'
    WHEN outcome IS NOT NULL THEN 'unusable'
    WHEN superseded THEN 'superseded'
    WHEN is_skip(advice) THEN 'skipped'
    WHEN probability IS NULL THEN 'unusable'
    WHEN matures_on < {newest} THEN 'overdue'
    ELSE 'pending' END AS state"""

_SELECTED = {name: {column: quoted(column) for column in columns} for name, columns in DERIVED.items()}
_SELECTED["predictions"]["state"] = _STATE.format(newest=_NEWEST)
_RATIOS = resources.files("alphagex_logs.warehouse").joinpath("relations/ready_made_ratios.sql")
_MOMENT = {"events": "at", "predictions": "at", "closed_positions": "closed_at"}
_RELATION = {"chosen_events": "events", "chosen_predictions": "predictions", "chosen_positions": "closed_positions", "chosen_counts": "event_counts"}
_ARGUMENTS = ("from_moment", "to_moment", "bots", "categories", "tables", "symbols", "outcomes", "advices", "states", "searched")
_WINDOW = ("from_moment", "to_moment", "searched")
_LABELS = {"bots": "bot", "categories": "category", "tables": "table_name", "symbols": "symbol", "advices": "advice"}
# That the summary or a label of an event contains a text. Keeping all of them in small letters once more would cost more than it saves (decisions/0009).
_MENTIONS = " OR ".join(
    ("contains(lower(summary), lower({0}))", *(f"{label}_mentions({label}, lower({{0}}))" for label in ("symbol", "action", "outcome", "advice")))
)
_WORD = re.compile(r"(?<![$\w])\w+")
_COMMENT = re.compile(r"--.*")
_STAR = re.compile(r"(?:SELECT\s+|,\s*|\.)\*")
_CALL = re.compile(r"\b(chosen_(?:events|predictions|positions|counts))\(([^()]*)\)")

MEASURES = {
    "records": "count(*)",
    "contradictions": "count(*) FILTER (WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0))",
    "oldest_at": 'min("at")',
    "newest_at": 'max("at")',
}
_MEASURED = ("at", "result", "pnl")  # the columns of events that measures are computed from
_GROUPED = [name for name in EVENT_COUNTS if name != "day" and name not in MEASURES]


def _counted(grouped: Iterable[str], measures: Iterable[str]) -> str:
    return ", ".join([listed(grouped), *(f"{MEASURES[name]} AS {name}" for name in measures)])


COUNTED = _counted(_GROUPED, MEASURES)


class Window(NamedTuple):
    """What a text search looks for, and between which moments."""

    since: datetime | None
    until: datetime | None
    text: str


Found: TypeAlias = "Mapping[Window, Mapping[str, str]]"
"""The tables that hold what was found, by relation."""


class _Filter:
    """The filters that are given, each as an SQL expression; in a macro each of them may turn out to be NULL, which leaves everything in.

    `found` names the tables that hold what the text and the window leave of a relation. `wanted` are the columns to select, None for all.
    `newest` is the newest day, where it is known already: to look for it joins every prediction with it.
    """

    def __init__(
        self,
        given: Mapping[str, str],
        found: Mapping[str, str] | None = None,
        wanted: Set[str] | None = None,
        *,
        newest: str = _NEWEST,
        optional: bool = False,
    ) -> None:
        self._given = given
        self._found = found or {}
        self._wanted = wanted
        self._newest = newest
        self._optional = optional

    def __contains__(self, argument: str) -> bool:
        return argument in self._given

    def where(self, argument: str, condition: str) -> str:
        """The condition, in which {} stands for the value, when that filter is set; otherwise nothing."""
        if argument not in self._given:
            return ""
        value = self._given[argument]
        return f"({value} IS NULL OR {condition.format(value)})" if self._optional else f"({condition.format(value)})"

    def among(self, argument: str, column: str) -> str:
        """The condition that a list filter keeps a label."""
        return self.where(argument, _among("{0}", column))

    def told(self, relation: str) -> str:
        """The condition on the outcome of a row and the state of its prediction."""
        outcome, states = self.among("outcomes", "outcome"), self._given.get("states")
        if states is None:
            return outcome
        outcome = outcome or "true"
        if relation == "predictions":
            return f"{outcome} AND {self.where('states', 'list_contains({}, state)')}"
        if relation == "closed_positions":
            return f"{outcome} AND {self.where('states', f'list_contains({{}}, {literal(NONE)})')}"
        # The outcome of a row that is picked by the state of its prediction is the one that the prediction came to; a scored trade's own row has none.
        # Each subselect names `states`, so that none of them is read where there is no such filter.
        picked = f"""event_id IN (SELECT event_id FROM predictions WHERE list_contains({states}, state) AND {outcome})
            OR (list_contains({states}, {literal(NONE)}) AND {outcome}
                AND event_id NOT IN (SELECT event_id FROM store.predictions WHERE list_contains({states}, {literal(NONE)})))"""  # noqa: S608  our own names
        return f"CASE WHEN {states} IS NULL THEN {outcome} ELSE {picked} END" if self._optional else f"({picked})"

    def rows(self, relation: str) -> str:
        """The select of the rows of `events`, `predictions` or `closed_positions` that all filters leave."""
        conditions = [*(self.among(argument, column) for argument, column in _LABELS.items()), self.told(relation)]
        if relation in self._found:
            return f"SELECT * FROM {self._found[relation]}{_where(conditions)}"  # noqa: S608  our own names
        moment = quoted(_MOMENT[relation])
        holds = "contains(haystack, lower({0}))" if relation == "closed_positions" else _MENTIONS
        if relation == "predictions":
            # The tables say in which blocks of events there is anything to look for.
            tables = ", ".join(map(literal, FORETELLING))
            holds = f"event_id IN (SELECT event_id FROM store.events WHERE table_name IN ({tables}) AND ({holds}))"  # noqa: S608  no value in it
        conditions += [self.where("from_moment", f"{moment} >= {{}}"), self.where("to_moment", f"{moment} < {{}}"), self.where("searched", holds)]
        return f"SELECT {self._columns(relation)} FROM store.{relation}{_where(conditions)}"  # noqa: S608  our own names

    def _columns(self, relation: str) -> str:
        """What to select: of a wide relation whose columns are not all wanted, binding and optimising the others would take longer than reading."""
        every = _SELECTED[relation] | ({"state": _STATE.format(newest=self._newest)} if relation == "predictions" else {})
        told_by = {"state"} if "states" in self._given else set()
        return ", ".join([column for name, column in every.items() if self._wants(name) or name in told_by] or [quoted("id")])

    def _wants(self, column: str) -> bool:
        return self._wanted is None or column in self._wanted

    def select(self, relation: str) -> str:
        """The select of what all filters leave of any relation."""
        return self.counts() if relation == "event_counts" else self.rows(relation)

    def counts(self) -> str:
        """The select of `event_counts` that all filters leave: whole days as they are kept, the rest counted from the events.

        No day is kept by text or state, and the first and the last day of a window need not be whole.
        """
        labels = [self.among(argument, column) for argument, column in ({**_LABELS, "outcomes": "outcome"}).items()]
        if "event_counts" in self._found and "states" not in self._given:
            return f"SELECT * FROM {self._found['event_counts']}{_where(labels)}"  # noqa: S608  our own names
        first, end = (self._given.get(argument, "NULL") for argument in ("from_moment", "to_moment"))
        first = f"CAST(CAST({first} AS TIMESTAMP) + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND AS DATE)"
        end = f"CAST(CAST({end} AS TIMESTAMP) AS DATE)"
        uncounted = [f"{self._given[argument]} IS NOT NULL" for argument in ("searched", "states") if argument in self._given]
        kept = [*(f"NOT ({one})" for one in uncounted), self.where("from_moment", f"day >= {first}"), self.where("to_moment", f"day < {end}"), *labels]
        grouped, measures = [name for name in _GROUPED if self._wants(name)] or _GROUPED[:1], [name for name in MEASURES if self._wants(name)]
        whole = f"SELECT {listed([*grouped, *measures])} FROM store.event_counts{_where(kept)}"  # noqa: S608  our own names
        sides = (("from_moment", f'"at" < CAST({first} AS TIMESTAMP)'), ("to_moment", f'"at" >= CAST({end} AS TIMESTAMP)'))
        cut = [*uncounted, *(f"({self._given[argument]} IS NOT NULL AND {outside})" for argument, outside in sides if argument in self._given)]
        if len(cut) == 2 and not self._optional and not uncounted:
            # Each side alone is a range of moments, which tells DuckDB the blocks of events to read; a window within one day has both sides in it.
            cut = [cut[0], f'{cut[1]} AND "at" >= CAST({first} AS TIMESTAMP)']
        else:
            cut = [" OR ".join(cut)] if cut else []
        events = _Filter(self._given, self._found, {*grouped, *_MEASURED}, optional=self._optional).rows("events")
        counted = (f"SELECT {_counted(grouped, measures)} FROM ({events}) AS events WHERE {one} GROUP BY ALL" for one in cut)  # noqa: S608  our own names
        return " UNION ALL ".join([whole, *counted])


def relation_statements() -> list[str]:
    """The statements that make the views and the table macros, and the rule by which a list filter keeps a label."""
    every = _Filter({argument: argument for argument in _ARGUMENTS}, optional=True)
    selects = {macro: every.select(relation) for macro, relation in _RELATION.items()}
    return [
        f"CREATE OR REPLACE MACRO is_chosen(chosen, label) AS (chosen IS NULL OR {_among('chosen', 'label')})",
        *(f"CREATE OR REPLACE VIEW {name} AS SELECT {', '.join(columns.values())} FROM store.{name}" for name, columns in _SELECTED.items()),  # noqa: S608
        f"CREATE OR REPLACE VIEW ready_made_ratios AS {_RATIOS.read_text(encoding='utf-8')}",
        f"CREATE OR REPLACE VIEW event_counts AS SELECT {listed(EVENT_COUNTS)} FROM store.event_counts",  # noqa: S608  our own names
        *(f"CREATE OR REPLACE MACRO {macro}({', '.join(_ARGUMENTS)}) AS TABLE {select}" for macro, select in selects.items()),
    ]


def composed(sql: str, values: Mapping[str, object], found: Found | None = None, *, newest: bool = False) -> str:
    """A question with every call of a macro written out, with the conditions of those filters that have a value and the columns that it names.

    `found` has the tables that are read instead of looking for the text, by window. With `newest` it has the parameter NEWEST where it tells states.
    """

    def written(call: re.Match[str]) -> str:
        given = _given(call, values)
        chosen = _Filter(given, (found or {}).get(_window(given, values)), _words(sql), newest=f"${NEWEST}" if newest else _NEWEST)
        return f"({chosen.select(_RELATION[call[1]])})"

    return _CALL.sub(written, sql)


def searched(sql: str, values: Mapping[str, object]) -> list[tuple[str, Window]]:
    """In which relations, and where in them, a question looks for a text."""
    calls = [(_RELATION[call[1]], _given(call, values)) for call in _CALL.finditer(sql)]
    return [(relation, _window(given, values)) for relation, given in calls if "searched" in given]


def search(relation: str, window: Window) -> tuple[str, dict[str, object]]:
    """The select of all that the text and the window leave of a relation, with its values."""
    values: dict[str, object] = {argument: value for argument, value in zip(_WINDOW, window, strict=True) if value is not None}
    chosen = _Filter({argument: f"${argument}" for argument in values})
    if relation == "event_counts":
        return f"SELECT {COUNTED} FROM ({chosen.rows('events')}) AS events GROUP BY ALL", values  # noqa: S608  our own names
    return chosen.rows(relation), values


def _given(call: re.Match[str], values: Mapping[str, object]) -> dict[str, str]:
    """The arguments of a call that have a value, as it writes them."""
    actual = [one.strip() for one in call[2].split(",")]
    return {argument: one for argument, one in zip(_ARGUMENTS, actual, strict=True) if values.get(one.removeprefix("$")) is not None}


def _window(given: Mapping[str, str], values: Mapping[str, object]) -> Window:
    return Window(*(values[given[argument].removeprefix("$")] if argument in given else None for argument in _WINDOW))  # type: ignore[arg-type]  # by name


@cache
def _words(sql: str) -> frozenset[str] | None:
    """Every word of a question, among which are the columns that it names; None for one that asks for all columns."""
    asked = _COMMENT.sub("", sql)
    return None if _STAR.search(asked) else frozenset(_WORD.findall(asked))


def _where(conditions: Iterable[str]) -> str:
    """The conditions that there are, as a clause."""
    kept = [one for one in conditions if one]
    return f" WHERE {' AND '.join(kept)}" if kept else ""


def _among(argument: str, column: str) -> str:
    # list_contains, not IN: with a constant list it compares the numbers of an enumeration and casts nothing.
    return f"(list_contains({argument}, {column}) OR ({column} IS NULL AND list_contains({argument}, {literal(NONE)})))"
