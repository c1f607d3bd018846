"""What `streamlit run app.py` starts before it serves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from alphagex_logs import settings, start
from alphagex_logs.cli.terminal import Progress, say
from alphagex_logs.errors import AlphagexError

if TYPE_CHECKING:
    from alphagex_logs.settings import Settings


def settings_or_exit() -> Settings:
    """The settings of this environment; a problem is one line and an exit code."""
    try:
        return settings.load()
    except AlphagexError as error:
        _end(error)


def up_or_exit() -> None:
    """Start the house; a problem is one line and an exit code, not a traceback of the web server."""
    bar = Progress()
    try:
        start.up(settings.load(), bar)
    except AlphagexError as error:
        bar.close()
        _end(error)
    bar.close()


def _end(error: AlphagexError) -> NoReturn:
    say(f"alphagex-logs: {error}")
    os._exit(error.exit_code)  # the web server would bury the line under its own shutdown
