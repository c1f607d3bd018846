"""Where a page ended, as opaque text that fits only the query it came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from alphagex_logs.api.errors import ParameterRefused
from alphagex_logs.filters import RANGES, to_query

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters

_LONGEST = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FURTHEST = 8_000_000_000_000_000  # microseconds: more than two centuries from the epoch
_LARGEST_ID = 2**63


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page, and the window that a relative range meant when the first page was asked for: the next pages keep it."""

    since: datetime | None
    until: datetime | None
    at: datetime | None
    id: int


def written(cursor: Cursor, table: str, filters: Filters) -> str:
    """The cursor as text for pages of this table through these unresolved filters."""
    document = [_fingerprint(table, filters), *(_number(moment) for moment in (cursor.since, cursor.until, cursor.at)), cursor.id]
    return base64.urlsafe_b64encode(json.dumps(document, separators=(",", ":")).encode()).decode().rstrip("=")


def read(text: str, table: str, filters: Filters) -> Cursor:
    """The cursor that the text stands for.

    Raises ParameterRefused when it is none, or comes from another query.
    """
    document = _document(text)
    if document[0] != _fingerprint(table, filters):
        raise ParameterRefused("cursor", "comes from another query; begin without it")
    since, until, at = (_moment(number) for number in document[1:4])
    return Cursor(since, until, at, document[4])


def kept(filters: Filters, cursor: Cursor) -> Filters:
    """The filters with the window of the first page."""
    return replace(filters, since=cursor.since, until=cursor.until) if filters.range in RANGES else filters


def _document(text: str) -> list:  # type: ignore[type-arg]  # a fingerprint, three moments and an id
    try:
        document = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if len(text) <= _LONGEST else None
    except (ValueError, binascii.Error, RecursionError):
        document = None
    if not (isinstance(document, list) and len(document) == 5 and isinstance(document[0], str) and _are_numbers(document[1:])):
        raise ParameterRefused("cursor", "is not one that this API gave")
    return document


def _are_numbers(numbers: list[object]) -> bool:
    *moments, key = numbers
    fit = all(moment is None or (type(moment) is int and abs(moment) < _FURTHEST) for moment in moments)
    return fit and type(key) is int and -_LARGEST_ID <= key < _LARGEST_ID


def _fingerprint(table: str, filters: Filters) -> str:
    return hashlib.sha256(json.dumps([table, to_query(filters)], sort_keys=True).encode()).hexdigest()[:16]


def _number(moment: datetime | None) -> int | None:
    return (moment - _EPOCH) // _MICROSECOND if moment else None


def _moment(number: int | None) -> datetime | None:
    return _EPOCH + number * _MICROSECOND if number is not None else None
