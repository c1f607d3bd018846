"""What the tests share: one throw-away PostgreSQL per run, and databases on it that a test has to itself."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
import pytest
from psycopg2 import sql

from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.replay import replay
from alphagex_logs.spool.directory import SHARED_MEMORY, stages_of_account
from tests.warehouse.opening import warehouse_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from psycopg2.extensions import cursor as Cursor  # noqa: N812  a class in lower case

    from alphagex_logs.warehouse import Warehouse

_FOLDER = pytest.StashKey[str]()


def _room_for_a_server() -> str:
    """A new folder, in memory where there is room: a database is copied there in 30 ms, on a disk in 700.

    Not under pytest's own temporary folder: pytest closes that to other accounts at every start, and under root the server has one.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3
    return tempfile.mkdtemp(prefix="alphagex-tests-", dir=memory if roomy else None)


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", {}).get("postgres_folder")
    config.stash[_FOLDER] = given or _room_for_a_server()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["postgres_folder"] = node.config.stash[_FOLDER]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    from tests.together import Together  # only who runs with workers has xdist

    return Together(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests stay until the end: to look for garbage among them takes a third of the time to collect them, and some of every test's."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        from tests.together import place

        items.sort(key=lambda item: place(item.nodeid))


def pytest_unconfigure(config: pytest.Config) -> None:
    gc.unfreeze()
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _nothing_stays_in_shared_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a killed writer leaves there outlives its spool's folder until a person decides, as `doctor` says; nobody decides about those of tests."""
    yield
    here = tmp_path_factory.getbasetemp().resolve()
    for label in stages_of_account(SHARED_MEMORY).glob("*.spool"):
        with suppress(FileNotFoundError):  # another run, or a shipper, clears away what is its own
            if Path(os.fsdecode(label.read_bytes())).is_relative_to(here):
                shutil.rmtree(label.with_suffix(""), ignore_errors=True)
                label.unlink()


class Databases:
    """Databases on the server of this test run, made from nothing or as copies of a migrated one."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def create(self, template: str = "template1") -> str:
        name = f"test_{uuid.uuid4().hex}"
        self._administer("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return self.of(name)

    def drop(self, url: str) -> None:
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", url.partition("?")[0].rpartition("/")[2])

    def of(self, name: str) -> str:
        return self.url.replace(f"/{embedded.DATABASE}?", f"/{name}?")

    @contextmanager
    def temporary(self, template: str = "template1") -> Iterator[str]:
        """The URL of a database that is dropped afterwards."""
        url = self.create(template)
        try:
            yield url
        finally:
            self.drop(url)

    def migrated(self) -> str:
        """The name of a migrated database to copy."""
        return self._once("migrated", "template1", migrate)

    def replayed(self) -> str:
        """The name of a database that the whole replay has filled, to copy: nobody may be connected to a template."""
        return self._once("replayed", self.migrated(), _replay_into)

    def shared_replay(self) -> str:
        """The name of a copy of it that all tests read."""
        return self._once("replayed_to_read", self.replayed(), lambda _url: None)

    def replay_warehouse(self, folder: Path) -> Path:
        """`folder`, with a copy of a warehouse that has loaded `shared_replay`: copying takes a tenth of the loading."""
        url, made = self.of(self.shared_replay()), self.folder / "replay_warehouse"
        with self._alone():
            if not made.exists():
                unfinished = Path(tempfile.mkdtemp(dir=self.folder))
                with warehouse_of(url, unfinished):
                    pass
                unfinished.rename(made)
        shutil.copytree(made, folder, dirs_exist_ok=True)
        return folder

    def _once(self, name: str, template: str, fill: Callable[[str], object]) -> str:
        """Make a database unless a worker of this run already has; it gets its name when it is complete."""
        with self._alone() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            if cursor.fetchone() is None:
                unfinished = f"unfinished_{uuid.uuid4().hex}"
                self._administer("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", unfinished, template)
                fill(self.of(unfinished))
                self._administer("ALTER DATABASE {} RENAME TO {}", unfinished, name)
        return name

    @contextmanager
    def _alone(self) -> Iterator[Cursor]:
        """One worker of the run at a time."""
        lock = psycopg2.connect(self.url)
        try:
            with lock.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(1)")
                yield cursor
        finally:
            lock.close()

    def _administer(self, statement: str, *names: str) -> None:
        connection = psycopg2.connect(self.url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        finally:
            connection.close()


def _replay_into(url: str) -> None:
    with PostgresSink(url) as sink:
        replay(sink)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """The databases of this run; the server is shared by its workers, and the last one stops it."""
    folder = Path(request.config.stash[_FOLDER])
    with embedded.start(folder, durable=False) as server:
        yield Databases(server.url, folder)


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[str]:
    """The URL of a new database without any table."""
    with databases.temporary() as url:
        yield url


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """The URL of a new database at the current schema, without any row."""
    with databases.temporary(databases.migrated()) as url:
        yield url


@pytest.fixture(scope="session")
def replayed(databases: Databases) -> str:
    """The URL of a database that the whole replay has filled, shared by all tests of the run: only read it."""
    return databases.of(databases.shared_replay())


@pytest.fixture(scope="session")
def loaded(databases: Databases) -> Callable[[Path], Path]:
    """Fills a folder with a warehouse that has loaded `replayed`, and gives the folder back."""
    return databases.replay_warehouse


@pytest.fixture(scope="session")
def full(replayed: str, loaded: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The warehouse of a database that the whole replay has filled, shared by all tests of the run: only ask it."""
    with warehouse_of(replayed, loaded(tmp_path_factory.mktemp("full"))) as warehouse:
        yield warehouse
