"""What a command prints: results to standard output, progress to standard error."""

from __future__ import annotations

import sys
from typing import NoReturn

from tqdm import tqdm


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  the command line's own output


def answer(text: str) -> None:
    """One line of the command's result, for a person or a pipe."""
    print(text, flush=True)  # noqa: T201  the command line's own output


class Progress:
    """A progress bar per label: call it with (done, total, label). Silent about what takes no time."""

    def __init__(self) -> None:
        self._bar: tqdm[NoReturn] | None = None
        self._label = ""

    def __call__(self, done: int, total: int, label: str) -> None:
        """Move the bar of `label` to `done` of `total`."""
        bar = self._bar
        if bar is None or label != self._label:
            self.close()
            bar = self._bar = tqdm(total=total, desc=label, file=sys.stderr, leave=True, dynamic_ncols=True, mininterval=0.2)
            self._label = label
        bar.total = total
        bar.update(done - bar.n)

    def close(self) -> None:
        """End the line of the current bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
