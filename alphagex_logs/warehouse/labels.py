"""Enumerations that grow. A column of few distinct words is three times faster to group and filter as an enumeration than as text.

A search looks through the words of an enumeration once, when it is planned: the macro `<column>_mentions` then only compares numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import OUTCOME_MAP, Bot, DecisionAction, TradingAdvice
from alphagex_logs.warehouse.schema import DERIVED, LABELLED, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

SEEDS: dict[str, tuple[str, ...]] = {
    "bot": tuple(Bot),
    "symbol": ("SPX", "SPY"),
    "action": tuple(DecisionAction),
    "outcome": tuple(OUTCOME_MAP),
    "advice": tuple(TradingAdvice),
}
MOST_LABELS = 4_000  # beyond these the words are no vocabulary, and the column becomes plain text


def seed_statements() -> list[str]:
    """The statements that make the first enumeration of each column, and its macro."""
    return [statement for column, labels in SEEDS.items() for statement in (_create(f"{column}_label_1", labels), _mentions(column, f"{column}_label_1"))]


def text_macros() -> list[str]:
    """The statements of the macros where labels are texts, as for an engine without enumerations."""
    return [_mentions(column, "VARCHAR") for column in SEEDS]


def grow(cursor: duckdb.DuckDBPyConnection, arriving: str, relation: str) -> None:
    """Make room for the words that `arriving`, a select or table with the columns of `relation`, has and the enumerations do not know yet."""
    known = {name.rsplit("_label_", 1)[0]: (name, labels) for name, labels in _enumerations(cursor)}
    for column, (name, labels) in known.items():
        if column not in DERIVED[relation]:
            continue
        new = _new_words(cursor, arriving, column, labels)
        if new:
            _replace(cursor, column, name, [*labels, *new])


def _enumerations(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str, list[str]]]:
    return cursor.execute("SELECT type_name, labels FROM duckdb_types() WHERE regexp_matches(type_name, '_label_[0-9]+$') AND NOT internal").fetchall()


def _new_words(cursor: duckdb.DuckDBPyConnection, arriving: str, column: str, labels: list[str]) -> list[str]:
    statement = f"""SELECT DISTINCT {quoted(column)} FROM {arriving}
        WHERE {quoted(column)} IS NOT NULL AND NOT list_contains($labels, {quoted(column)}) LIMIT {MOST_LABELS + 1}"""  # noqa: S608  our own names
    return sorted(row[0] for row in cursor.execute(statement, {"labels": labels}).fetchall())


def _replace(cursor: duckdb.DuckDBPyConnection, column: str, name: str, labels: list[str]) -> None:
    successor = "VARCHAR"
    if len(labels) <= MOST_LABELS:
        successor = f"{column}_label_{int(name.rsplit('_', 1)[1]) + 1}"
        cursor.execute(_create(successor, labels))
    for relation in (relation for relation, columns in LABELLED.items() if column in columns):
        cursor.execute(f"ALTER TABLE store.{relation} ALTER {quoted(column)} TYPE {successor}")
    cursor.execute(_mentions(column, successor))
    cursor.execute(f"DROP TYPE {name}")


def _create(name: str, labels: Sequence[str]) -> str:
    return f"CREATE TYPE {name} AS ENUM ({', '.join(literal(str(label)) for label in labels)})"


def _mentions(column: str, kind: str) -> str:
    """The macro that tells whether a label of that type contains a text, given in small letters."""
    words = f"list_filter(enum_range(NULL::{kind}), lambda word: contains(lower(word), needle))"
    # Where no word does, nothing of the condition is left.
    told = "contains(lower(label), needle)" if kind == "VARCHAR" else f"len({words}) > 0 AND list_contains({words}, label)"
    return f"CREATE OR REPLACE MACRO {column}_mentions(label, needle) AS ({told})"
