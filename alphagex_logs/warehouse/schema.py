"""The warehouse's tables, derived from the catalogue. Rows live in the schema `store`; what people ask are views and macros in `main`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Category, Type
from alphagex_logs.catalogue.vocabulary import Result, VixRegime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagex_logs.catalogue.model import Column, Table

MONEY = "DECIMAL(18,2)"
# 18 digits before the point and 20 after it hold every amount that a writer accepts, and a float's 17 digits.
TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "INTEGER",
    Type.BIGINT: "BIGINT",
    Type.FLOAT: "DOUBLE",
    Type.NUMERIC: "DECIMAL(38,20)",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
    Type.TIMESTAMPTZ: "TIMESTAMP",
    Type.TIMESTAMP: "TIMESTAMP",
    Type.JSONB: "JSON",
    Type.UUID: "UUID",
    Type.XID8: "UBIGINT",
}
ODD = "odd_cells"  # names of the columns whose value DuckDB cannot hold, or not in full

LABELS = ("bot", "symbol", "action", "outcome", "advice")  # columns of few distinct words, kept as enumerations that grow

EVENTS = {
    "table_name": "table_label",
    "category": "category_label",
    "id": "BIGINT",
    "event_id": "UUID",
    "at": "TIMESTAMP",
    "trade_day": "DATE",
    "bot": "VARCHAR",
    "symbol": "VARCHAR",
    "action": "VARCHAR",
    "probability": "DOUBLE",
    "outcome": "VARCHAR",
    "result": "result_label",
    "pnl": MONEY,
    "return_pct": "DOUBLE",
    "advice": "VARCHAR",
    "summary": "VARCHAR",
}
PREDICTIONS = {
    "source": "source_label",
    "table_name": "table_label",
    "category": "category_label",
    "id": "BIGINT",
    "event_id": "UUID",
    "at": "TIMESTAMP",
    "trade_day": "DATE",
    "bot": "VARCHAR",
    "symbol": "VARCHAR",
    "advice": "VARCHAR",
    "probability": "DOUBLE",
    "confidence": "DOUBLE",
    "model_version": "VARCHAR",
    "outcome": "VARCHAR",
    "result": "result_label",
    "won": "BOOLEAN",
    "pnl": MONEY,
    "risk": MONEY,
    "vix": "DOUBLE",
    "vix_regime": "vix_label",
    "gex_regime": "VARCHAR",
    "revised": "BOOLEAN",
}
CLOSED_POSITIONS = {
    "position_key": "VARCHAR",
    "table_name": "table_label",
    "category": "category_label",
    "id": "BIGINT",
    "event_id": "UUID",
    "bot": "VARCHAR",
    "symbol": "VARCHAR",
    "strategy": "VARCHAR",
    "opened_at": "TIMESTAMP",
    "closed_at": "TIMESTAMP",
    "entry_day": "DATE",
    "trade_day": "DATE",
    "pnl": MONEY,
    "risk": MONEY,
    "credit": "DOUBLE",
    "contracts": "BIGINT",
    "probability": "DOUBLE",
    "advice": "VARCHAR",
    "outcome": "VARCHAR",
    "vix": "DOUBLE",
    "vix_regime": "vix_label",
    "gex_regime": "VARCHAR",
}
# What only the warehouse itself needs: the text that a search looks through, what ties rows of one trade together, what a state is told by.
HIDDEN = {
    "events": {"thread": "VARCHAR"},
    "predictions": {"superseded": "BOOLEAN", "matures_on": "DATE"},
    "closed_positions": {"haystack": "VARCHAR"},
}
DERIVED = {"events": EVENTS, "predictions": PREDICTIONS, "closed_positions": CLOSED_POSITIONS}
# How many events a UTC day holds per combination of labels; see counts.py.
EVENT_COUNTS = {"day": "DATE"} | {
    name: EVENTS[name] for name in ("trade_day", "table_name", "category", "bot", "symbol", "action", "outcome", "result", "advice")
}
EVENT_COUNTS |= {"records": "BIGINT", "contradictions": "BIGINT", "oldest_at": "TIMESTAMP", "newest_at": "TIMESTAMP"}
LABELLED = DERIVED | {"event_counts": EVENT_COUNTS}  # every relation that may hold a label
SOURCES = ("oracle", "ares_ml", "spx_wheel_ml", "ml_regime", "ai_advisor")
FORETELLING = ("ai_predictions", "ares_ml_outcomes", "ml_decision_logs", "ml_predictions", "oracle_predictions")  # the tables of their predictions


def quoted(name: str) -> str:
    """A name as an identifier; `at` is a reserved word in DuckDB."""
    return f'"{name}"'


def listed(names: Iterable[str]) -> str:
    """Names as a select list."""
    return ", ".join(quoted(name) for name in names)


def statements() -> list[str]:
    """What makes an empty warehouse."""
    return [
        "CREATE SCHEMA store",
        _enumeration("table_label", TABLES),
        _enumeration("category_label", Category),
        _enumeration("result_label", Result),
        _enumeration("vix_label", VixRegime),
        _enumeration("source_label", SOURCES),
        *(_table(table) for table in TABLES.values()),
        *(_view(table.name, (column.name for column in table.columns)) for table in TABLES.values()),
        *(f"CREATE TABLE store.{name} ({definitions(columns | HIDDEN[name])})" for name, columns in DERIVED.items()),
        f"CREATE TABLE store.event_counts ({definitions(EVENT_COUNTS)})",
        "CREATE VIEW unrepresentable AS " + " UNION ALL BY NAME ".join(_odd(table) for table in TABLES.values()),
        "CREATE TABLE store.cold (table_name table_label, file BIGINT, id BIGINT)",  # rows that came from the archive, by file
        "CREATE TABLE store.state (snapshot VARCHAR, identity VARCHAR, version BIGINT, fingerprint VARCHAR)",
    ]


def _enumeration(name: str, labels: Iterable[str]) -> str:
    return f"CREATE TYPE {name} AS ENUM ({', '.join(literal(str(label)) for label in labels)})"


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def definitions(columns: dict[str, str]) -> str:
    """Columns as CREATE TABLE takes them."""
    return ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())


def _table(table: Table) -> str:
    columns = {column.name: type_of(column) for column in table.columns}
    return f"CREATE TABLE store.{quoted(table.name)} ({definitions(columns | {ODD: 'VARCHAR[]'})})"


def type_of(column: Column) -> str:
    """The DuckDB type of a column."""
    return TYPES[column.type]


def _view(name: str, columns: Iterable[str]) -> str:
    return f"CREATE VIEW {quoted(name)} AS SELECT {listed(columns)} FROM store.{quoted(name)}"  # noqa: S608  catalogue names


def _odd(table: Table) -> str:
    return f"SELECT {literal(table.name)} AS table_name, id, unnest({ODD}) AS column_name FROM store.{quoted(table.name)} WHERE {ODD} IS NOT NULL"  # noqa: S608
