"""The FastAPI application that `app.py` mounts at `/api`."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from alphagex_logs import __version__
from alphagex_logs.api import audit, errors, exports, health, legacy, metrics, page, summary, tables
from alphagex_logs.api.errors import Failure
from alphagex_logs.api.guard import Guard
from alphagex_logs.api.parameters import once

DESCRIPTION = """
The rows that the dashboard shows, through the same filters. A success is `{"success": true, "data": ...}`; an error is
`{"success": false, "error": {"code", "message", "parameter"}}`. Moments are UTC in ISO 8601; a bare day is an exchange day in New York; money is in dollars;
what is unknown is null. Unknown parameters are refused by name.
"""
FAILURES = {
    404: "There is no such path, table or row.",
    422: "A parameter is unknown, or its value cannot be used: `parameter` names it.",
    429: "As many downloads as this server gives at a time are under way.",
    503: "The rows are not available at the moment.",
}


def create_api() -> FastAPI:
    """The API over the warehouse that is current when a request comes in."""
    api = FastAPI(
        title="AlphaGEX Logs",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        servers=[{"url": "/api"}],
        root_path_in_servers=False,
        dependencies=[Depends(once)],
        responses={status: {"model": Failure, "description": text} for status, text in FAILURES.items()},
    )
    errors.install(api)
    api.add_middleware(Guard)
    for router in (health.router, metrics.router, summary.router, tables.router, exports.router, audit.router, legacy.router, page.router):
        api.include_router(router)
    return api
