"""The FastAPI application that `app.py` mounts at `/api`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from alphagex_logs import __version__
from alphagex_logs.api import errors, exports, health

if TYPE_CHECKING:
    from starlette.middleware.base import RequestResponseEndpoint
    from starlette.requests import Request
    from starlette.responses import Response

DESCRIPTION = """
The rows that the dashboard shows, through the same filters: `range`, `since`, `until`, `bot`, `category`, `symbol`, `outcome`, `advice`, `q`.
A success is `{"success": true, "data": ...}`; an error is `{"success": false, "error": {"code", "message", "parameter"}}`.
"""


def create_api() -> FastAPI:
    """The API over the warehouse that is current when a request comes in."""
    api = FastAPI(title="AlphaGEX Logs", version=__version__, description=DESCRIPTION, docs_url="/docs", redoc_url=None, openapi_url="/openapi.json")
    errors.install(api)
    api.middleware("http")(_guarded)
    for router in (health.router, exports.router, health.fallback):
        api.include_router(router)
    return api


async def _guarded(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
