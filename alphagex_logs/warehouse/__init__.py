"""The warehouse: everything that has been logged, in DuckDB, kept fresh and asked through the files in `queries/`."""

from alphagex_logs.warehouse.refresher import Refresher, State
from alphagex_logs.warehouse.warehouse import Warehouse, current, use

__all__ = ["Refresher", "State", "Warehouse", "current", "use"]
