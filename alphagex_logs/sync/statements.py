"""The SQL that the reader sends. Names come from the catalogue, marks are checked, so that nothing from outside becomes SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES

if TYPE_CHECKING:
    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.sync.mark import Mark

_ROW_BYTES = 128  # of a table that was never analysed a row is taken to be so large; a small guess only makes more pages

# A hot standby's snapshot does not list the transactions that run on the primary, so there everything from xmin on counts as unseen.
# A promoted standby writes a new timeline at once, while the last checkpoint still names the old one.
OPENING = """
SELECT
    CASE WHEN pg_is_in_recovery() THEN pg_snapshot_xmin(now)::text || ':' || pg_snapshot_xmin(now)::text || ':' ELSE now::text END AS snapshot,
    pg_is_in_recovery() AS standby,
    epoch.epoch::text || '/' || system.system_identifier::text || '/' || CASE
        WHEN pg_is_in_recovery() THEN checkpoint.timeline_id
        ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer
    END::text AS identity
FROM pg_current_snapshot() AS now, agx.sync_epoch AS epoch, pg_control_system() AS system, pg_control_checkpoint() AS checkpoint
"""


def changed(since: Mark) -> str:
    """One row per table that has rows or tombstones which `since` had not seen."""
    return " UNION ALL ".join(
        f"SELECT '{name}'::text AS name WHERE EXISTS (SELECT FROM {_quoted(name)} AS t WHERE {_unseen(since)})"  # noqa: S608  catalogue names
        f" OR EXISTS (SELECT FROM agx.tombstone AS t WHERE t.table_name = '{name}' AND {_unseen(since)})"
        f" OR EXISTS (SELECT FROM agx.archive_file AS t WHERE t.table_name = '{name}' AND {_unseen(since)})"
        for name in TABLES
    )


def select(table: Table) -> str:
    """All columns of all rows of a table, which it calls `t`; the caller adds which rows."""
    return f"SELECT {_columns(table)} FROM {_quoted(table.name)} AS t"  # noqa: S608  catalogue names


def rows(table: Table, since: Mark) -> str:
    """The rows of a table as they are now that `since` had not seen."""
    return f"{select(table)} WHERE {_unseen(since)}"


def gone(table: Table, since: Mark) -> str:
    """The keys of deleted rows whose deletion `since` had not seen."""
    return f"SELECT t.pk AS id FROM agx.tombstone AS t WHERE t.table_name = '{table.name}' AND {_unseen(since)}"  # noqa: S608  catalogue names


def archived(table: Table, since: Mark) -> str:
    """The archive's files of a table that `since` had not seen, or had seen before they expired."""
    return f"{_ARCHIVED} WHERE t.table_name = '{table.name}' AND {_unseen(since)} ORDER BY t.id"


def all_archived(settled: Mark) -> str:
    """The archive's files of all tables that were settled at `settled` and have not expired; a file that expires later comes as a change."""
    return f"{_ARCHIVED} WHERE t.row_version < '{settled.xmin:d}'::xid8 AND t.expired_at IS NULL ORDER BY t.id"


def counting() -> str:
    """The archive's files that have not expired."""
    return f"{_ARCHIVED} WHERE t.expired_at IS NULL ORDER BY t.id"


def void(table: Table) -> str:
    """The ids of archived rows of a table that count no longer, and the last file to which that applies."""
    return f"SELECT t.pk AS id, max(t.up_to) AS up_to FROM agx.archive_void AS t WHERE t.table_name = '{table.name}' GROUP BY t.pk"  # noqa: S608


_ARCHIVED = "SELECT t.id, t.table_name, t.file, t.records, t.expired_at IS NOT NULL AS expired FROM agx.archive_file AS t"


def extent(table: Table) -> str:
    """The smallest and largest key of a table and about how many rows it has."""
    return f"""SELECT '{table.name}'::text AS name, min(id)::bigint AS low, max(id)::bigint AS high,
        (SELECT CASE WHEN reltuples < 0 THEN pg_relation_size(oid) / {_ROW_BYTES} ELSE reltuples END::bigint
            FROM pg_class WHERE oid = '{_quoted(table.name)}'::regclass) AS about
        FROM {_quoted(table.name)}"""  # noqa: S608  catalogue names


def extents() -> str:
    """The extent of every table."""
    return " UNION ALL ".join(f"({extent(table)})" for table in TABLES.values())


def page(table: Table, settled: Mark, low: int, high: int) -> str:
    """The settled rows with `low` <= id <= `high`: rows that change meanwhile leave this window and come as changes."""
    return f"{select(table)} WHERE t.id >= {low:d} AND t.id <= {high:d} AND t.row_version < '{settled.xmin:d}'::xid8"


def _unseen(since: Mark) -> str:
    # The first half finds the range in the index, the second is exact.
    snapshot = f"'{since.snapshot}'::pg_snapshot"
    return f"t.row_version >= pg_snapshot_xmin({snapshot}) AND NOT pg_visible_in_snapshot(t.row_version, {snapshot})"


def _columns(table: Table) -> str:
    return ", ".join(f"t.{_quoted(column.name)}" for column in table.columns)


def _quoted(name: str) -> str:
    return f'"{name}"'
