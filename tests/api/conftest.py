"""The API over the warehouse of the replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from alphagex_logs import warehouse
from alphagex_logs.api import create_api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alphagex_logs.warehouse import Warehouse


@pytest.fixture(scope="session")
def api() -> Callable[..., object]:
    """The application."""
    return create_api()


@pytest.fixture
def client(api: Callable[..., object], full: Warehouse) -> Iterator[TestClient]:
    """Somebody who asks it about the replay."""
    warehouse.use(full)
    yield TestClient(api)
    warehouse.use(None)


@pytest.fixture
def data(client: TestClient) -> Callable[..., object]:
    """`data` of a successful answer."""

    def asked(path: str, **parameters: object) -> object:
        answer = client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        assert answer.json()["success"] is True
        return answer.json()["data"]

    return asked
