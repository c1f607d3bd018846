"""What has to be done to the log tables that a database already has, in steps that each may be interrupted and repeated.

The plan is worked out anew from what the database looks like, so a run that was killed leaves nothing to remember.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.dialects import postgresql

from alphagex_logs.catalogue import TABLES
from alphagex_logs.postgres import triggers, types
from alphagex_logs.postgres.schema import LOG_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from alphagex_logs.catalogue.model import Column
    from alphagex_logs.postgres.shape import ColumnShape, TableShape

    Filled = Callable[[str, str], bool]

_PRESENT = "agx_{}_present"  # the check by which a column becomes NOT NULL without a scan under a lock
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy does not type it


class Way(Enum):
    """How a step runs."""

    SHORT = "one short transaction"
    REWRITE = "one transaction that rewrites the table"
    BATCHES = "many short transactions"
    CONCURRENTLY = "beside the writers"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do to one table: in words, and as statements that hold together."""

    table: str
    what: str
    way: Way
    sql: str = ""

    def __str__(self) -> str:
        """One line of the plan."""
        return f"{self.table}: {self.what} ({self.way.value})"


def steps(connection: Connection, shapes: Mapping[str, TableShape]) -> list[Step]:
    """Everything that these tables lack, in the order in which it has to be done."""

    def filled(table: str, column: str) -> bool:
        return not connection.scalar(text(f"SELECT EXISTS (SELECT FROM {_quoted(table)} WHERE {_quoted(column)} IS NULL)"))  # noqa: S608  names of the catalogue

    return [step for name in LOG_TABLES if name in shapes for step in _of_table(shapes[name], filled)]


def _of_table(shape: TableShape, filled: Filled) -> Iterator[Step]:
    yield from _conversions(shape)
    yield from _alterations(shape)
    yield from _uniques(shape, (("id",),))
    if "event_id" not in shape.columns or not shape.columns["event_id"].required:
        yield Step(shape.name, "give rows without event_id one", Way.BATCHES)
    yield from _uniques(shape, _unique_sets(shape.name))
    yield from _indexes(shape)
    yield from _requirements(shape, filled)
    yield from _triggers(shape)


def _pairs(shape: TableShape) -> Iterator[tuple[Column, ColumnShape | None]]:
    return ((column, shape.columns.get(column.name)) for column in TABLES[shape.name].columns if column.name != "id")


def _conversions(shape: TableShape) -> Iterator[Step]:
    clauses, told = [], []
    for column, current in _pairs(shape):
        wanted = types.spelled(column.type)
        if current is None or types.taken(current.type, wanted) or types.widens(current.type, wanted):
            continue
        how = types.conversion(current.type, wanted)
        if how is not None:  # where it is None, it is an obstacle, and nothing of the plan is done
            name = _quoted(column.name)
            clauses.append(f"ALTER {name} DROP DEFAULT, ALTER {name} TYPE {wanted} USING {how.using.format(name)}")
            told.append(f"{column.name} {current.type} to {wanted}")
    if clauses:
        yield Step(shape.name, f"convert {', '.join(told)}", Way.REWRITE, f"ALTER TABLE {_quoted(shape.name)} {', '.join(clauses)}")


def _alterations(shape: TableShape) -> Iterator[Step]:
    """All that PostgreSQL only notes down, as one statement: one wait for the lock."""
    changes = [change for column, current in _pairs(shape) for change in (_added(column) if current is None else _changed(column, current))]
    changes += [(f"may be empty:{name}", f"ALTER {_quoted(name)} DROP NOT NULL") for name in _unknown(shape)]
    if changes:
        told = _told([told for told, _clause in changes])
        yield Step(shape.name, told, Way.SHORT, f"ALTER TABLE {_quoted(shape.name)} {', '.join(clause for _told, clause in changes)}")


def _unknown(shape: TableShape) -> list[str]:
    """Columns of their own that every row must bring, which a writer of ours does not know."""
    known = TABLES[shape.name].by_name
    return [name for name, column in shape.columns.items() if name not in known and column.required and not column.given]


def _told(changes: list[str]) -> str:
    kinds: dict[str, list[str]] = {}
    for change in changes:
        verb, _, name = change.partition(":")
        kinds.setdefault(verb, []).append(name)
    return "; ".join(f"{verb} {', '.join(names)}" for verb, names in kinds.items())


def _added(column: Column) -> Iterator[tuple[str, str]]:
    name, wanted = _quoted(column.name), types.spelled(column.type)
    if column.name == "row_version":
        # A stable default is worked out once and kept beside the table, so NOT NULL needs neither a rewrite nor a scan.
        yield f"add:{column.name}", f"ADD COLUMN IF NOT EXISTS {name} {wanted} NOT NULL DEFAULT {column.default}"
        return
    yield f"add:{column.name}", f"ADD COLUMN IF NOT EXISTS {name} {wanted}"
    if column.default:
        # Set apart from the column, it is for new rows only: an old row must not claim that it was created now.
        yield f"default of:{column.name}", f"ALTER {name} SET DEFAULT {column.default}"


