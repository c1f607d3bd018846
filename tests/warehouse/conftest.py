"""The warehouse of the replay, which many tests ask and none changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.warehouse.opening import warehouse_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagex_logs.warehouse import Warehouse


@pytest.fixture(scope="session")
def full(replayed: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The warehouse of a database that the whole replay has filled: only ask it."""
    with warehouse_of(replayed, tmp_path_factory.mktemp("full")) as warehouse:
        yield warehouse
