"""What fault runs share: a server of their own that keeps what it committed, and how long to run."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest

from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.migrate import migrate

SECONDS = float(os.environ.get("ALPHAGEX_FAULT_SECONDS", "60"))


class Server:
    """A durable PostgreSQL that can be crashed."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._uses = [embedded.start(folder)]
        self.url = self._uses[0].url

    def crash(self) -> None:
        """Stop at once, without a checkpoint or a word to clients, as `pg_ctl stop -m immediate` does."""
        postmaster = self.postmaster
        os.kill(postmaster, signal.SIGQUIT)
        deadline = time.monotonic() + 30
        while (self.folder / "postgres" / "postmaster.pid").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def start(self) -> None:
        self._uses.append(embedded.start(self.folder))

    @property
    def postmaster(self) -> int:
        return int((self.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def backends(self) -> list[int]:
        """The server's processes."""
        return [int(child) for child in Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text().split()]

    def close(self) -> None:
        for use in self._uses:
            use.stop()


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp(prefix="alphagex-faults-"))  # on the disk: what a crash leaves is to be found there
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def server(folder):
    started = Server(folder / "server")
    try:
        migrate(started.url)
        yield started
    finally:
        started.close()
