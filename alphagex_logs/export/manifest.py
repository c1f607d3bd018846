"""What a download holds, so that somebody who gets the file can tell what it is, and make it again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from alphagex_logs.filters import to_query

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.export.download import Download
    from alphagex_logs.warehouse import Snapshot

TIME_ZONE = "UTC"


def manifest(snapshot: Snapshot, download: Download, generated_at: datetime) -> dict[str, object]:
    """Filter, SQL, rows, columns, time zone and checksum of a download; it is read through once for that. Raises QuestionFailed."""
    digest, size = hashlib.sha256(), 0
    for piece in download.pieces(snapshot):
        digest.update(piece)
        size += len(piece)
    return description(snapshot, download, generated_at) | {"bytes": size, "sha256": digest.hexdigest()}


def description(snapshot: Snapshot, download: Download, generated_at: datetime) -> dict[str, object]:
    """The manifest without what only the bytes tell."""
    selection = download.selection
    columns = [{"name": name, "type": _named(kind)} for name, kind in snapshot.columns(selection.relation).items()]
    return {
        "file": download.file_name,
        "relation": selection.relation,
        "format": str(download.format),
        "raw": download.raw,
        "filter": to_query(selection.filters),
        "since": selection.filters.since,
        "until": selection.filters.until,
        "sql": selection.sql,
        "parameters": selection.parameters,
        "rows": selection.count(snapshot),
        "columns": columns,
        "time_zone": TIME_ZONE,
        "generated_at": generated_at,
        "warehouse_version": snapshot.version,
    }


def _named(kind: str) -> str:
    return "VARCHAR" if kind.startswith("ENUM") else kind
