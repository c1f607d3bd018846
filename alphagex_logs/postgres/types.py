"""Which types of the field are taken as they are, which widen without touching a row, and which are converted."""

from __future__ import annotations

import re
from dataclasses import dataclass

# PostgreSQL's own spelling of the catalogue's types, where it is another.
_SPELLING = {"TIMESTAMPTZ": "timestamp with time zone", "TIMESTAMP": "timestamp without time zone"}

# Taken as they are: every value that writers send fits, and a change would rewrite the table.
_TAKEN = {("real", "double precision"), ("integer", "bigint"), ("bigint", "integer")}

_WIDENED = (("character varying", "text"), ("numeric", "numeric"))

_LAST_DAY = "extract(day FROM date_trunc('month', (substr({0}, 1, 7) || '-01')::date) + interval '1 month - 1 day')"
_IS_DATE = "CASE WHEN {0} ~ '^(?!0000)[0-9]{{4}}-(0[1-9]|1[0-2])-[0-9]{{2}}$' THEN substr({0}, 9, 2)::int BETWEEN 1 AND " + _LAST_DAY + " ELSE false END"


@dataclass(frozen=True, slots=True)
class Conversion:
    """How values of one type become another: `using` is the new value, `fits` says of an old one that nothing of it gets lost."""

    using: str
    fits: str = "true"


_CONVERSIONS = {
    ("real", "text"): Conversion("{0}::text"),
    ("double precision", "text"): Conversion("{0}::text"),
    ("text", "date"): Conversion("{0}::date", _IS_DATE),
    ("character varying", "date"): Conversion("{0}::date", _IS_DATE),
    ("integer", "boolean"): Conversion("{0} = 1", "{0} IN (0, 1)"),
    ("smallint", "boolean"): Conversion("{0} = 1", "{0} IN (0, 1)"),
    ("boolean", "integer"): Conversion("{0}::integer"),
}


def spelled(wanted: str) -> str:
    """A catalogue type as PostgreSQL writes it."""
    return _SPELLING.get(wanted, wanted.lower())


def taken(current: str, wanted: str) -> bool:
    """Whether a column of type `current` may stay where the catalogue says `wanted`."""
    return current == wanted or (current, wanted) in _TAKEN


def widens(current: str, wanted: str) -> bool:
    """Whether only a limit has to go: no row is touched."""
    return (_base(current), wanted) in _WIDENED


def conversion(current: str, wanted: str) -> Conversion | None:
    """How to convert, with {0} for the quoted column; None where nobody knows how."""
    return _CONVERSIONS.get((_base(current), wanted))


def _base(type_: str) -> str:
    return re.sub(r"\(.*\)", "", type_)
