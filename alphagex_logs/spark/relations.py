"""The relations that questions read, as views of a Spark session, from the SQL that makes them in DuckDB."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import sqlglot
from pyarrow import parquet
from pyspark.sql import functions
from sqlglot import exp

from alphagex_logs.catalogue import TABLES
from alphagex_logs.spark.dialect import expression, spark_sql
from alphagex_logs.warehouse.chosen import COUNTED, relation_statements
from alphagex_logs.warehouse.events import derivation
from alphagex_logs.warehouse.schema import DERIVED, EVENT_COUNTS, HIDDEN, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from alphagex_logs.catalogue.model import Table

_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "int",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
    "JSON": "string",
    "UUID": "string",
    "BIGINT": "bigint",
    "UBIGINT": "decimal(20,0)",
}
_SOURCES = resources.files("alphagex_logs.warehouse").joinpath("relations")
_COUNTS = f'SELECT CAST("at" AS DATE) AS day, {COUNTED} FROM store.events GROUP BY ALL'  # noqa: S608  our own names
_ARROW = {
    "string": "string",
    "extension<arrow.json>": "string",
    "int32": "int",
    "int64": "bigint",
    "uint64": "decimal(20,0)",
    "float": "float",
    "double": "double",
    "bool": "boolean",
    "date32[day]": "date",
    "timestamp[us]": "timestamp_ntz",
    "timestamp[us, tz=UTC]": "timestamp",
}


def make(session: SparkSession, files: Mapping[str, Sequence[Path]], scratch: Path) -> None:
    """Make a view of every table, from these Parquet files, and of every relation that is derived from them, kept in `scratch`."""
    for table in TABLES.values():
        _table(session, table, files[table.name])
    parts = [session.sql(spark_sql(derivation(table))) for table in TABLES.values()]
    events = parts[0]
    for part in parts[1:]:
        events = events.unionByName(part)
    _keep(session, "events", events, DERIVED["events"] | HIDDEN["events"], scratch)
    _keep(session, "event_counts", session.sql(spark_sql(_COUNTS)), EVENT_COUNTS, scratch)
    _view("foretold", session.table("store__events"))
    _view("scope_threads", session.sql("SELECT DISTINCT thread FROM store__events WHERE thread IS NOT NULL"))
    _view("scope_days", session.sql("SELECT DISTINCT trade_day FROM store__events"))
    _view("told_days", _told(session, "told_days"))
    for name in ("closed_positions", "predictions"):
        _keep(session, name, _told(session, name), DERIVED[name] | HIDDEN[name], scratch)
    for made in (sqlglot.parse_one(each, read="duckdb") for each in relation_statements()):
        if isinstance(made, exp.Create) and made.kind == "VIEW":
            _view(made.this.name, session.sql(spark_sql(made.expression.sql("duckdb"))))


def _table(session: SparkSession, table: Table, files: Sequence[Path]) -> None:
    rows = session.read.schema(_schema(files[0])).parquet(*map(str, files))
    cells = [f"try_cast(`{column.name}` AS {_type(type_of(column))}) AS `{column.name}`" for column in table.columns]
    _view(f"store__{table.name}", rows.selectExpr(*cells))
    _view(table.name, session.table(f"store__{table.name}"))


def _schema(file: Path) -> str:
    """The columns of a file as Spark names their types; Spark itself would start a job to find them."""
    fields = parquet.read_schema(file)
    return ", ".join(f"`{field.name}` {_ARROW[str(field.type)]}" for field in fields)


def _told(session: SparkSession, relation: str) -> DataFrame:
    """A derived relation, each of its common table expressions as a view: Spark's SQL knows no UNION BY NAME, its frames do."""
    tree = expression(_SOURCES.joinpath(f"{relation}.sql").read_text(encoding="utf-8"))
    assert isinstance(tree, exp.Query)
    names = {cte.alias: f"{relation}__{cte.alias}" for cte in tree.ctes}
    for cte in tree.ctes:
        _view(names[cte.alias], _united(session, cte.this, names))
    tree.set("with_", None)
    return _united(session, tree, names)


def _united(session: SparkSession, query: exp.Expr, names: Mapping[str, str]) -> DataFrame:
    if isinstance(query, exp.Union) and query.args.get("by_name"):
        return _united(session, query.this, names).unionByName(_united(session, query.expression, names), allowMissingColumns=True)
    for table in query.find_all(exp.Table):
        if table.name in names:
            alias = table.alias or table.name
            table.set("this", exp.to_identifier(names[table.name]))
            table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return session.sql(query.sql("spark"))


def _keep(session: SparkSession, name: str, rows: DataFrame, columns: Mapping[str, str], scratch: Path) -> None:
    """Compute a derived relation once; from then on its rows are read, and no query carries along how they were made."""
    kept = rows.select(*(functions.col(f"`{column}`").cast(_type(kind)).alias(column) for column, kind in columns.items()))
    kept.coalesce(session.sparkContext.defaultParallelism).write.parquet(str(scratch / name))
    _view(f"store__{name}", session.read.schema(kept.schema).parquet(str(scratch / name)))


def _type(kind: str) -> str:
    """Enumerations are text."""
    return kind if kind.startswith("DECIMAL") else _TYPES.get(kind, "string")


def _view(name: str, rows: DataFrame) -> None:
    rows.createOrReplaceTempView(name)
