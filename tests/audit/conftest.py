"""The audit of the replay, which many tests read."""

from __future__ import annotations

import pytest

from alphagex_logs import audit
from tests.warehouse.opening import warehouse_of


@pytest.fixture(scope="session")
def replay_audit(replayed, loaded, tmp_path_factory):
    with warehouse_of(replayed, loaded(tmp_path_factory.mktemp("audited"))) as warehouse:
        return audit.run(warehouse, replayed)
