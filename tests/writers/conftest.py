"""What the writers' tests share: a call of every writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.writers.every_call import CALLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagex_logs.writers import EventId, Sink


@pytest.fixture(scope="session")
def calls() -> dict[str, Callable[[Sink], EventId]]:
    """The calls by the name of the writer, in an order in which each finds the rows that it amends."""
    return CALLS
