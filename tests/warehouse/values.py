"""A value of every column type: ordinary, at the edge of what fits, and how the warehouse gives it back."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from psycopg2.extras import Json

from alphagex_logs.catalogue.model import Column, Type

DOCUMENT = {"text": "ü \" ' \\ \n", "number": 1.25, "list": [1, None, True], "empty": {}}
ORDINARY: dict[Type, Any] = {
    Type.TEXT: 'Ünïcode, "quotes", 100 % of _ and\na line; \' \\ 日本',
    Type.INTEGER: -(2**31),
    Type.BIGINT: 2**63 - 1,
    Type.FLOAT: 0.1,
    Type.NUMERIC: Decimal("123456789012345678.12345678901234567891"),
    Type.BOOLEAN: True,
    Type.DATE: date(2199, 12, 31),
    Type.TIMESTAMPTZ: datetime(2018, 12, 24, 13, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5))),
    Type.TIMESTAMP: datetime(2018, 12, 24, 18, 0, 0, 123456),  # noqa: DTZ001  the column has no zone
    Type.JSONB: DOCUMENT,
    Type.UUID: uuid.UUID("00000000-0000-0000-0000-0000000000ff"),
}
EDGE: dict[Type, Any] = {
    Type.TEXT: "",
    Type.INTEGER: 0,
    Type.BIGINT: 0,
    Type.FLOAT: -1.7976931348623157e308,
    Type.NUMERIC: Decimal("-0.00000000000000000001"),
    Type.BOOLEAN: False,
    Type.DATE: date(1900, 1, 1),
    Type.TIMESTAMPTZ: datetime(1900, 1, 1, tzinfo=UTC),
    Type.TIMESTAMP: datetime(2199, 12, 31, 23, 59, 59, 999999),  # noqa: DTZ001  the column has no zone
    Type.JSONB: [],
    Type.UUID: uuid.UUID("ffffffff-ffff-ffff-ffff-ffffffffffff"),
}
GIVEN_BY_THE_DATABASE = ("id", "row_version")


def sent(column: Column, values: dict[Type, Any]) -> Any:
    """The value as a parameter of an INSERT."""
    value = values[column.type]
    return {Type.JSONB: Json, Type.UUID: str}.get(column.type, lambda same: same)(value)


def expected(column: Column, values: dict[Type, Any]) -> Any:
    """The value as the warehouse gives it: moments in UTC without a zone."""
    value = values[column.type]
    return value.astimezone(UTC).replace(tzinfo=None) if column.type is Type.TIMESTAMPTZ else value


def comparable(column: Column, value: Any) -> Any:
    """A value of the warehouse, its document parsed."""
    return json.loads(value) if column.type is Type.JSONB and value is not None else value
