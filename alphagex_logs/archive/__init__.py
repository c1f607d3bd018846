"""The archive: closed months as Parquet files, from which the warehouse reads what PostgreSQL holds no more."""

from alphagex_logs.archive.folder import own, rows
from alphagex_logs.archive.run import Moved, move, plan

__all__ = ["Moved", "move", "own", "plan", "rows"]
