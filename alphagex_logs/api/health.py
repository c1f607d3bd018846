"""Is it up, and how fresh is it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response  # noqa: TC002  FastAPI reads it

from alphagex_logs import __version__, warehouse
from alphagex_logs.api.envelope import Envelope, Success
from alphagex_logs.api.parameters import Parameters, now

router = APIRouter(tags=["health"])


@router.get("/health", summary="Is the service up, and how fresh are its rows", response_model=Envelope)
def health(_query: Annotated[Parameters, Query()]) -> Response:
    """200 while rows can be read. `status` is `stale` while PostgreSQL does not answer, and `still` where nothing refreshes the rows."""
    with warehouse.current().snapshot() as snapshot:
        held = {"version": snapshot.version, "newest_row": snapshot.newest()}
    state = warehouse.freshness()
    if state is None:
        return Success({"status": "still", "version": __version__, "warehouse": held, "refresh": None, "now": now()})
    refresh = {"last_success": state.last_success, "lag_seconds": state.lag, "seconds": state.seconds, "failing_since": state.since}
    return Success({"status": "stale" if state.error else "ok", "version": __version__, "warehouse": held, "refresh": refresh, "now": now()})
