"""What a shipper says about itself in a small file beside its lock, for `doctor`, the Health page and the metrics."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory

if TYPE_CHECKING:
    from pathlib import Path

NAME = "shipper.json"


@dataclass(slots=True)
class ShipperState:
    """Times are seconds since 1970. `writers` maps a writer to the newest sequence that took effect."""

    pid: int
    started: float
    beat: float = 0.0  # when this was written
    records: int = 0  # shipped since the start
    place: str = ""  # which PostgreSQL, without user and password
    trouble: str | None = None  # what it says while it cannot be reached
    trouble_since: float | None = None
    writers: dict[str, int] = field(default_factory=dict)


def write(root: Path, state: ShipperState) -> None:
    """Replace the file.

    Raises OSError.
    """
    hidden = root / f".{NAME}"
    opened = directory.open_private(hidden, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        os.write(opened.number, json.dumps(asdict(state)).encode())
    finally:
        opened.close()
    hidden.rename(root / NAME)


def read(root: Path) -> ShipperState | None:
    """What the last shipper said; None when none ever ran here."""
    try:
        return ShipperState(**json.loads((root / NAME).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
