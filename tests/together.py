"""Which tests one worker takes together: those that share what is slow to make, a walk of the replay, a server or a million rows."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/browser/",
    "tests/ui/",
    "tests/audit/",
    "tests/test_same_numbers.py",
    "tests/replay/test_no_look_ahead.py",
    "tests/warehouse/test_larger_than_memory.py",
    "tests/archive/test_spark.py",
)


class Together(LoadScopeScheduling):
    """Units of `TOGETHER` first, the largest before the others; all other tests one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return next((unit for unit in TOGETHER if nodeid.startswith(unit)), nodeid)
