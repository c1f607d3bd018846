"""The read endpoints of older installations, under their paths, parameters and keys, so that their clients need no change."""

from __future__ import annotations

from fastapi import APIRouter

from alphagex_logs.api.legacy import bots, decisions, exports, lists, models, operations

router = APIRouter()
for _part in (lists.router, decisions.router, bots.router, models.router, operations.router, exports.router):
    router.include_router(_part)

__all__ = ["router"]
