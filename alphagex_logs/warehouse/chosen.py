"""The relations that people ask, and the filter as SQL, once: questions read `chosen_events`, `chosen_predictions` and `chosen_positions`."""

from __future__ import annotations

from alphagex_logs.filters import NONE
from alphagex_logs.warehouse.schema import DERIVED, PREDICTIONS, listed, literal, quoted

# A prediction without an outcome is measured by the newest row, not by the clock: data that ended years ago has no new pending ones.
_STATE = """CASE
    WHEN outcome IS NOT NULL AND (probability IS NULL OR result = 'unmapped') THEN 'unusable'
    WHEN outcome IS NOT NULL THEN 'resolved'
    WHEN superseded THEN 'superseded'
    WHEN is_skip(advice) THEN 'skipped'
    WHEN probability IS NULL THEN 'unusable'
    WHEN matures_on < (SELECT CAST(max("at") AS DATE) FROM store.events) THEN 'overdue'
    ELSE 'pending' END AS state"""

_SELECTED = {name: listed(columns) for name, columns in DERIVED.items()} | {"predictions": f"{listed(PREDICTIONS)}, {_STATE}"}
_MOMENT = {"events": "at", "predictions": "at", "closed_positions": "closed_at"}
_SEARCH = "contains(haystack, lower(searched))"
_FOUND = {
    "events": _SEARCH,
    "predictions": f"event_id IN (SELECT event_id FROM store.events WHERE {_SEARCH})",  # noqa: S608  no value in it
    "closed_positions": _SEARCH,
}
# The outcome of a row that is picked by the state of its prediction is the one that the prediction came to; a scored trade's own row has none.
# Each subselect names `states`, so that none of them is read where there is no such filter.
_OUTCOME = {
    "events": """CASE WHEN states IS NULL THEN {outcome}
        ELSE event_id IN (SELECT event_id FROM predictions WHERE list_contains(states, state) AND {outcome})
        OR (list_contains(states, {none}) AND {outcome}
            AND event_id NOT IN (SELECT event_id FROM store.predictions WHERE list_contains(states, {none}))) END""",
    "predictions": "{outcome} AND (states IS NULL OR list_contains(states, state))",
    "closed_positions": "{outcome} AND (states IS NULL OR list_contains(states, {none}))",
}
_MACRO = {"events": "chosen_events", "predictions": "chosen_predictions", "closed_positions": "chosen_positions"}
# The arguments of every macro as they are called inside it, and the list filters by the column that each of them looks at.
NAMES = "from_moment, to_moment, bots, categories, tables, symbols, outcomes, advices, states, searched"
LISTS = {"bots": "bot", "categories": "category", "tables": "table_name", "symbols": "symbol", "outcomes": "outcome", "advices": "advice"}
ARGUMENTS = ("since", "until", "bots", "categories", "tables", "symbols", "outcomes", "advice", "states", "text")


def relation_statements() -> list[str]:
    """The statements that make the views and the table macros of the derived relations, and the rule by which a list filter keeps a label."""
    rule = f"CREATE OR REPLACE MACRO is_chosen(chosen, label) AS {_in('chosen', 'label')}"
    return [rule, *(statement for name in DERIVED for statement in (_view(name), _macro(name)))]


def _view(name: str) -> str:
    return f"CREATE OR REPLACE VIEW {name} AS SELECT {_SELECTED[name]} FROM store.{name}"  # noqa: S608  our own names


def _macro(name: str) -> str:
    """A table macro with one argument per filter; an argument that is NULL leaves everything in."""
    moment = quoted(_MOMENT[name])
    conditions = [
        f"(from_moment IS NULL OR {moment} >= from_moment)",
        f"(to_moment IS NULL OR {moment} < to_moment)",
        *(_in(argument, column) for argument, column in LISTS.items() if argument != "outcomes"),
        f"({_OUTCOME[name].format(outcome=_in('outcomes', 'outcome'), none=literal(NONE))})",
        f"(searched IS NULL OR {_FOUND[name]})",
    ]
    select = f"SELECT {_SELECTED[name]} FROM store.{name} WHERE {' AND '.join(conditions)}"  # noqa: S608  our own names
    return f"CREATE OR REPLACE MACRO {_MACRO[name]}({NAMES}) AS TABLE {select}"


def listed_labels() -> str:
    """The condition that the labels of a row fit every list filter."""
    return " AND ".join(_in(argument, column) for argument, column in LISTS.items())


def _in(argument: str, column: str) -> str:
    # list_contains, not IN: with a constant list it compares the numbers of an enumeration and casts nothing.
    return f"({argument} IS NULL OR list_contains({argument}, {column}) OR ({column} IS NULL AND list_contains({argument}, {literal(NONE)})))"
