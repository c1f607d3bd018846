"""Requests whose address is far too long, which are to be answered and not cut off."""

from __future__ import annotations

from uvicorn.protocols.http import h11_impl

LONGEST_HEAD = 4 * 1024 * 1024  # bytes of a request before its body


def allow_long() -> None:
    """Let such requests through to the guard, which refuses them as JSON.

    uvicorn by itself ends the connection at 64 kB, often before its client has read why; Streamlit, which starts it, has no setting for that.
    """
    h11_impl.DEFAULT_MAX_INCOMPLETE_EVENT_SIZE = LONGEST_HEAD  # type: ignore[attr-defined]  # imported there, and read for every connection