def _changed(column: Column, current: ColumnShape) -> Iterator[tuple[str, str]]:
    name, wanted = _quoted(column.name), types.spelled(column.type)
    if current.type != wanted and types.widens(current.type, wanted):
        yield f"no limit on:{column.name}", f"ALTER {name} TYPE {wanted}"
    if current.required and column.nullable:
        yield f"may be empty:{column.name}", f"ALTER {name} DROP NOT NULL"
    converted = not types.taken(current.type, wanted) and not types.widens(current.type, wanted)
    if column.default and (converted or _normal(current.default) != _normal(column.default)):
        yield f"default of:{column.name}", f"ALTER {name} SET DEFAULT {column.default}"


def _normal(default: str | None) -> str | None:
    """A default as one way of writing it: PostgreSQL adds casts to what it was given."""
    if default is None:
        return None
    bare = re.sub(r"::(text|character varying|timestamp without time zone|boolean|xid8|uuid)", "", default)
    return bare.replace("CURRENT_TIMESTAMP", "now()").strip().lower()


def _unique_sets(table: str) -> list[tuple[str, ...]]:
    return [tuple(part.columns.keys()) for part in LOG_TABLES[table].constraints if isinstance(part, UniqueConstraint)]


def missing_uniques(shape: TableShape) -> list[tuple[str, ...]]:
    """The column sets that must become unique, and whose columns are there to hold repeats already."""
    wanted = [("id",), *_unique_sets(shape.name)]
    return [names for names in wanted if not shape.unique(frozenset(names)) and all(name in shape.columns for name in names)]


def _uniques(shape: TableShape, sets: list[tuple[str, ...]] | tuple[tuple[str, ...], ...]) -> Iterator[Step]:
    for names in sets:
        if shape.unique(frozenset(names)) and not _bare(shape, names):
            continue
        name = f"uq_{shape.name}_{'_'.join(names)}"
        if not shape.unique(frozenset(names)):
            name = _free(shape, name)
            yield from _built(shape, name, names, unique=True)
        yield Step(
            shape.name,
            f"keep {', '.join(names)} unique",
            Way.SHORT,
            f"ALTER TABLE {_quoted(shape.name)} ADD CONSTRAINT {_quoted(name)} UNIQUE USING INDEX {_quoted(name)}",
        )


def _bare(shape: TableShape, names: tuple[str, ...]) -> bool:
    """Whether our index stands there without its constraint: a run was killed between the two."""
    same = [index for index in shape.indexes if index.unique and frozenset(index.columns) == frozenset(names)]
    return bool(same) and all(not index.constraint and index.name == f"uq_{shape.name}_{'_'.join(names)}" for index in same)


def _indexes(shape: TableShape) -> Iterator[Step]:
    for index in sorted(LOG_TABLES[shape.name].indexes, key=lambda index: str(index.name)):
        names = tuple(index.columns.keys())
        if not shape.indexed(names):
            yield from _built(shape, _free(shape, str(index.name)), names, unique=False)


def _free(shape: TableShape, name: str) -> str:
    """The name, or another where a whole index of theirs has it, which must stay; one that is not valid is what a killed run of ours left."""
    return f"{name}_agx" if any(index.name == name and index.valid for index in shape.indexes) else name


def _built(shape: TableShape, name: str, columns: tuple[str, ...], *, unique: bool) -> Iterator[Step]:
    if any(index.name == name for index in shape.indexes):
        yield Step(shape.name, f"drop the unfinished index {name}", Way.CONCURRENTLY, f"DROP INDEX CONCURRENTLY IF EXISTS {_quoted(name)}")
    kind = "UNIQUE INDEX" if unique else "INDEX"
    statement = f"CREATE {kind} CONCURRENTLY {_quoted(name)} ON {_quoted(shape.name)} ({', '.join(map(_quoted, columns))})"
    yield Step(shape.name, f"index {', '.join(columns)}", Way.CONCURRENTLY, statement)


def _requirements(shape: TableShape, filled: Filled) -> Iterator[Step]:
    for column, current in _pairs(shape):
        if column.nullable or column.name == "row_version" or (current is not None and current.required):
            continue
        if column.name != "event_id" and (current is None or not filled(shape.name, column.name)):
            continue  # rows without a value are kept as they are
        table, name, check = _quoted(shape.name), _quoted(column.name), _quoted(_PRESENT.format(column.name))
        if _PRESENT.format(column.name) not in shape.checks:
            yield Step(
                shape.name, f"demand {column.name} of new rows", Way.SHORT, f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID"
            )
        yield Step(shape.name, f"see that every row has {column.name}", Way.CONCURRENTLY, f"ALTER TABLE {table} VALIDATE CONSTRAINT {check}")
        # Two statements: within one, PostgreSQL drops the check first, and then has to read every row under the lock.
        yield Step(
            shape.name, f"demand {column.name}", Way.SHORT, f"ALTER TABLE {table} ALTER {name} SET NOT NULL; ALTER TABLE {table} DROP CONSTRAINT {check}"
        )


def _triggers(shape: TableShape) -> Iterator[Step]:
    for name in sorted(shape.triggers):
        if re.match(r"(zz_)?agx_", name) and name not in triggers.NAMES:
            yield Step(shape.name, f"drop the trigger {name}", Way.SHORT, f"DROP TRIGGER IF EXISTS {_quoted(name)} ON {_quoted(shape.name)}")
    if any(shape.triggers.get(name) != "A" for name in triggers.NAMES):
        yield Step(shape.name, "let readers learn of every change", Way.SHORT, triggers.attach(shape.name))


def _quoted(name: str) -> str:
    return _DIALECT.identifier_preparer.quote(name)
