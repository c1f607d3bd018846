"""How much there is: rows per table, and rows per choice of each filter."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response  # noqa: TC002  FastAPI reads it

from alphagex_logs import warehouse
from alphagex_logs.api import window
from alphagex_logs.api.envelope import Envelope, Success
from alphagex_logs.api.parameters import FilterParameters, now, told
from alphagex_logs.catalogue import TABLES
from alphagex_logs.filters import LISTS

router = APIRouter(prefix="/logs", tags=["rows"])


class SummaryParameters(FilterParameters):
    """The filters, and what counts as recent."""

    days: int = Field(7, ge=1, le=36_500, description="Rows of the last so many days count as recent.")


@router.get("/summary", summary="Rows of every table: all, recent, and the newest", response_model=Envelope)
def summary(query: Annotated[SummaryParameters, Query()]) -> Response:
    """`total_count` is what the filters leave of a table, `recent_count` those of the last `days`."""
    with warehouse.current().snapshot() as snapshot:
        filters = query.resolved(snapshot)
        recent = window.of_days(query.days, snapshot.newest())
        counted = {row["table_name"]: row for row in snapshot.ask("rows_by_table", filters, recent_since=recent.since.replace(tzinfo=None))}
        period = told(filters, snapshot) | {"recent_since": recent.since}
    tables = {table.name: _counts(table.title, counted.get(table.name)) for table in TABLES.values()}
    total = sum(row["records"] for row in counted.values())
    return Success({"total_records_all_tables": total, "days_analyzed": query.days, "tables": tables, "window": period, "generated_at": now()})


def _counts(title: str, row: dict[str, Any] | None) -> dict[str, object]:
    found = row or {"records": 0, "recent_records": 0, "oldest_at": None, "newest_at": None}
    return {
        "display_name": title,
        "exists": True,
        "total_count": found["records"],
        "recent_count": found["recent_records"],
        "earliest_entry": found["oldest_at"],
        "latest_entry": found["newest_at"],
    }


@router.get("/facets", summary="How many rows each choice of each filter would show", response_model=Envelope)
def facets(query: Annotated[FilterParameters, Query()]) -> Response:
    """Per filter its labels, the most frequent first, at most 200; a filter does not count against itself."""
    labels: dict[str, list[dict[str, object]]] = defaultdict(list)
    with warehouse.current().snapshot() as snapshot:
        filters = query.resolved(snapshot)
        for row in snapshot.ask("facet_counts", filters):
            labels[row["facet"]].append({"label": row["label"], "records": row["records"]})
        total = snapshot.ask("log_count", filters)[0]["records"]
        period = told(filters, snapshot)
    return Success({"facets": {name: labels[name] for name in (*LISTS, "action")}, "total": total, "window": period})
