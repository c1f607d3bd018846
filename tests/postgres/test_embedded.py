"""The embedded server: there when needed, shared, gone when nobody uses it, and back after every kind of kill."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from alphagex_logs.errors import DatabaseUnreachable, SettingsError
from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.engine import check, engine

OTHER_PROCESS = """
import sys, time
from pathlib import Path
from alphagex_logs.postgres import embedded
server = embedded.start(Path(sys.argv[1]), durable=False)
print(server.started, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def data_dir():
    folder = Path(tempfile.mkdtemp(prefix="alphagex-embedded-"))
    embedded.start(folder, durable=False).stop()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(data_dir):
    with embedded.start(data_dir, durable=False) as server:
        yield server


@pytest.fixture
def elsewhere(data_dir):
    """Another process that uses the server."""
    process = subprocess.Popen([sys.executable, "-c", OTHER_PROCESS, str(data_dir)], stdout=subprocess.PIPE, text=True, start_new_session=True)
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def ask(url, statement):
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def postmaster(data_dir):
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def test_the_url_serves_sqlalchemy_and_libpq(server):
    check(server.url)
    made = engine(server.url)
    with made.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_database()").scalar() == "alphagex"
    made.dispose()
    assert ask(server.url, "SELECT current_database()") == "alphagex"


def test_it_keeps_utc_and_does_not_listen_on_the_network(server):
    assert ask(server.url, "SHOW timezone") == "UTC"
    assert ask(server.url, "SHOW listen_addresses") == ""


def test_commits_are_durable_unless_told_otherwise(data_dir):
    with embedded.start(data_dir) as server:
        assert [ask(server.url, f"SHOW {name}") for name in ("synchronous_commit", "fsync", "full_page_writes")] == ["on", "on", "on"]


def test_the_last_use_to_end_stops_it(data_dir):
    first = embedded.start(data_dir, durable=False)
    second = embedded.start(data_dir, durable=False)
    assert (first.started, second.started) == (True, False)
    assert first.stop() is False
    assert ask(second.url, "SELECT 1") == 1
    assert second.stop() is True
    assert second.stop() is False
    with pytest.raises(DatabaseUnreachable, match="does not run"):
        embedded.url_of(data_dir)


def test_another_process_shares_it(data_dir, elsewhere):
    assert elsewhere.stdout.readline() == "True\n"
    with embedded.start(data_dir) as server:
        assert not server.started
        assert server.url == embedded.url_of(data_dir)
        assert server.stop() is False


def test_it_outlives_the_kill_of_the_process_that_started_it_and_is_stopped_by_the_next(data_dir, elsewhere):
    elsewhere.stdout.readline()
    elsewhere.kill()
    elsewhere.wait()
    server = embedded.start(data_dir)
    assert not server.started
    assert server.stop() is True


def test_ctrl_c_stops_it_with_its_only_user(data_dir, elsewhere):
    elsewhere.stdout.readline()
    os.killpg(elsewhere.pid, signal.SIGINT)
    elsewhere.wait(timeout=30)
    with pytest.raises(DatabaseUnreachable):
        embedded.url_of(data_dir)


def test_what_was_committed_survives_the_kill_of_the_server(data_dir):
    with embedded.start(data_dir) as server:
        connection = psycopg2.connect(server.url)
        with connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")  # another process may still hold up a server that does without
            cursor.execute("DROP TABLE IF EXISTS kept")
            cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        connection.close()
        os.kill(postmaster(data_dir), signal.SIGKILL)
        while embedded.cluster.listening_at(data_dir / "postgres"):
            time.sleep(0.01)
        with embedded.start(data_dir) as again:
            assert ask(again.url, "SELECT answer FROM kept") == 42


def test_a_stale_pid_file_whose_number_another_process_has_does_not_block_the_start(data_dir):
    server = embedded.start(data_dir, durable=False)
    file = data_dir / "postgres" / "postmaster.pid"
    stale = file.read_text().replace(str(postmaster(data_dir)), str(os.getpid()), 1)
    server.stop()
    file.write_text(stale)
    (data_dir / "postgres" / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    with embedded.start(data_dir, durable=False) as server:
        assert server.started


def test_an_interrupted_first_start_does_not_block_the_next():
    folder = Path(tempfile.mkdtemp(prefix="alphagex-embedded-"))
    unfinished = folder / "postgres.new"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    try:
        with embedded.start(folder, durable=False) as server:
            assert ask(server.url, "SELECT 1") == 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_long_and_odd_path_is_no_problem():
    top = Path(tempfile.mkdtemp(prefix="alphagex-embedded-"))
    folder = top / ("a folder, with 'quotes' & %-signs" + "x" * 120)
    folder.mkdir()
    try:
        with embedded.start(folder, durable=False) as server:
            check(server.url)
            assert ask(server.url, "SELECT current_setting('data_directory')") == str(folder / "postgres")
            sockets = embedded.cluster.listening_at(folder / "postgres")
        assert not sockets.exists()
    finally:
        shutil.rmtree(top, ignore_errors=True)


def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"file/data cannot be written \(Not a directory\)\. Set ALPHAGEX_DATA_DIR"):
        embedded.start(tmp_path / "file" / "data")


def test_data_of_another_version_is_left_alone(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(SettingsError, match="holds data of PostgreSQL 16"):
        embedded.start(tmp_path)
    assert [path.name for path in (tmp_path / "postgres").iterdir()] == ["PG_VERSION"]


def test_a_forked_child_does_not_keep_it_up(data_dir):
    server = embedded.start(data_dir, durable=False)
    ours, childs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        childs.send(b"running")
        childs.recv(1)  # until the parent closes its end
        os._exit(0)
    childs.close()
    ours.recv(7)
    assert server.stop() is True
    ours.close()
    os.waitpid(child, 0)
