"""The newest trade day of the log, by which a prediction without outcome is pending or overdue: looked for once per version, not by every question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import duckdb


class Newest:
    """The newest trade day in the newest version, for all threads."""

    def __init__(self) -> None:
        self._known: tuple[int, date | None] = (-1, None)

    def day(self, cursor: duckdb.DuckDBPyConnection) -> date | None:
        """The newest trade day in the version that the cursor's transaction reads; None while there are no rows."""
        version = int(cursor.execute("SELECT version FROM store.state").fetchall()[0][0])
        known, day = self._known
        if known != version:
            day = cursor.execute("SELECT trade_day(max(newest_at)) FROM store.event_counts").fetchall()[0][0]
            self._known = version, day
        return day
