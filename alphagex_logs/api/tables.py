"""The log tables: what they are, their rows page by page, and one row in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response  # noqa: TC002  FastAPI reads it

from alphagex_logs import export, warehouse
from alphagex_logs.api import cursor
from alphagex_logs.api.envelope import Envelope, Success, listed
from alphagex_logs.api.errors import NoSuchRow
from alphagex_logs.api.parameters import MOST_ROWS, FilterParameters, Parameters, told
from alphagex_logs.catalogue import TABLES, find

if TYPE_CHECKING:
    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.filters import Filters

router = APIRouter(prefix="/logs", tags=["rows"])

TableName = Annotated[str, Path(description="Name of a table, or the name that it had later.", examples=["oracle_predictions"])]

EventId = Annotated[UUID, Path(description="Permanent identity of the row.", examples=["2ab14d72-ed18-5c5f-99dc-7d7e3115c000"])]


class PageParameters(FilterParameters):
    """The filters, and which page."""

    limit: int = Field(100, ge=1, le=MOST_ROWS, description="Rows on the page.")
    cursor: str | None = Field(None, description="`next` of the page before; the other parameters must be the same.", max_length=400)


@router.get("/tables", summary="The log tables: purpose, columns, rows, first and last moment", response_model=Envelope)
def tables(_query: Annotated[Parameters, Query()]) -> Response:
    """Every table of the catalogue, also those without rows."""
    with warehouse.current().snapshot() as snapshot:
        counted = {row["table_name"]: row for row in snapshot.ask("table_status")}
    return Success({"tables": [_described(table, counted[table.name]) for table in TABLES.values()], "total": len(TABLES)})


@router.get("/tables/{table}", summary="Rows of one table, newest first, page by page", response_model=Envelope)
def rows(table: TableName, query: Annotated[PageParameters, Query()]) -> Response:
    """The rows that the filters leave: `total` is exact, `next` is the cursor of the page that follows, null on the last one."""
    chosen = find(table)
    with warehouse.current().snapshot() as snapshot:
        stated = query.unresolved(snapshot)
        after = cursor.read(query.cursor, chosen.name, stated) if query.cursor else None
        filters = cursor.kept(stated, after) if after else query.resolved(snapshot)
        asked = export.Request(chosen.name, filters, query.limit + 1, after=(after.at, after.id) if after else None)
        found = export.page(snapshot, asked)
        answer = {"table": chosen.name, "rows": listed(found.rows[: query.limit]), "total": found.total, "limit": query.limit}
        return Success(answer | {"next": _next(found, query.limit, chosen, stated, filters), "window": told(filters, snapshot)})


@router.get("/tables/{table}/{event_id}", summary="One row in full", response_model=Envelope)
def row(table: TableName, event_id: EventId, _query: Annotated[Parameters, Query()]) -> Response:
    """The row with that permanent identity; `unrepresentable` names columns whose stored value no other program can hold."""
    chosen = find(table)
    with warehouse.current().snapshot() as snapshot:
        found = export.one(snapshot, chosen.name, str(event_id))
        if found is None:
            raise NoSuchRow(f"{chosen.name} has no row {event_id}.")
        text, key = found
        lost = snapshot.rows("SELECT column_name FROM unrepresentable WHERE table_name = $table AND id = $id", {"table": chosen.name, "id": key})
    return Success({"table": chosen.name, "row": export.Ready(text), "unrepresentable": [name for (name,) in lost]})


def _next(found: export.Page, limit: int, table: Table, stated: Filters, filters: Filters) -> str | None:
    """The cursor after the last row that is shown; one row more than that has been read."""
    if len(found.rows) <= limit:
        return None
    at, key = found.places[limit - 1]
    return cursor.written(cursor.Cursor(filters.since, filters.until, at, key), table.name, stated)


def _described(table: Table, counted: dict[str, Any]) -> dict[str, object]:
    return {
        "name": table.name,
        "number": table.number,
        "title": table.title,
        "purpose": table.purpose,
        "category": table.category,
        "status": table.status,
        "rows": counted["records"],
        "oldest": counted["oldest_at"],
        "newest": counted["newest_at"],
        "last_7_days": counted["last_7_days"],
        "columns": [{"name": column.name, "type": column.type, "unit": column.unit, "meaning": column.meaning} for column in table.columns],
    }
