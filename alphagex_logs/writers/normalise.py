"""The edge check: every value is brought to the plain form in which its column keeps it, exactly, or it is refused by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.errors import UnknownColumn, ValueRefused
from alphagex_logs.writers import documents, redaction, scalars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alphagex_logs.catalogue.model import Column, Table

    _Rules = Mapping[str, tuple[Callable[[object], object], bool]]

_CHECKS: Mapping[Type, Callable[[object], object]] = MappingProxyType(
    {
        Type.TEXT: scalars.text,
        Type.INTEGER: scalars.whole,
        Type.BIGINT: scalars.long_whole,
        Type.FLOAT: scalars.real,
        Type.NUMERIC: scalars.amount,
        Type.BOOLEAN: scalars.truth,
        Type.DATE: scalars.day,
        Type.TIMESTAMPTZ: scalars.moment,
        Type.TIMESTAMP: scalars.zoneless_moment,
        Type.JSONB: documents.document,
        Type.UUID: scalars.identity,
        Type.XID8: scalars.stamp,
    }
)
_FLAGS_KEPT_AS_COUNTS = frozenset({("autonomous_trade_log", "success")})


def _rules_of(table: Table) -> _Rules:
    """For every column the check that it makes, and whether it may be unknown."""
    return {column.name: (_check_of(table, column), _may_be_unknown(column)) for column in table.columns}


def _check_of(table: Table, column: Column) -> Callable[[object], object]:
    if (table.name, column.name) in _FLAGS_KEPT_AS_COUNTS:
        return scalars.flag_count
    return _CHECKS[column.type]


def _may_be_unknown(column: Column) -> bool:
    return column.nullable or column.type is Type.UUID  # an event id that is not given is made where the operation is made


# Looked up once, and not per call: after a sleep of the bot every function that a call touches costs it microseconds.
_RULES = {table.name: _rules_of(table) for table in TABLES.values()}


def normalise(table: Table, values: Mapping[str, object]) -> dict[str, object]:
    """The values as their columns keep them: text, int, float, Decimal, bool, date, UTC datetime, plain JSON document or None.

    Takes what bots have in hand: enumeration members, numpy scalars and 0-d arrays, pandas timestamps, Decimals, dataclasses.
    None is unknown and stays None. Nothing is rounded, cut or left out: a text has at most 256 KiB, a document 32 levels, 20,000 parts
    and a million characters, an amount is below 10^16, a year from 1900 to 2199, and what is beyond is refused.
    Raises UnknownColumn for a column that the table does not have, and ValueRefused naming table, column (with the path inside
    a document), value and reason.
    """
    rules = _RULES[table.name]
    return {name: _checked(table, rules, name, value) for name, value in values.items()}


def required(table: Table, column: str, value: object) -> object:
    """The one value as its column keeps it, to compute with. Raises ValueRefused, also for None."""
    checked = _checked(table, _RULES[table.name], column, value)
    if checked is None:
        raise ValueRefused(table.name, column, value, "it must be known")
    return checked


def joined(table: Table, column: str, texts: Sequence[str], separator: str = "\n") -> str | None:
    """Several texts in one column, None when there are none; a single text stays as it is. Raises ValueRefused."""
    several = [texts] if isinstance(texts, str) else texts
    try:
        return separator.join([scalars.text(scalars.bare(one)) for one in several]) or None
    except scalars.Unfit as unfit:
        raise ValueRefused(table.name, column, redaction.told(texts), unfit.why) from None


def _checked(table: Table, rules: _Rules, name: str, value: object) -> object:
    rule = rules.get(name)
    if rule is None:
        raise UnknownColumn(table.name, name)
    check, may_be_unknown = rule
    bare = value if type(value) in scalars.PLAIN else scalars.bare(value)
    if bare is None:
        if not may_be_unknown:
            raise ValueRefused(table.name, name, None, "it must be known")
        return None
    try:
        return check(bare)
    except scalars.Unfit as unfit:
        refused = value if unfit.value is scalars.NOT_SAID else unfit.value
        raise ValueRefused(table.name, name + redaction.text(unfit.path), redaction.told(refused), redaction.text(unfit.why)) from None
