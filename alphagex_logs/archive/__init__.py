"""The archive: closed months as Parquet files, from which the warehouse reads what PostgreSQL holds no more."""

from alphagex_logs.archive.folder import Folder, held, own, rows
from alphagex_logs.archive.layout import gathered
from alphagex_logs.archive.recall import take_back
from alphagex_logs.archive.retention import give_up, outlived, rule
from alphagex_logs.archive.run import Moved, move, plan
from alphagex_logs.archive.verify import damaged

__all__ = ["Folder", "Moved", "damaged", "gathered", "give_up", "held", "move", "outlived", "own", "plan", "rows", "rule", "take_back"]
