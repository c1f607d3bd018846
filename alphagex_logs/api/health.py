"""Is it up, and how fresh is it; and the answer to paths that do not exist."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException

from alphagex_logs import __version__, warehouse

router = APIRouter(tags=["health"])


@router.get("/health", summary="Is the service up, and how fresh is its data")
def health() -> dict[str, Any]:
    """Answers 200 while the warehouse answers; `refresh.error` says when PostgreSQL does not."""
    current = warehouse.current()
    return {"success": True, "data": {"version": __version__, "warehouse_version": current.version, "newest_row": current.newest()}}


fallback = APIRouter()


@fallback.api_route("/{path:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
def unknown(path: str) -> None:
    """Without this, the page's own fallback would answer 200 with HTML."""
    raise HTTPException(404, f"There is no /api/{path[:200]}; /api/docs lists what there is.")
