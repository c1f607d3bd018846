"""What older clients ask about the SPX trader's debug log, the psychology detector's notices and the autonomous trader's day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response  # noqa: TC002  FastAPI reads it

from alphagex_logs import export, warehouse
from alphagex_logs.api import window
from alphagex_logs.api.envelope import Envelope, Success, listed
from alphagex_logs.api.legacy.lists import DEBUG
from alphagex_logs.api.parameters import MOST_ROWS, Parameters, now
from alphagex_logs.filters import Filters

router = APIRouter(tags=["older clients"])
_CENTRAL = ZoneInfo("America/Chicago")


class HoursParameters(Parameters):
    """Of which hours, and how many."""

    hours: int = Field(24, ge=1, le=876_000, description="Lines of the last so many hours.")
    limit: int = Field(100, ge=1, le=MOST_ROWS, description="Lines to give at most.")


@router.get("/spx/debug/errors", summary="Errors of the SPX trader", response_model=Envelope)
def errors(query: Annotated[HoursParameters, Query()]) -> Response:
    """`total_errors`, `error_counts_by_category` and `recent_errors`, under `data` and beside it."""
    with warehouse.current().snapshot() as snapshot:
        span = window.ending(timedelta(hours=query.hours), snapshot.newest())
        found = snapshot.ask("debug_errors", span.through(Filters()), page_size=query.limit)
    by_category = {row["category"] or "(none)": row["errors_of_category"] for row in found}
    recent = [
        {name: cell for name, cell in row.items() if name != "errors_of_category"} | {"data": export.Ready(row["data"] or "null")}
        for row in found[: query.limit]
    ]
    told = {"total_errors": sum(by_category.values()), "error_counts_by_category": by_category, "recent_errors": recent}
    return Success(told, **told, count=len(recent), window=span.told())


@router.get("/spx/debug/data-fetches", summary="Data fetches of the SPX trader", response_model=Envelope)
def fetches(query: Annotated[HoursParameters, Query()]) -> Response:
    """`data`: the fetches, newest first; beside it `success_rate` in percent and `avg_duration_ms`."""
    with warehouse.current().snapshot() as snapshot:
        span = window.ending(timedelta(hours=query.hours), snapshot.newest())
        filters = span.through(Filters())
        found = export.page(snapshot, export.Request("spx_debug_logs", filters, query.limit, columns=DEBUG, equal={"category": "DATA_FETCH"}))
        counted = snapshot.ask("debug_fetches", filters)[0]
    told = {"success_rate": counted["success_rate"], "avg_duration_ms": counted["avg_duration_ms"]}
    return Success(listed(found.rows), count=len(found.rows), total=found.total, **told, window=span.told())


@router.get("/psychology/notifications/stats", summary="Notices of the last seven days by regime", response_model=Envelope)
def notices(_query: Annotated[Parameters, Query()]) -> Response:
    """`data.stats`: regime and number."""
    with warehouse.current().snapshot() as snapshot:
        span = window.of_days(7, snapshot.newest())
        found = snapshot.ask("notices_by_regime", span.through(Filters()))
    stats = {row["regime_type"]: row["records"] for row in found}
    return Success({"stats": stats, "period": "7 days", "window": span.told()}, stats=stats, period="7 days")


@router.get("/trader/trade-log", summary="What the autonomous trader did today", response_model=Envelope)
def trade_log(_query: Annotated[Parameters, Query()]) -> Response:
    """Today in US Central time; the day of the newest row where that is older."""
    with warehouse.current().snapshot() as snapshot:
        span = _today(snapshot.newest())
        found = snapshot.ask("activity_of_day", span.through(Filters()), page_size=MOST_ROWS)
    return Success(found, count=len(found), window=span.told())


def _today(newest: datetime | None) -> window.Window:
    """The Central day of this moment, or of the newest row when that is of another day."""
    today = now().astimezone(_CENTRAL).date()
    day = newest.astimezone(_CENTRAL).date() if newest else today
    since = datetime.combine(day, time(), _CENTRAL)
    return window.Window(since, datetime.combine(day + timedelta(days=1), time(), _CENTRAL), anchored=day != today)
