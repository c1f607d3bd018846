"""What a person sees when something cannot be shown: what failed, what still works, what to do."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from alphagex_logs.errors import AlphagexError
from alphagex_logs.ui.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagex_logs.errors import FilterRefused

log = logging.getLogger(__name__)


@contextmanager
def guarded(what: str, *, height: int | None = None, remains: str = "The rest of the page is not affected.") -> Iterator[None]:
    """Let one part of a page load and fail alone: a skeleton of `height` while it loads, a box in its place when an error of ours ends it."""
    try:
        if height is None:
            yield
        else:
            with st.skeleton(height):
                yield
    except AlphagexError as error:
        log.warning("%s could not be shown: %s", what, error, exc_info=error)
        st.error(f"{plain(error.problem)} {plain(error.remedy)}\n\n{remains}", title=f"{what} cannot be shown", icon=":material/error:")


def refused_choice(error: FilterRefused) -> None:
    """Say which of the chosen filters contradict each other."""
    st.warning(f"{plain(str(error))} Change it above, or drop it.", title="No row can match these filters", icon=":material/filter_alt_off:")


def refused_link(error: FilterRefused) -> None:
    """Say which value of the opened link means nothing, and was therefore left out."""
    st.warning(f"{plain(str(error))} It was left out.", title="The link holds a filter that means nothing", icon=":material/link_off:")


def unexpected(error: Exception) -> bool:
    """Say that something failed which nobody foresaw; for `st.App(on_script_error=...)`. The details go to the server's log."""
    log.exception("A page failed", exc_info=error)
    st.error(
        "This is a fault of the dashboard; the rows are not affected. Reload the page, or drop the filter that you set last. The server's log says more.",
        title="Something failed that nobody foresaw",
        icon=":material/error:",
    )
    return True
