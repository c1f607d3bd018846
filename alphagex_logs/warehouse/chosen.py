"""The filter as SQL, once: every question reads `chosen_events`, `chosen_predictions` or `chosen_positions`."""

from __future__ import annotations

ARGUMENTS = ("since", "until", "bots", "categories", "tables", "symbols", "outcomes", "advice", "text")
NONE = "(none)"  # stands in a list for rows that have no such value


def chosen_macros() -> list[str]:
    """The statements that make the table macros; an argument that is NULL leaves everything in."""
    return [_macro("chosen_events", "events", "at", _text("haystack"), hidden="haystack, position_key")]


def _macro(name: str, relation: str, moment: str, text: str, hidden: str) -> str:
    conditions = [
        f'(since IS NULL OR "{moment}" >= since)',
        f'(until IS NULL OR "{moment}" < until)',
        _in("bots", "bot"),
        _in("categories", "category"),
        _in("tables", "table_name"),
        _in("symbols", "symbol"),
        _in("outcomes", "outcome"),
        _in("chosen_advice", "advice"),
        text,
    ]
    arguments = "since, until, bots, categories, tables, symbols, outcomes, chosen_advice, chosen_text"
    return (
        f"CREATE OR REPLACE MACRO {name}({arguments}) AS TABLE"
        f" SELECT * EXCLUDE ({hidden}) FROM store.{relation} WHERE {' AND '.join(conditions)}"
    )


def _in(argument: str, column: str) -> str:
    # list_contains, not IN: with a constant list it compares the numbers of an enumeration and casts nothing.
    return f"({argument} IS NULL OR list_contains({argument}, {column}) OR ({column} IS NULL AND list_contains({argument}, '{NONE}')))"


def _text(haystack: str) -> str:
    return f"(chosen_text IS NULL OR contains({haystack}, lower(chosen_text)))"
