"""Downloads: any relation through any filter, streamed; never held in memory, never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from alphagex_logs import export, warehouse
from alphagex_logs.api import query
from alphagex_logs.api.errors import ParameterRefused
from alphagex_logs.errors import UnknownTable

if TYPE_CHECKING:
    from fastapi import Response

router = APIRouter(prefix="/logs/export", tags=["export"])


@router.get("/{file}", summary="Rows of a table or relation as CSV, JSON, NDJSON or Parquet", response_class=StreamingResponse)
def download(request: Request, file: str) -> Response:
    """`file` is a table's name (or events, predictions, closed_positions) and `.csv`, `.json`, `.ndjson` or `.parquet`.

    Takes the dashboard's filters. `raw=1` leaves CSV text as it is; without it, text that a spreadsheet would run as a formula starts with `'`.
    """
    relation, chosen_format = _named(file)
    filters = query.chosen(request, own={"raw"})
    raw = request.query_params.get("raw", "0")
    if raw not in ("0", "1"):
        raise ParameterRefused("raw", "must be 0 or 1")
    opened = export.open_export(warehouse.current(), relation, chosen_format, filters, spreadsheet_safe=raw == "0")
    headers = {"Content-Disposition": f'attachment; filename="{opened.file_name}"'}
    return StreamingResponse(opened.pieces, media_type=chosen_format.media_type, headers=headers)


def _named(file: str) -> tuple[str, export.Format]:
    relation, _, ending = file.rpartition(".")
    if relation not in export.RELATIONS or ending not in tuple(export.Format):
        raise UnknownTable(file)
    return relation, export.Format(ending)
