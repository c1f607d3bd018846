"""How a value of each column type is written: as JSON, as a CSV cell, and in Parquet. The SQL here makes text; DuckDB is the fast place for that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
_TEXTS = ("VARCHAR", "ENUM")
_DOCUMENT, _MOMENTS, _EXACT, _FLOATS = "JSON", "TIMESTAMP", "DECIMAL", ("DOUBLE", "FLOAT")
_BARE = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
# What a spreadsheet takes for the start of a formula, the full-width forms of the same, and the quote that marks our own escape.
_FORMULA = ("'", "=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  the full-width forms are meant
_CONTROLS = (9, 10, 13)  # PostgreSQL keeps no NUL
# Words of an enumeration that are written as they stand, in JSON as in CSV: to look into each cell of eight columns takes longer than to write them.
_PLAIN_WORD = r"'(?:[A-Za-z0-9_(](?:[ !#-&(-\[\]-~]|'')*)?'"
_PLAIN_WORDS = re.compile(rf"ENUM\({_PLAIN_WORD}(?:, {_PLAIN_WORD})*\)")


def json_object(columns: Mapping[str, str], *, before: str = "", after: str = "") -> str:
    """SQL for a row as one JSON object. Exact decimals stay exact, stored documents verbatim; NaN and infinity, which JSON has not, are null.

    `before` and `after` are written around every object.
    """
    pairs = (f"""'"{name}":', {json_cell(name, kind)}""" for name, kind in columns.items())
    comma = ", ',', "
    return f"concat('{before}{{', {comma.join(pairs)}, '}}{after}')"


def json_cell(name: str, kind: str) -> str:
    """SQL for the JSON of one column, `null` for NULL."""
    return f"coalesce({_json(_quoted(name), kind)}, 'null')"


def csv_line(columns: Mapping[str, str], *, spreadsheet_safe: bool) -> str:
    """SQL for a row as one line of RFC 4180, its end included: text in quotes, NULL as nothing."""
    cells = (csv_cell(name, kind, spreadsheet_safe=spreadsheet_safe) for name, kind in columns.items())
    comma = ", ',', "
    return f"concat({comma.join(cells)}, chr(13), chr(10))"


def csv_header(names: Iterable[str]) -> bytes:
    """The first line of a CSV file; names come from the catalogue, and need no quotes."""
    return (",".join(names) + "\r\n").encode()


def csv_cell(name: str, kind: str, *, spreadsheet_safe: bool) -> str:
    """SQL for one cell.

    `spreadsheet_safe` puts a `'` before text that a spreadsheet would run as a formula (and before text that starts with `'`, so that
    dropping one leading `'` gives the text back). Only text is touched: numbers stay numbers.
    """
    column = _quoted(name)
    if not kind.startswith((*_TEXTS, _DOCUMENT)):
        return _plain(column, kind)
    text = f"{column}::VARCHAR"
    if _PLAIN_WORDS.fullmatch(kind):
        return f"""'"' || {text} || '"'"""
    mark = f"CASE WHEN left({text}, 1) IN ({_starts()}) THEN chr(39) ELSE '' END || " if spreadsheet_safe and kind.startswith(_TEXTS) else ""
    return f"""'"' || {mark}replace({text}, '"', '""') || '"'"""


def flat_columns(columns: Mapping[str, str]) -> str:
    """The select list for Parquet: enumerations, documents and identities as text, everything else as it is."""
    texts = ("ENUM", _DOCUMENT, "UUID")
    return ", ".join(f"{_quoted(name)}::VARCHAR AS {_quoted(name)}" if kind.startswith(texts) else _quoted(name) for name, kind in columns.items())


def _quoted(name: str) -> str:
    return f'"{name}"'


def _json(column: str, kind: str) -> str:
    if kind == _DOCUMENT:
        return f"{column}::VARCHAR"
    if _PLAIN_WORDS.fullmatch(kind):
        return f"""'"' || {column}::VARCHAR || '"'"""
    if kind.startswith(_TEXTS):
        return f"to_json({column}::VARCHAR)::VARCHAR"
    if kind in _FLOATS:
        return f"CASE WHEN isfinite({column}) THEN {column}::VARCHAR END"
    plain = _plain(column, kind)
    return plain if kind in _BARE or kind.startswith(_EXACT) else f"""'"' || {plain} || '"'"""


def _plain(column: str, kind: str) -> str:
    if kind.startswith(_MOMENTS):
        return f"strftime({column}, '{MOMENT}')"
    return f"plain_number({column})" if kind.startswith(_EXACT) else f"{column}::VARCHAR"


def _starts() -> str:
    signs = [f"'{sign}'" if sign != "'" else "chr(39)" for sign in _FORMULA]
    return ", ".join([*signs, *(f"chr({code})" for code in _CONTROLS)])
