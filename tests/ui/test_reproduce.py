"""The SQL that a tile shows runs as it stands."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alphagex_logs.ui.reproduce import literal


@pytest.mark.parametrize(
    ("value", "sql"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (3, "3"),
        (Decimal("-1.50"), "-1.50"),
        ("O'Hara", "'O''Hara'"),
        (["ARES", "it's"], "['ARES', 'it''s']"),
        (date(2018, 12, 24), "DATE '2018-12-24'"),
        (datetime(2018, 12, 24, 18, 0, tzinfo=UTC), "TIMESTAMP '2018-12-24 18:00:00'"),
    ],
)
def test_values_are_written_as_duckdb_reads_them(value, sql):
    assert literal(value) == sql
