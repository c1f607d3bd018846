"""One error shape for the whole API: `{"success": false, "error": {"code", "message", "parameter"}}`, never SQL, a path or a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from alphagex_logs.errors import AlphagexError, FilterRefused, UnknownTable

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

NOT_FOUND = 404
TOO_LARGE = 413


class ParameterRefused(AlphagexError):
    """A query parameter that the endpoint does not have, or a value that it cannot use."""

    def __init__(self, parameter: str, why: str) -> None:
        self.parameter = parameter
        super().__init__(f"The parameter {parameter[:80]!r} {why}.")


def failure(status: int, code: str, message: str, parameter: str | None = None) -> JSONResponse:
    """The JSON of an error."""
    return JSONResponse({"success": False, "error": {"code": code, "message": message, "parameter": parameter}}, status_code=status)


def install(api: FastAPI) -> None:
    """Give every kind of failure its status and the one shape."""
    api.add_exception_handler(FilterRefused, _refused)
    api.add_exception_handler(ParameterRefused, _refused)
    api.add_exception_handler(UnknownTable, _unknown)
    api.add_exception_handler(AlphagexError, _ours)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(Exception, _unexpected)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    return failure(422, "parameter_refused", str(error), getattr(error, "parameter", None))


async def _unknown(_request: Request, error: Exception) -> JSONResponse:
    return failure(NOT_FOUND, "not_found", str(error))


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    return failure(503, "unavailable", str(error))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    return failure(error.status_code, code, str(error.detail))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    parameter = str(first["loc"][-1])
    return failure(422, "parameter_refused", f"The parameter {parameter[:80]!r} is not usable: {first['msg']}.", parameter)


async def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return failure(500, "internal", "Something failed that should not have; the server's log says what.")
