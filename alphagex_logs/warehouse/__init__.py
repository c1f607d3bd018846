"""The warehouse: everything that has been logged, in DuckDB, kept fresh and asked through the files in `queries/`."""

from alphagex_logs.warehouse.reconcile import Difference
from alphagex_logs.warehouse.refresher import Refresher, State, freshness
from alphagex_logs.warehouse.snapshot import Snapshot
from alphagex_logs.warehouse.warehouse import Warehouse, current, use

__all__ = ["Difference", "Refresher", "Snapshot", "State", "Warehouse", "current", "freshness", "use"]
