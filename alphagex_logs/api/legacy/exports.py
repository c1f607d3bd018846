"""Downloads under the names that older clients use."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from alphagex_logs import export, warehouse
from alphagex_logs.api import window
from alphagex_logs.api.parameters import Parameters
from alphagex_logs.api.stream import Streamed
from alphagex_logs.catalogue import find
from alphagex_logs.filters import Filters

router = APIRouter(tags=["older clients"])
NAMES = {
    "ml_logs": "ml_decision_logs",
    "oracle": "oracle_predictions",
    "psychology": "psychology_analysis",
    "autonomous": "autonomous_trader_logs",
    "ai_recommendations": "ai_recommendations",
    "wheel_activity": "wheel_activity_log",
    "gex_changes": "gex_change_log",
    "ares_ml": "ares_ml_outcomes",
}


class ExportParameters(Parameters):
    """In which format, of which days."""

    format: Literal["csv", "json"] = Field("csv", description="Format of the file.")
    days: int = Field(30, ge=1, le=36_500, description="Rows of the last so many days; ends with the newest row where that is older.")


@router.get(
    "/logs/export/{log_type}",
    summary="Rows of one kind as CSV or JSON",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, "application/json": {}}}},
)
def download(
    log_type: Annotated[str, Path(description=f"trading_decisions, {', '.join(NAMES)}, or the name of a table.", examples=["oracle"])],
    query: Annotated[ExportParameters, Query()],
) -> Response:
    """CSV of trading_decisions has a line per option leg; JSON is a bare list."""
    table = find(NAMES.get(log_type, log_type)).name
    chosen = export.Format(query.format)
    with warehouse.current().snapshot() as snapshot:
        filters = window.of_days(query.days, snapshot.newest()).through(Filters())
    if table == "trading_decisions" and chosen is export.Format.CSV:
        return Streamed(export.DecisionLegs(filters).pieces, media_type=chosen.media_type, file_name=export.DecisionLegs.file_name)
    wanted = export.download(table, chosen, filters)
    return Streamed(wanted.pieces, media_type=chosen.media_type, file_name=wanted.file_name)
