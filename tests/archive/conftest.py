"""A replay of which two years have been archived, and the calls of all writers, which the tests of the writers keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.archive.moving import BEFORE, move
from tests.writers.conftest import calls

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Databases

__all__ = ["calls"]

MOVED = ("trading_decisions", "oracle_predictions", "ares_ml_outcomes", "wheel_activity_log", "autonomous_trade_activity", "ml_decision_logs")


@pytest.fixture(scope="session")
def archived(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The URL of a replay and the data folder of its archive, which holds the first two years of the tables that all else is derived from."""
    folder = tmp_path_factory.mktemp("archived")
    with databases.temporary(databases.replayed()) as url:
        move(url, folder, BEFORE, *MOVED)
        yield url, folder
