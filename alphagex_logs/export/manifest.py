"""What a download holds, so that somebody who gets the file can tell what it is, and make it again."""

from __future__ import annotations

import hashlib
from collections import deque
from typing import TYPE_CHECKING

from alphagex_logs.filters import to_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from alphagex_logs.export.download import Download
    from alphagex_logs.warehouse import Snapshot

TIME_ZONE = "UTC"


class Digested:
    """Pieces of a file that pass through, and the checksum of those that have."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        """Each piece once."""
        for piece in self._pieces:
            self._digest.update(piece)
            self._size += len(piece)
            yield piece

    @property
    def told(self) -> dict[str, object]:
        """Bytes and SHA-256."""
        return {"bytes": self._size, "sha256": self._digest.hexdigest()}


def manifest(snapshot: Snapshot, download: Download, generated_at: datetime) -> dict[str, object]:
    """Filter, SQL, rows, columns, time zone and checksum of a download; it is read through once for that. Raises QuestionFailed."""
    digested = Digested(download.pieces(snapshot))
    deque(digested, maxlen=0)
    return description(snapshot, download, generated_at) | digested.told


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
