"""The FastAPI application that `app.py` serves under `/api`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount, Route

from alphagex_logs import __version__
from alphagex_logs.api import audit, errors, exports, health, legacy, metrics, page, summary, tables
from alphagex_logs.api.errors import Failure
from alphagex_logs.api.guard import Guard
from alphagex_logs.api.parameters import once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute

DESCRIPTION = """
The rows that the dashboard shows, through the same filters. A success is `{"success": true, "data": ...}`; an error is
`{"success": false, "error": {"code", "message", "parameter"}}`. Moments are UTC in ISO 8601; a bare day is an exchange day in New York; money is in dollars;
what is unknown is null. Unknown parameters are refused by name.
"""
FAILURES = {
    404: "There is no such path, table or row.",
    421: "The Host header names another server.",
    422: "A parameter is unknown, or its value cannot be used: `parameter` names it.",
    429: "As many downloads as this server gives at a time are under way.",
    503: "The rows are not available at the moment.",
}


def routes(cors_origins: Sequence[str] = ()) -> list[BaseRoute]:
    """The API at `/api`, and at `/api` itself, which a mount leaves to whatever else is served there."""
    api = create_api(cors_origins)
    return [Mount("/api", app=api), Route("/api", endpoint=api)]


def create_api(cors_origins: Sequence[str] = ()) -> FastAPI:
    """The API over the warehouse that is current when a request comes in. Pages from `cors_origins` may read it; else only its own may."""
    api = FastAPI(
        title="AlphaGEX Logs",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # its own route would take any parameter
        redirect_slashes=False,
        servers=[{"url": "/api"}],
        root_path_in_servers=False,
        dependencies=[Depends(once)],
        responses={status: {"model": Failure, "description": text} for status, text in FAILURES.items()},
    )
    errors.install(api)
    api.add_middleware(Guard)
    if cors_origins:
        api.add_middleware(CORSMiddleware, allow_origins=list(cors_origins), allow_methods=["GET"], expose_headers=["Content-Disposition", "Retry-After"])
    for router in (health.router, metrics.router, summary.router, tables.router, exports.router, audit.router, legacy.router, page.router):
        api.include_router(router)
    return api
