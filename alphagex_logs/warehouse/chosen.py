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
_MACRO = {"events": "chosen_events", "predictions": "chosen_predictions", "closed_positions": "chosen_positions"}
ARGUMENTS = ("since", "until", "bots", "categories", "tables", "symbols", "outcomes", "advice", "text")


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
        _in("bots", "bot"),
        _in("categories", "category"),
        _in("tables", "table_name"),
        _in("symbols", "symbol"),
        _in("outcomes", "outcome"),
        _in("advices", "advice"),
        f"(searched IS NULL OR {_FOUND[name]})",
    ]
    arguments = "from_moment, to_moment, bots, categories, tables, symbols, outcomes, advices, searched"
    select = f"SELECT {_SELECTED[name]} FROM store.{name} WHERE {' AND '.join(conditions)}"  # noqa: S608  our own names
    return f"CREATE OR REPLACE MACRO {_MACRO[name]}({arguments}) AS TABLE {select}"


def _in(argument: str, column: str) -> str:
    # list_contains, not IN: with a constant list it compares the numbers of an enumeration and casts nothing.
    return f"({argument} IS NULL OR list_contains({argument}, {column}) OR ({column} IS NULL AND list_contains({argument}, {literal(NONE)})))"
