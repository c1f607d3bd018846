"""Giving up what is older than its table's retention: only where somebody has said so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from alphagex_logs.archive.recall import keys
from alphagex_logs.catalogue import find
from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagex_logs.archive.folder import Folder
    from alphagex_logs.postgres.archive import ArchiveFile, Ledger

_RULE = re.compile(r"(?P<table>\w+)=(?P<days>[1-9]\d{0,5})d")


def rule(text: str) -> tuple[str, timedelta]:
    """The table and the age that a text like `oracle_predictions=730d` names.

    Raises SettingsError, UnknownTable.
    """
    found = _RULE.fullmatch(text)
    if found is None:
        raise SettingsError(f"{text[:80]!r} is no retention.", "Write it like oracle_predictions=730d.")
    return find(found["table"]).name, timedelta(days=int(found["days"]))


def outlived(files: Sequence[ArchiveFile], ages: Mapping[str, timedelta], today: date | None = None) -> list[ArchiveFile]:
    """The files whose whole month lies further back than their table's age; tables without an age keep all."""
    now = today or datetime.now(UTC).date()
    return [file for file in files if not file.expired and file.table in ages and _end(file.month) <= now - ages[file.table]]


def give_up(book: Ledger, target: Folder, files: Sequence[ArchiveFile]) -> None:
    """Record that these files are given up, then delete them; a process that is killed in between leaves the deleting to the next run."""
    for file in files:
        book.expire(file, [key for key, _ in keys(target.path, file, book.void(file.table), "id")])
        target.discard(file.file)


def _end(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
