"""Is it up, and how fresh is it; and the answer to paths that do not exist."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from alphagex_logs import __version__, warehouse

router = APIRouter(tags=["health"])


@router.get("/health", summary="Is the service up, and how fresh is its data")
def health() -> dict[str, Any]:
    """Answers 200 while the warehouse answers; `refresh.error` says when PostgreSQL does not."""
    current = warehouse.current()
    return {"success": True, "data": {"version": __version__, "warehouse_version": current.version, "newest_row": current.newest()}}
