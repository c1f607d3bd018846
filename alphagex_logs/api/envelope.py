"""The shape of every success."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel
from starlette.responses import Response

from alphagex_logs.export import Ready, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable


class Envelope(BaseModel):
    """A success."""

    success: Literal[True]
    data: Any


class Success(Response):
    """`{"success": true, "data": ...}`; older clients find further keys beside `data`."""

    media_type = "application/json"

    def __init__(self, data: object, **beside: object) -> None:
        super().__init__(encoded({"success": True, "data": data, **beside}))


def listed(rows: Iterable[str]) -> Ready:
    """JSON texts as one JSON array."""
    return Ready(f"[{','.join(rows)}]")
