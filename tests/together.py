"""Which tests one worker takes together: those that share what is slow to make, a walk of the replay, a server or a million rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest

# The longest come first, or they would end last; the second and third have work while the first walks the replay, which the others wait for.
TOGETHER = (
    "tests/browser/",
    "tests/metrics/",
    "tests/charts/",
    "tests/ui/",
    "tests/test_same_numbers.py",
    "tests/audit/",
    "tests/archive/",
    "tests/adopt/test_variants.py",
    "tests/replay/test_no_look_ahead.py",
    "tests/warehouse/test_larger_than_memory.py",
)


class Together(LoadScopeScheduling):
    """Units of `TOGETHER` first, in their order; all other tests one by one."""

    def __init__(self, config: pytest.Config, log) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the tests are collected in order

    def _split_scope(self, nodeid: str) -> str:
        return next((unit for unit in TOGETHER if nodeid.startswith(unit)), nodeid)


def place(nodeid: str) -> int:
    """Where a test stands in the order of `TOGETHER`."""
    return next((number for number, unit in enumerate(TOGETHER) if nodeid.startswith(unit)), len(TOGETHER))
