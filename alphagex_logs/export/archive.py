"""Many downloads in one ZIP file, written as they are read."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from alphagex_logs.export.formats import Format, Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from alphagex_logs.export.download import Download
    from alphagex_logs.warehouse import Snapshot

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the files' time stamp: the same rows are the same bytes


def archive(downloads: Sequence[Download]) -> Callable[[Snapshot], Generator[bytes, None, None]]:
    """What gives the pieces of the archive, all files of one version. Without its last piece it is no ZIP file."""

    def pieces(snapshot: Snapshot) -> Generator[bytes, None, None]:
        target = Outbox()
        with zipfile.ZipFile(target, "w") as file:
            for download in downloads:
                with file.open(_entry(download), "w", force_zip64=True) as inside:
                    for piece in download.pieces(snapshot):
                        inside.write(piece)
                        yield from target.take()
        yield from target.take()

    return pieces


def _entry(download: Download) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(download.file_name, _FIRST_DAY)
    entry.compress_type = zipfile.ZIP_STORED if download.format is Format.PARQUET else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
