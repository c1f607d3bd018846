"""The relations that people ask, and the filter as SQL, once: questions read `chosen_events`, `chosen_predictions`, `chosen_positions`, `chosen_counts`.

These are table macros, so that a question runs as it stands in any SQL tool. A macro carries the conditions of every filter, set or not, and planning
them takes longer than answering; so `composed` writes a question with the conditions of the filters that are set, from the same fragments.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alphagex_logs.filters import NONE
from alphagex_logs.warehouse.schema import DERIVED, EVENT_COUNTS, PREDICTIONS, listed, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

# A prediction without an outcome is measured by the newest row, not by the clock: data that ended years ago has no new pending ones.
_STATE = """CASE
    WHEN outcome IS NOT NULL AND (probability IS NULL OR result = 'unmapped') THEN 'unusable'
    WHEN outcome IS NOT NULL THEN 'resolved'
    WHEN superseded THEN 'superseded'
    WHEN is_skip(advice) THEN 'skipped'
    WHEN probability IS NULL THEN 'unusable'
    WHEN matures_on < (SELECT max(day) FROM store.event_counts) THEN 'overdue'
    ELSE 'pending' END AS state"""

_SELECTED = {name: listed(columns) for name, columns in DERIVED.items()} | {"predictions": f"{listed(PREDICTIONS)}, {_STATE}"}
_MOMENT = {"events": "at", "predictions": "at", "closed_positions": "closed_at"}
_RELATION = {"chosen_events": "events", "chosen_predictions": "predictions", "chosen_positions": "closed_positions"}
_ARGUMENTS = ("from_moment", "to_moment", "bots", "categories", "tables", "symbols", "outcomes", "advices", "states", "searched")
_LABELS = {"bots": "bot", "categories": "category", "tables": "table_name", "symbols": "symbol", "advices": "advice"}
_CALL = re.compile(r"\b(chosen_(?:events|predictions|positions|counts))\(([^()]*)\)")

MEASURES = {
    "records": "count(*)",
    "contradictions": "count(*) FILTER (WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0))",
    "oldest_at": 'min("at")',
    "newest_at": 'max("at")',
}
_GROUPED = [name for name in EVENT_COUNTS if name != "day" and name not in MEASURES]
COUNTED = ", ".join([listed(_GROUPED), *(f"{value} AS {name}" for name, value in MEASURES.items())])


class _Filter:
    """The filters that are given, each as an SQL expression; in a macro each of them may turn out to be NULL, which leaves everything in."""

    def __init__(self, given: Mapping[str, str], *, optional: bool) -> None:
        self._given = given
        self._optional = optional

    def __contains__(self, argument: str) -> bool:
        return argument in self._given

    def where(self, argument: str, condition: str) -> str:
        """The condition, in which {} stands for the value, when that filter is set."""
        if argument not in self._given:
            return "true"
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
        moment = quoted(_MOMENT[relation])
        found = "contains(haystack, lower({}))"
        if relation == "predictions":
            found = f"event_id IN (SELECT event_id FROM store.events WHERE {found})"  # noqa: S608  no value in it
        conditions = [
            self.where("from_moment", f"{moment} >= {{}}"),
            self.where("to_moment", f"{moment} < {{}}"),
            *(self.among(argument, column) for argument, column in _LABELS.items()),
            self.told(relation),
            self.where("searched", found),
        ]
        return f"SELECT {_SELECTED[relation]} FROM store.{relation} WHERE {' AND '.join(conditions)}"  # noqa: S608  our own names

    def counts(self) -> str:
        """The select of `event_counts` that all filters leave: whole days as they are kept, the rest counted from the events.

        No day is kept by text or state, and the first and the last day of a window need not be whole.
        """
        first, end = (self._given.get(argument, "NULL") for argument in ("from_moment", "to_moment"))
        first = f"CAST(CAST({first} AS TIMESTAMP) + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND AS DATE)"
        end = f"CAST(CAST({end} AS TIMESTAMP) AS DATE)"
        uncounted = [f"{self._given[argument]} IS NOT NULL" for argument in ("searched", "states") if argument in self._given]
        labels = [self.among(argument, column) for argument, column in ({**_LABELS, "outcomes": "outcome"}).items()]
        kept = [*(f"NOT ({one})" for one in uncounted), self.where("from_moment", f"day >= {first}"), self.where("to_moment", f"day < {end}"), *labels]
        whole = f"SELECT {listed([*_GROUPED, *MEASURES])} FROM store.event_counts WHERE {' AND '.join(kept)}"  # noqa: S608  our own names
        sides = (("from_moment", f'"at" < CAST({first} AS TIMESTAMP)'), ("to_moment", f'"at" >= CAST({end} AS TIMESTAMP)'))
        cut = [*uncounted, *(f"({self._given[argument]} IS NOT NULL AND {outside})" for argument, outside in sides if argument in self._given)]
        if not cut:
            return whole
        return f"{whole} UNION ALL SELECT {COUNTED} FROM ({self.rows('events')}) AS events WHERE {' OR '.join(cut)} GROUP BY ALL"  # noqa: S608


def relation_statements() -> list[str]:
    """The statements that make the views and the table macros, and the rule by which a list filter keeps a label."""
    every = _Filter({argument: argument for argument in _ARGUMENTS}, optional=True)
    selects = {macro: every.rows(relation) for macro, relation in _RELATION.items()} | {"chosen_counts": every.counts()}
    return [
        f"CREATE OR REPLACE MACRO is_chosen(chosen, label) AS (chosen IS NULL OR {_among('chosen', 'label')})",
        *(f"CREATE OR REPLACE VIEW {name} AS SELECT {columns} FROM store.{name}" for name, columns in _SELECTED.items()),  # noqa: S608
        f"CREATE OR REPLACE VIEW event_counts AS SELECT {listed(EVENT_COUNTS)} FROM store.event_counts",  # noqa: S608  our own names
        *(f"CREATE OR REPLACE MACRO {macro}({', '.join(_ARGUMENTS)}) AS TABLE {select}" for macro, select in selects.items()),
    ]


def composed(sql: str, values: Mapping[str, object]) -> str:
    """A question with every call of a macro written out, with the conditions of those filters alone that have a value."""

    def written(call: re.Match[str]) -> str:
        macro, actual = call[1], [one.strip() for one in call[2].split(",")]
        given = {argument: one for argument, one in zip(_ARGUMENTS, actual, strict=True) if values.get(one.removeprefix("$")) is not None}
        chosen = _Filter(given, optional=False)
        return f"({chosen.counts() if macro == 'chosen_counts' else chosen.rows(_RELATION[macro])})"

    return _CALL.sub(written, sql)


def _among(argument: str, column: str) -> str:
    # list_contains, not IN: with a constant list it compares the numbers of an enumeration and casts nothing.
    return f"(list_contains({argument}, {column}) OR ({column} IS NULL AND list_contains({argument}, {literal(NONE)})))"
