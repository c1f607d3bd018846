"""Starts and kills the actors of a fault run: one process that has imported everything forks them, so that a start takes milliseconds.

It also reaps them, so that a process number is never used again while somebody may still want to kill it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Zygote:
    """The test's side."""

    def __init__(self, log: Path):
        self._log = log.open("wb")
        command = [sys.executable, "-m", "tests.faults.zygote"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, bufsize=1)
        self._log_path = log

    def _ask(self, *words: object):
        self._process.stdin.write(json.dumps(words) + "\n")
        answer = self._process.stdout.readline()
        assert answer, f"The actors' parent has died: {self._log_path.read_text()}"
        return json.loads(answer)

    def start(self, name: str, *arguments: object) -> None:
        """Run `actors.<first argument>(*others)` in a process of its own, called `name`."""
        self._ask("start", name, *arguments)

    def send(self, name: str, number: int) -> None:
        self._ask("signal", name, number)

    def end(self, name: str, number: int = signal.SIGKILL) -> int:
        """Send the signal, wait for the end, and give how it ended."""
        return self._ask("end", name, number)

    def ended(self) -> dict[str, int]:
        """How actors ended that nobody told to; negative is a signal."""
        return self._ask("ended")

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
        self._log.close()


def main() -> None:
    import tests.faults.actors as actors

    children: dict[str, int] = {}
    for line in sys.stdin:
        what, *rest = json.loads(line)
        answer: object = None
        if what == "start":
            name, function, *arguments = rest
            children[name] = _forked(getattr(actors, function), arguments)
        elif what == "signal":
            os.kill(children[rest[0]], rest[1])
        elif what == "end":
            child = children.pop(rest[0])
            os.kill(child, rest[1])
            answer = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        elif what == "ended":
            answer = _reaped(children)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for child in children.values():
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _reaped(children: dict[str, int]) -> dict[str, int]:
    ended = {}
    for name, child in list(children.items()):
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            ended[name] = os.waitstatus_to_exitcode(status)
            del children[name]
    return ended


def _forked(function, arguments) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with Path(os.devnull).open() as nothing:
            os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)  # the parent's answers go through the other one
        function(*arguments)
        code = 0
    except BaseException:  # noqa: BLE001  the test reads it in the log
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
