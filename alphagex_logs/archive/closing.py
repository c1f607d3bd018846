"""Which months are closed: over, and past the time in which writers still change their rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import AI_PERFORMANCE, AI_RECOMMENDATIONS, PATTERN_LEARNING, TABLES

if TYPE_CHECKING:
    from alphagex_logs.catalogue.model import Table

# One row a pattern, one row a day, which writers keep counting up: with the row away, the count would begin anew.
LIVING = frozenset({PATTERN_LEARNING.name, AI_PERFORMANCE.name})
# Rows that are told later how it ended. A wheel's month and a half, and room for a correction.
AWAITING = frozenset({table.name for table in TABLES.values() if table.roles.outcome} | {AI_RECOMMENDATIONS.name})
PATIENCE = timedelta(days=90)


def closes(table: Table, before: date) -> datetime | None:
    """The moment before which months of this table are closed when an archive is made up to `before`; None when they never are."""
    if table.name in LIVING:
        return None
    day = before - PATIENCE if table.name in AWAITING else before
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
