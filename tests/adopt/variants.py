"""Databases as they are found in the field: one schema per variant, with rows, and a checksum of every value in them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2

from alphagex_logs.catalogue import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent
ROWS = 20

FILLERS = {
    "integer": "1 + n % 2",
    "bigint": "n",
    "real": "n * 0.7 + 0.123456789",
    "double precision": "n * 1e9 + 0.1",
    "numeric": "n % 900 / 100.0",
    "boolean": "n % 3 = 0",
    "date": "date '2025-11-01' + n",
    "timestamp with time zone": "timestamptz '2025-11-01 14:30:00.123456Z' + n * interval '1 day'",
    "timestamp without time zone": "timestamp '2025-11-01 14:30:00' + n * interval '1 hour'",
    "jsonb": "jsonb_build_object('n', n, 'bot_name', 'ARES', 'actual_pnl', n * 1.5)",
    "text": "'text ' || n",
    "character varying": "'v' || n",
}
SPECIAL = {
    ("ares_ml_outcomes", "trade_date"): "(date '2025-11-01' + n)::text",
    ("spx_wheel_ml_outcomes", "trade_date"): "CASE WHEN n > 1 THEN (date '2025-11-01' + n)::text END",
    ("autonomous_trade_log", "date"): "(date '2025-11-01' + n)::text",
    ("autonomous_trade_log", "time"): "'10:00:' || lpad(n::text, 2, '0')",
    ("autonomous_trade_log", "success"): "(n % 2)",
    ("autonomous_trade_activity", "success"): "(n % 2)",
}


def schema(oracle: str) -> str:
    return (FOLDER / "legacy.sql").read_text() + (FOLDER / f"oracle_of_the_{oracle}.sql").read_text()


def with_sequences(ddl: str) -> str:
    names = re.findall(r"CREATE TABLE (\w+) \(\s+id SERIAL", ddl)
    for name in names:
        head = f"CREATE SEQUENCE {name}_seq; CREATE TABLE {name} ("
        ddl = re.sub(rf"CREATE TABLE {name} \(\s+id SERIAL", f"{head} id INTEGER NOT NULL DEFAULT nextval('{name}_seq')", ddl)
    return ddl


def with_dates(ddl: str) -> str:
    return ddl.replace("trade_date TEXT NOT NULL", "trade_date DATE NOT NULL").replace("trade_date VARCHAR(20)", "trade_date DATE")


def with_other_flags(ddl: str) -> str:
    ddl = ddl.replace("success INTEGER DEFAULT 1", "success BOOLEAN DEFAULT true")
    return re.sub(r"(reason TEXT,\s+)success BOOLEAN DEFAULT true", r"\1success INTEGER DEFAULT 1", ddl)


def with_extras(ddl: str) -> str:
    return (
        ddl
        + """
        CREATE TABLE accounts (id serial PRIMARY KEY);
        INSERT INTO accounts SELECT FROM generate_series(1, 20);
        ALTER TABLE gex_change_log ADD COLUMN account_id INTEGER DEFAULT 1 REFERENCES accounts(id), ADD COLUMN "Odd name" varchar(9) DEFAULT 'kept';
        CREATE INDEX theirs ON gex_change_log (lower(symbol)) WHERE symbol IS NOT NULL;
        ALTER TABLE wheel_activity_log ADD CHECK (premium_impact > -1e9);
    """
    )


def with_half_of_the_tables(ddl: str) -> str:
    return ddl + "DROP TABLE ares_ml_outcomes, spx_wheel_ml_outcomes, ml_predictions, spx_debug_logs, ai_performance, oracle_predictions;"


def _same(ddl: str) -> str:
    return ddl


VARIANTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "oracle of the module": ("module", _same),
    "oracle of the migration": ("migration", _same),
    "sequence ids": ("module", with_sequences),
    "dates": ("migration", with_dates),
    "other flags": ("module", with_other_flags),
    "extra columns and keys": ("migration", with_extras),
    "tables missing": ("module", with_half_of_the_tables),
}


def build(url: str, variant: str, rows: int = ROWS) -> None:
    """Make the schema of this variant and put rows into every log table."""
    oracle, change = VARIANTS[variant]
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(change(schema(oracle)))
        for table, columns in legacy_columns(cursor).items():
            cursor.execute(insertion(table, columns, 1, rows))
    connection.close()


def insertion(table: str, columns: dict[str, str], first: int, last: int) -> str:
    """The statement that inserts the rows of these numbers, each column filled from the number."""
    names = [name for name in columns if name != "id"]
    values = ", ".join(_filler(table, name, columns[name]) for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM generate_series({first}, {last}) AS n'


def _filler(table: str, column: str, type_: str) -> str:
    special = SPECIAL.get((table, column))
    return f"({special or FILLERS[type_]})::{type_}"


def legacy_columns(cursor) -> dict[str, dict[str, str]]:
    """The log tables that are there, with their columns and types."""
    cursor.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY(%s) ORDER BY 1, 2",
        (list(TABLES),),
    )
    found: dict[str, dict[str, str]] = {}
    for table, column, type_ in cursor.fetchall():
        found.setdefault(table, {})[column] = type_
    return found


def checksums(url: str, columns: dict[str, dict[str, str]] | None = None) -> dict[str, tuple[int, str]]:
    """Rows of each table, and a checksum over every value of these columns as text; a flag is 0 or 1 whichever type it has."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        sums = {}
        for table, names in (columns or legacy_columns(cursor)).items():
            listed = ", ".join(f'"{name}"::text' for name in names)
            cursor.execute(f'SELECT {listed} FROM "{table}" ORDER BY id')
            rows = [tuple({"true": "1", "false": "0"}.get(value, value) for value in row) for row in cursor]
            sums[table] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()[:16])
    connection.close()
    return sums


def columns_of(url: str) -> dict[str, dict[str, str]]:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        found = legacy_columns(cursor)
    connection.close()
    return found
