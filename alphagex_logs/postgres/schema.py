"""The PostgreSQL schema as SQLAlchemy metadata: the log tables, derived from the catalogue, and our own schema `agx` beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import TypeEngine, UserDefinedType

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type

if TYPE_CHECKING:
    from alphagex_logs.catalogue import model

OWN_SCHEMA = "agx"


class Xid8(UserDefinedType[str]):
    """A PostgreSQL transaction number of 64 bits, which never wraps; psycopg2 hands it over as text."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """The type's name in DDL."""
        return "xid8"


ischema_names["xid8"] = Xid8  # so that reading a schema back knows the type

_TYPES: dict[Type, TypeEngine[Any]] = {
    Type.TEXT: Text(),
    Type.INTEGER: Integer(),
    Type.BIGINT: BigInteger(),
    Type.FLOAT: Double(),
    Type.NUMERIC: Numeric(),
    Type.BOOLEAN: Boolean(),
    Type.DATE: Date(),
    Type.TIMESTAMPTZ: DateTime(timezone=True),
    Type.TIMESTAMP: DateTime(timezone=False),
    Type.JSONB: JSONB(),
    Type.UUID: UUID(as_uuid=False),
    Type.XID8: Xid8(),
}

metadata = MetaData(
    naming_convention={"pk": "%(table_name)s_pkey", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"}
)


def _column(column: model.Column) -> Column[Any]:
    if column.name == "id":
        return Column("id", BigInteger(), Identity(always=False), primary_key=True)
    default = text(column.default) if column.default else None
    return Column(column.name, _TYPES[column.type], nullable=column.nullable, server_default=default)


def _log_table(table: model.Table) -> Table:
    unique = [UniqueConstraint(*names) for names in (("event_id",), *table.unique)]
    indexes = [Index(None, *names) for names in (("row_version", "id"), *table.indexes)]
    return Table(table.name, metadata, *(_column(column) for column in table.columns), *unique, *indexes)


def _own(name: str, *parts: Column[Any] | UniqueConstraint | CheckConstraint | Index) -> Table:
    return Table(name, metadata, *parts, schema=OWN_SCHEMA)


def _now() -> Column[Any]:
    return Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=text("now()"))


def _identity() -> Column[Any]:
    return Column("id", BigInteger(), Identity(always=False), primary_key=True)


LOG_TABLES = {table.name: _log_table(table) for table in TABLES.values()}

# A record that PostgreSQL refused, kept as the bytes that came: text would refuse a NUL a second time.
DEAD_LETTER = _own(
    "dead_letter",
    _identity(),
    Column("writer_id", UUID(as_uuid=False), nullable=False),
    Column("seq", BigInteger(), nullable=False),
    Column("table_name", Text()),
    Column("sqlstate", Text()),
    Column("error", Text(), nullable=False),
    Column("payload", LargeBinary(), nullable=False),
    _now(),
    Column("replayed_at", DateTime(timezone=True)),
    UniqueConstraint("writer_id", "seq"),
)

# A deleted row, so that the sync can delete its copy.
TOMBSTONE = _own(
    "tombstone",
    _identity(),
    Column("table_name", Text(), nullable=False),
    Column("pk", BigInteger(), nullable=False),
    Column("row_version", Xid8(), nullable=False, server_default=text("pg_current_xact_id()")),
    _now(),
    Index(None, "table_name", "row_version"),
)

# One row; a new epoch tells every reader to forget what it copied and to begin again.
SYNC_EPOCH = _own(
    "sync_epoch",
    Column("singleton", Boolean(), primary_key=True, server_default=text("true")),
    Column("epoch", UUID(as_uuid=False), nullable=False, server_default=text("gen_random_uuid()")),
    _now(),
    CheckConstraint("singleton", name="one_row"),
)

# How far each spooling writer got; moved in the transaction that applies its records, so that each takes effect once.
WRITER_CURSOR = _own(
    "writer_cursor",
    Column("writer_id", UUID(as_uuid=False), primary_key=True),
    Column("last_seq", BigInteger(), nullable=False),
    _now(),
)

# What spooling writers lost, by table and reason: totals, of which the largest counts. An empty table is an unknown one.
GAP = _own(
    "gap",
    _identity(),
    Column("writer_id", UUID(as_uuid=False), nullable=False),
    Column("table_name", Text(), nullable=False),
    Column("reason", Text(), nullable=False),
    Column("records", BigInteger(), nullable=False),
    Column("first_at", DateTime(timezone=True), nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
    _now(),
    UniqueConstraint("writer_id", "table_name", "reason"),
)

# A change whose row is not there yet; the transaction that brings the row applies it.
PENDING_OUTCOME = _own(
    "pending_outcome",
    _identity(),
    Column("event_id", UUID(as_uuid=False), nullable=False),
    Column("table_name", Text(), nullable=False),
    Column("match", JSONB(), nullable=False),
    Column("changes", JSONB(), nullable=False),
    _now(),
    UniqueConstraint("event_id"),
    Index(None, "table_name", "id"),
)

# One row, as soon as there is an archive: the identity that its folder bears too, so that no two databases share one.
ARCHIVE = _own(
    "archive",
    Column("singleton", Boolean(), primary_key=True, server_default=text("true")),
    Column("archive_id", UUID(as_uuid=False), nullable=False, server_default=text("gen_random_uuid()")),
    _now(),
    CheckConstraint("singleton", name="one_row"),
)

# A Parquet file that holds rows which were moved out of a log table; written by the transaction that deletes them there.
ARCHIVE_FILE = _own(
    "archive_file",
    _identity(),
    Column("table_name", Text(), nullable=False),
    Column("month", Date(), nullable=False),
    Column("file", Text(), nullable=False),
    Column("records", BigInteger(), nullable=False),
    Column("low", BigInteger(), nullable=False),
    Column("high", BigInteger(), nullable=False),
    Column("sha256", Text(), nullable=False),
    Column("content", Text(), nullable=False),
    Column("expired_at", DateTime(timezone=True)),
    Column("row_version", Xid8(), nullable=False, server_default=text("pg_current_xact_id()")),
    _now(),
    UniqueConstraint("file"),
    Index(None, "table_name", "row_version"),
)

# An archived row that counts no longer, because it was taken back or sent again: void in the files up to this one.
ARCHIVE_VOID = _own(
    "archive_void",
    _identity(),
    Column("table_name", Text(), nullable=False),
    Column("pk", BigInteger(), nullable=False),
    Column("up_to", BigInteger(), nullable=False),
    _now(),
    Index(None, "table_name", "pk"),
)
