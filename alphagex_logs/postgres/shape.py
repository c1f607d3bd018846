"""What the log tables of a database look like now, read from PostgreSQL's own catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from alphagex_logs.postgres.schema import LOG_TABLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TABLES = """
SELECT c.relname, c.relkind::text, coalesce(s.n_live_tup, 0)
FROM pg_class AS c
LEFT JOIN pg_stat_all_tables AS s ON s.relid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:names) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity::text <> '',
    EXISTS (SELECT FROM pg_index AS x WHERE x.indrelid = c.oid AND x.indisprimary AND a.attnum = ANY(x.indkey)),
    ARRAY(
        SELECT DISTINCT v.relname::text FROM pg_depend AS p
        JOIN pg_rewrite AS r ON r.oid = p.objid JOIN pg_class AS v ON v.oid = r.ev_class
        WHERE p.classid = 'pg_rewrite'::regclass AND p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid AND p.refobjsubid = a.attnum
    )
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:names) AND c.relkind = 'r'
"""

_INDEXES = """
SELECT t.relname, i.relname, x.indisunique AND x.indpred IS NULL, x.indisvalid, x.indpred IS NULL AND x.indexprs IS NULL,
    EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u')),
    ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k (attnum, n)
          JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum WHERE k.n <= x.indnkeyatts ORDER BY k.n)
FROM pg_index AS x
JOIN pg_class AS i ON i.oid = x.indexrelid
JOIN pg_class AS t ON t.oid = x.indrelid
WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(:names)
"""

_TRIGGERS = """
SELECT c.relname, g.tgname, g.tgenabled::text
FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid
WHERE NOT g.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:names)
"""

_CHECKS = """
SELECT c.relname, k.conname
FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
WHERE k.contype = 'c' AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:names)
"""


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """One column as it is: its type as PostgreSQL writes it, whether it is a part of the primary key, and the views that stand on it."""

    type: str
    required: bool
    default: str | None
    identity: bool
    primary: bool
    views: tuple[str, ...]

    @property
    def given(self) -> bool:
        """Whether PostgreSQL fills it where a writer does not."""
        return self.identity or self.default is not None


@dataclass(frozen=True, slots=True)
class IndexShape:
    """One index as it is; an index that is not valid is what an interrupted build left behind."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    valid: bool
    plain: bool  # neither partial nor on an expression
    constraint: bool


@dataclass(slots=True)
class TableShape:
    """One table as it is. `about` is PostgreSQL's estimate of its rows."""

    name: str
    kind: str
    about: int
    columns: dict[str, ColumnShape] = field(default_factory=dict)
    indexes: list[IndexShape] = field(default_factory=list)
    triggers: dict[str, str] = field(default_factory=dict)
    checks: set[str] = field(default_factory=set)

    def unique(self, names: frozenset[str]) -> bool:
        """Whether a whole, valid unique index holds exactly these columns, so that ON CONFLICT can name them."""
        return any(index.unique and index.valid and index.plain and frozenset(index.columns) == names for index in self.indexes)

    def indexed(self, names: tuple[str, ...]) -> bool:
        """Whether some valid index begins with these columns."""
        return any(index.valid and index.plain and index.columns[: len(names)] == names for index in self.indexes)


def read(connection: Connection) -> dict[str, TableShape]:
    """The log tables that are there, by name, as relations of the connection's current schema."""

    def rows(statement: str) -> list[Any]:
        return list(connection.execute(text(statement), {"names": list(LOG_TABLES)}))

    tables = {name: TableShape(name, kind, about) for name, kind, about in rows(_TABLES)}
    for name, column, type_, required, default, identity, primary, views in rows(_COLUMNS):
        tables[name].columns[column] = ColumnShape(type_, required, default, identity, primary, tuple(views))
    for name, index, unique, valid, plain, constraint, columns in rows(_INDEXES):
        tables[name].indexes.append(IndexShape(index, tuple(columns), unique, valid, plain, constraint))
    for name, trigger, enabled in rows(_TRIGGERS):
        tables[name].triggers[trigger] = enabled
    for name, check in rows(_CHECKS):
        tables[name].checks.add(check)
    return tables
