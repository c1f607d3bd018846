"""The SQL by which two copies of a table are compared: sums per bucket of 65,536 ids, in words that PostgreSQL and DuckDB both understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.sync.statements import select

if TYPE_CHECKING:
    from alphagex_logs.catalogue.model import Table

IDS = 65_536
# Both databases cut integer division off towards zero.
_BUCKET = f"CASE WHEN id < 0 THEN (id + 1) / {IDS} - 1 ELSE id / {IDS} END"
_PRIME = 65_521


def sums(name: str, version: str, divide: str = "/") -> str:
    """One row per bucket of the relation `name`: how many rows, and sums that differ as soon as a row is missing, older, or another's.

    `version` is the row version as an integer, `divide` the operator that divides integers. Sums come as text: they outgrow 64 bits.
    """
    bucket = _BUCKET.replace("/", divide)
    return (
        f"SELECT {bucket} AS bucket, count(*) AS records, CAST(sum(id) AS varchar) AS ids, CAST(sum({version}) AS varchar) AS versions,"  # noqa: S608  our own names
        # The product tells two rows apart that have exchanged their versions.
        f" CAST(sum((id % {_PRIME}) * ({version} % {_PRIME})) AS varchar) AS pairs FROM {name} GROUP BY 1"
    )


def rows(table: Table, bucket: int) -> str:
    """The rows of one bucket, all their columns, as PostgreSQL has them."""
    return f"{select(table)} WHERE t.id >= {bucket * IDS:d} AND t.id <= {bucket * IDS + IDS - 1:d}"
