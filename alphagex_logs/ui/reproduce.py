"""The SQL behind a number as one statement that runs as it stands: the question's text with its parameters filled in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from alphagex_logs.ui import data

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters

_PARAMETER = re.compile(r"\$([a-z_]+)")


def statement(question: str, chosen: Filters | None = None, **params: Any) -> str:
    """`queries/<question>.sql` with every `$name` replaced by its value; for reading and pasting, never for running from here."""
    values = (chosen.parameters() if chosen is not None else {}) | params
    return _PARAMETER.sub(lambda found: literal(values.get(found[1])), data.sql_of(question)).strip()


def literal(value: object) -> str:
    """The value as DuckDB writes it."""
    match value:
        case None:
            text = "NULL"
        case bool():
            text = str(value).upper()
        case int() | float() | Decimal():
            text = str(value)
        case datetime():
            naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            text = f"TIMESTAMP '{naive.isoformat(sep=' ')}'"
        case date():
            text = f"DATE '{value.isoformat()}'"
        case list() | tuple():
            text = f"[{', '.join(literal(item) for item in value)}]"
        case _:
            text = "'" + str(value).replace("'", "''") + "'"
    return text
