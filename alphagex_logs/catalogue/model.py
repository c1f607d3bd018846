"""What a table, a column and a role are: the words in which the catalogue describes the 23 log tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Type(StrEnum):
    """The PostgreSQL type that a column has in a database that we created."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    BIGINT = "BIGINT"
    FLOAT = "DOUBLE PRECISION"
    NUMERIC = "NUMERIC"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIMESTAMPTZ = "TIMESTAMPTZ"
    TIMESTAMP = "TIMESTAMP"  # without zone: UTC when we write it
    JSONB = "JSONB"
    UUID = "UUID"
    XID8 = "XID8"


class Origin(StrEnum):
    """Where a column comes from."""

    LEGACY = "legacy"  # some legacy CREATE TABLE has it
    MISSING = "missing"  # legacy statements name it, no legacy CREATE TABLE has it
    HOUSE = "house"  # ours: on every table


class Category(StrEnum):
    """The tabs of the Logs page."""

    TRADING = "trading"
    ML = "ml"
    ORACLE = "oracle"
    AUTONOMOUS = "autonomous"
    PSYCHOLOGY = "psychology"
    WHEEL = "wheel"
    GEX = "gex"
    AI = "ai"
    SYSTEM = "system"


class Status(StrEnum):
    """How the legacy audit ranks a table."""

    ACTIVE = "ACTIVE"
    WIRED = "WIRED"
    LOW_PRIORITY = "LOW PRIORITY"


class Importance(StrEnum):
    """What is given up last and first when a bot's disk is full."""

    CRITICAL = "critical"
    NORMAL = "normal"
    BULK = "bulk"


class Scale(StrEnum):
    """How a stored number is brought to the common scale: probabilities to 0-1, money to dollars."""

    UNIT = "0-1"
    PERCENT = "0-100"
    MIXED = "0-1 or 0-100"  # above 1 means percent
    DOLLARS = "dollars"
    PERCENT_RETURN = "percent return"  # cannot become dollars: kept apart
    FRACTION_RETURN = "fraction return"  # cannot become dollars: kept apart


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `unit` is empty for text and keys; `allowed` lists the known labels (others are stored, and shown as unknown)."""

    name: str
    type: Type
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    default: str | None = None  # an SQL expression
    nullable: bool = True
    origin: Origin = Origin.LEGACY
    variants: tuple[str, ...] = ()  # types that this column has in databases found in the field


@dataclass(frozen=True, slots=True)
class Where:
    """Rows whose column holds one of these labels."""

    column: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a role is read from: a column, or one text key of a JSON column.

    `where` names the rows in which it has that meaning; `zero_is_unset` says that a 0 there is a default that stands for unknown.
    """

    column: str
    key: str | None = None
    where: Where | None = None
    zero_is_unset: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with the scale in which the table stores it; the first source that is not null counts."""

    sources: tuple[Source, ...]
    scale: Scale


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment kept as text in two columns, in a named zone."""

    date: str
    time: str
    zone: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns answer when, who, what, how sure, how it ended and what it earned.

    Every tuple of sources is in order of preference: the first that is neither null nor an empty text counts.
    """

    time: tuple[Source, ...]
    local_time: LocalTime | None = None
    trade_day: str | None = None
    bot: tuple[Source, ...] = (Source("bot_name"),)
    owner: str | None = None  # the bot of rows that name none
    symbol: tuple[Source, ...] = ()
    symbol_default: str | None = None
    action: tuple[Source, ...] = ()
    advice: tuple[Source, ...] = ()
    outcome: tuple[Source, ...] = ()
    probability: Measure | None = None
    pnl: Measure | None = None
    summary: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One log table: what it is for, who writes it, what its columns mean."""

    name: str
    number: int
    category: Category
    status: Status
    title: str
    purpose: str
    columns: tuple[Column, ...]
    roles: Roles
    writers: tuple[str, ...] = ()  # names of public functions in alphagex_logs.writers
    natural_key: tuple[str, ...] = ("event_id",)
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    rhythm: timedelta = timedelta(days=1)  # a longer silence on trading days is stale
    importance: Importance = Importance.NORMAL
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Give every table the house columns and an index by name."""
        own = {column.name for column in self.columns}
        complete = self.columns + tuple(column for column in HOUSE if column.name not in own)
        object.__setattr__(self, "columns", complete)
        object.__setattr__(self, "by_name", MappingProxyType({column.name: column for column in complete}))

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the table has none."""
        return self.by_name[name]


HOUSE = (
    Column(
        "event_id",
        Type.UUID,
        "Identity of the row across systems; makes writing it twice harmless.",
        default="gen_random_uuid()",
        nullable=False,
        origin=Origin.HOUSE,
    ),
    Column("bot_name", Type.TEXT, "Bot that the row belongs to, where the writer says so.", origin=Origin.HOUSE),
    Column(
        "row_version",
        Type.XID8,
        "Transaction that last wrote the row; the sync reads changes by it.",
        default="pg_current_xact_id()",
        nullable=False,
        origin=Origin.HOUSE,
    ),
)


def identity() -> Column:
    """The surrogate key that every table has."""
    return Column("id", Type.BIGINT, "Surrogate key, counted up by the database.", nullable=False, variants=("INTEGER",))
