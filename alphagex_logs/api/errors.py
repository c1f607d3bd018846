"""One error shape for the whole API: `{"success": false, "error": {"code", "message", "parameter"}}`, never SQL, a path or a secret."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from alphagex_logs.errors import AlphagexError, FilterRefused, QuestionFailed, UnknownTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

RETRY_SECONDS = 5
_CODES = {404: "not_found", 405: "method_not_allowed"}
_log = logging.getLogger(__name__)


class Problem(BaseModel):
    """What went wrong; `parameter` is the one to change, if any."""

    code: str
    message: str
    parameter: str | None


class Failure(BaseModel):
    """An error."""

    success: Literal[False]
    error: Problem


class ParameterRefused(AlphagexError):
    """A query parameter that the endpoint does not have, or a value that it cannot use."""

    def __init__(self, parameter: str, why: str) -> None:
        self.parameter = parameter
        super().__init__(f"The parameter {parameter[:80]!r} {why}.")


class NoSuchRow(AlphagexError):
    """A table that has no row of that identity."""


class TooBusy(AlphagexError):
    """As many downloads as this server gives at a time are under way."""


def failure(status: int, code: str, message: str, parameter: str | None = None, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The JSON of an error."""
    shown = parameter[:80] if parameter else None
    return JSONResponse({"success": False, "error": {"code": code, "message": message, "parameter": shown}}, status_code=status, headers=headers)


def install(api: FastAPI) -> None:
    """Give every kind of failure its status and the one shape."""
    api.add_exception_handler(FilterRefused, _refused)
    api.add_exception_handler(ParameterRefused, _refused)
    api.add_exception_handler(UnknownTable, _unknown)
    api.add_exception_handler(NoSuchRow, _unknown)
    api.add_exception_handler(TooBusy, _busy)
    api.add_exception_handler(AlphagexError, _ours)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(RequestValidationError, _invalid)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    return failure(422, "parameter_refused", str(error), getattr(error, "parameter", None))


async def _unknown(_request: Request, error: Exception) -> JSONResponse:
    return failure(404, "not_found", str(error))


async def _busy(_request: Request, error: Exception) -> JSONResponse:
    return failure(429, "too_busy", str(error), headers={"Retry-After": str(RETRY_SECONDS)})


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    """What these errors say helps whoever runs the server, and may name a file or a statement: it goes to the log."""
    _log.error("%s: %s", type(error).__name__, error)
    if isinstance(error, QuestionFailed):
        return failure(500, "failed", "The warehouse could not answer; the server's log says why.")
    return failure(503, "unavailable", "The log rows are not available at the moment; the server's log says why.", headers={"Retry-After": str(RETRY_SECONDS)})


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = f"There is no {request.url.path[:200]}; /api/docs lists what there is." if error.status_code == 404 else str(error.detail)
    return failure(error.status_code, _CODES.get(error.status_code, "refused"), message, headers=error.headers)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    parameter = str(first["loc"][1] if len(first["loc"]) > 1 else first["loc"][0])
    why = "is unknown here; /api/docs lists those that are known" if first["type"] == "extra_forbidden" else f"is not usable: {first['msg']}"
    return failure(422, "parameter_refused", f"The parameter {parameter[:80]!r} {why}.", parameter)
