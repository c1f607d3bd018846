"""What a bot's own signal handler raises in the middle of a call, such as the end of its patience: that is for the bot, and no error of the call."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


def pass_on(error: BaseException) -> None:
    """Raise what a signal handler raised, when that is the error or what led to it; else do nothing.

    For whoever is about to answer an error in place of its caller. What another thread sets (PyThreadState_SetAsyncExc) leaves no trace
    by which it could be told from an error of the call.
    """
    while error.__traceback__ is not None and _is_ours(error.__traceback__.tb_frame):
        if _came_from_a_handler(error):
            raise error
        if error.__context__ is None:
            return
        error = error.__context__


def _is_ours(frame: FrameType) -> bool:
    """Whether the error was caught in this package: the bot may be handling an earlier one, which is then the context of ours."""
    return str(frame.f_globals.get("__name__")).startswith("alphagex_logs.")


def _came_from_a_handler(error: BaseException) -> bool:
    """Python calls a signal handler with the frame that it interrupts, which is the one before it in the traceback."""
    outer = error.__traceback__
    while outer is not None and outer.tb_next is not None:
        if _was_called_with(outer.tb_frame, outer.tb_next.tb_frame):
            return True
        outer = outer.tb_next
    return False


def _was_called_with(value: FrameType, frame: FrameType) -> bool:
    given = inspect.getargvalues(frame)
    arguments = [given.locals.get(name) for name in given.args]
    if given.varargs is not None:
        arguments.extend(given.locals.get(given.varargs, ()))
    return any(argument is value for argument in arguments)
