"""Downloads: any relation through any filter, streamed; never held in memory, never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from alphagex_logs import export, warehouse
from alphagex_logs.api.envelope import Envelope, Success
from alphagex_logs.api.errors import ParameterRefused
from alphagex_logs.api.parameters import FilterParameters, now
from alphagex_logs.api.stream import Streamed, place
from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.vocabulary import TABLE_ALIASES
from alphagex_logs.errors import UnknownTable

if TYPE_CHECKING:
    from alphagex_logs.warehouse import Snapshot

router = APIRouter(prefix="/logs/export", tags=["export"])

Relation = Annotated[str, Path(description="A table, by any of its names, or events, predictions or closed_positions.", examples=["oracle_predictions"])]
_FILES = {chosen.media_type: {"schema": {"type": "string", "format": "binary"}} for chosen in export.Format}


class ExportParameters(FilterParameters):
    """The filters, and how CSV text is written."""

    raw: Literal["0", "1"] = Field("0", description="For CSV: 1 leaves text as it is; 0 puts ' before text that a spreadsheet would run as a formula.")


class FileParameters(ExportParameters):
    """The same, or what the file would be."""

    manifest: Literal["0", "1"] = Field("0", description="1 answers with the manifest instead of the file.")


class ManifestParameters(ExportParameters):
    """The same, for the file of one format."""

    format: export.Format = Field(export.Format.CSV, description="Format of the file that the manifest is of.")


@router.get(
    "/all.zip",
    summary="All tables in one archive",
    response_class=Response,
    responses={200: {"content": {"application/zip": _FILES["text/csv; charset=utf-8"]}}},
)
def archive(query: Annotated[ManifestParameters, Query()]) -> Response:
    """The rows of every table that the filters leave, a file each in the chosen format, all of one moment."""
    with warehouse.current().snapshot() as snapshot:
        wanted = [_wanted(table, query.format, query, snapshot) for table in TABLES]
    pieces = export.archive(wanted)
    return Streamed(pieces, media_type="application/zip", file_name="alphagex-logs.zip")


@router.get("/{relation}.manifest.json", summary="What a download holds: filter, SQL, rows, time zone, SHA-256", response_model=Envelope)
def manifest(relation: Relation, query: Annotated[ManifestParameters, Query()]) -> Response:
    """The file is read through to say this, in the place of a download; it is the same file as long as `warehouse_version` is."""
    return _manifest(relation, query.format, query)


@router.get("/{relation}.{ending}", summary="Rows as CSV, JSON, NDJSON or Parquet", response_class=Response, responses={200: {"content": _FILES}})
def download(
    relation: Relation, ending: Annotated[str, Path(description="csv, json, ndjson or parquet", examples=["csv"])], query: Annotated[FileParameters, Query()]
) -> Response:
    """The whole of what the filters leave, in one fixed order. A download that breaks off ends without its last chunk: it is never shorter in silence."""
    if ending not in tuple(export.Format):
        raise UnknownTable(f"{relation}.{ending}")
    chosen = export.Format(ending)
    if query.manifest == "1":
        return _manifest(relation, chosen, query)
    with warehouse.current().snapshot() as snapshot:
        wanted = _wanted(relation, chosen, query, snapshot)
    return Streamed(wanted.pieces, media_type=chosen.media_type, file_name=wanted.file_name)


def _manifest(relation: str, chosen: export.Format, query: ExportParameters) -> Response:
    with place(), warehouse.current().snapshot() as snapshot:
        return Success(export.manifest(snapshot, _wanted(relation, chosen, query, snapshot), now()))


def _wanted(relation: str, chosen: export.Format, query: ExportParameters, snapshot: Snapshot) -> export.Download:
    if query.raw == "1" and chosen is not export.Format.CSV:
        raise ParameterRefused("raw", "is for CSV; the other formats are always exact")
    return export.download(TABLE_ALIASES.get(relation, relation), chosen, query.resolved(snapshot), raw=query.raw == "1")
