"""What a command prints: results to standard output, progress to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tqdm import tqdm


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  the command line's own output


def answer(text: str) -> None:
    """One line of the command's result, for a person or a pipe."""
    print(text, flush=True)  # noqa: T201  the command line's own output


class Progress:
    """A progress bar per task: call it with (done, total, label), where the label is the step that the task is at."""

    def __init__(self) -> None:
        self._bar: tqdm[NoReturn] | None = None

    def __call__(self, done: int, total: int, label: str) -> None:
        """Move the bar to `done` of `total`; what has another total, or is less far, is another task."""
        bar = self._bar
        if bar is None or total != bar.total or done < bar.n:
            self.close()
            from tqdm import tqdm  # noqa: PLC0415  a bot's own environment ships without it

            pause = 0.2 if sys.stderr.isatty() else 10  # a log keeps every line
            bar = self._bar = tqdm(total=total, desc=label, file=sys.stderr, dynamic_ncols=True, mininterval=pause)
        bar.set_description_str(label, refresh=False)
        bar.update(done - bar.n)

    def close(self) -> None:
        """End the line of the current bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
