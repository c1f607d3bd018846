"""`python refreshing.py FOLDER URL`: a child refreshes a warehouse without a pause; each line on standard input kills it and starts the next.

The children are forks of a process that has imported everything, so that they live for the refreshing and not for the start of Python.
Every refresh writes a dot to standard output.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse


def main() -> None:
    child = _start()
    for _line in sys.stdin:
        _kill(child)
        child = _start()
    _kill(child)


def _start() -> int:
    return os.fork() or _refresh_for_ever()


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        sys.exit(1)  # it had ended by itself, and has said why


def _refresh_for_ever() -> NoReturn:
    try:
        warehouse = Warehouse.open(Settings(data_dir=Path(sys.argv[1])), sys.argv[2])
        while True:
            with contextlib.suppress(DatabaseUnreachable):  # the test ends connections too
                warehouse.refresh()
                os.write(1, b".")
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
