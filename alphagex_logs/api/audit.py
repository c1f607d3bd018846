"""What the tables claim against what is really there."""

from __future__ import annotations

import threading
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import PlainTextResponse, Response

from alphagex_logs import audit, settings, warehouse
from alphagex_logs.api.envelope import Envelope, Success
from alphagex_logs.api.errors import TooBusy
from alphagex_logs.api.parameters import Parameters

router = APIRouter(prefix="/logs", tags=["audit"])
PATIENCE_SECONDS = 20
_TEXTS: dict[str, object] = {"text/markdown": {"schema": {"type": "string"}}, "text/plain": {"schema": {"type": "string"}}}
_one = threading.Lock()  # an audit reads every column of every table


class AuditParameters(Parameters):
    """How it is told."""

    format: Literal["json", "markdown", "text"] = Field("json", description="As data in the usual envelope, as a Markdown page, or as text.")


@router.get("/audit", summary="Every table audited: each claim a check with its evidence", response_model=Envelope, responses={200: {"content": _TEXTS}})
def audited(request: Request, query: Annotated[AuditParameters, Query()]) -> Response:
    """Rows, rhythm, freshness, writers, readers, empty columns and duplicates as they are, and the schema. The command line also tries sources."""
    if not _one.acquire(timeout=PATIENCE_SECONDS):
        raise TooBusy("Another audit is under way.", "Try again in a moment.")
    try:
        report = audit.of_running(warehouse.current(), settings.load(), request.app.openapi()["paths"])
    finally:
        _one.release()
    if query.format == "json":
        return Success(report.as_dict())
    text, kind = (report.as_markdown(), "text/markdown") if query.format == "markdown" else (report.as_text(), "text/plain")
    return PlainTextResponse(text, media_type=kind)
