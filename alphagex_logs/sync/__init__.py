"""Changes of the log tables, read from PostgreSQL as Arrow: each exactly once, however late its transaction commits."""

from alphagex_logs.sync.mark import Mark
from alphagex_logs.sync.source import Archived, Changes, Source

__all__ = ["Archived", "Changes", "Mark", "Source"]
