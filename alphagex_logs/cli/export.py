"""`alphagex-logs export`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs import export
from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.vocabulary import TABLE_ALIASES
from alphagex_logs.cli import filtering
from alphagex_logs.cli.fresh import fresh
from alphagex_logs.cli.terminal import answer, say
from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from alphagex_logs.filters import Filters
    from alphagex_logs.settings import Settings
    from alphagex_logs.warehouse import Snapshot

ALL = "all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to export, through which filters, to where."""
    parser.add_argument(
        "relation",
        type=lambda name: TABLE_ALIASES.get(name, name),
        choices=[*export.RELATIONS, ALL],
        metavar="RELATION",
        help=f"{', '.join(export.RELATIONS)}; or {ALL}: a ZIP file of all tables",
    )
    formats = [str(each) for each in export.Format]
    parser.add_argument("--format", choices=formats, default=formats[0], help="format of the file, or of the files in the archive (default: csv)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write; it appears when it is complete (default: standard output)")
    parser.add_argument("--manifest", action="store_true", help="also write FILE.manifest.json; without --out, print the manifest instead of the rows")
    parser.add_argument("--raw", action="store_true", help="leave CSV text that a spreadsheet would run as a formula as it is")
    filtering.add_arguments(parser)


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Write the same bytes that the API gives for the same filters."""
    if parsed.raw and parsed.format != export.Format.CSV:
        raise SettingsError("--raw is for CSV.", "The other formats are always exact: leave it out.")
    filtering.check(parsed)
    with fresh(settings) as (warehouse, _url), warehouse.snapshot() as snapshot:
        filters = filtering.filters_of(parsed, snapshot)
        _give(parsed, snapshot, filters)
    return 0


def _give(parsed: argparse.Namespace, snapshot: Snapshot, filters: Filters) -> None:
    tables = TABLES if parsed.relation == ALL else (parsed.relation,)
    downloads = [export.download(table, export.Format(parsed.format), filters, raw=parsed.raw) for table in tables]
    if parsed.manifest and not parsed.out:
        answer(_manifests([export.manifest(snapshot, download, datetime.now(UTC)) for download in downloads]))
        return
    digested = export.Digested(export.archive(downloads)(snapshot) if parsed.relation == ALL else downloads[0].pieces(snapshot))
    if parsed.out is None:
        _to_output(digested)
        return
    _to_file(digested, parsed.out)
    if parsed.manifest:
        described = [export.description(snapshot, download, datetime.now(UTC)) for download in downloads]
        whole = {"files": described} if parsed.relation == ALL else described[0]
        _to_file([export.encoded(whole | digested.told).encode()], parsed.out.with_name(f"{parsed.out.name}.manifest.json"))
    say(f"{parsed.out}: {digested.told['bytes']:,} bytes")


def _manifests(manifests: list[dict[str, object]]) -> str:
    return export.encoded(manifests[0] if len(manifests) == 1 else manifests)


def _to_output(pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _to_file(pieces: Iterable[bytes], file: Path) -> None:
    """Write beside the file, then put it in place: nobody finds half of it. Raises SettingsError."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as target:
            target.writelines(pieces)
        part.replace(file)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written ({error.strerror}).", "Choose another place with --out.") from error
    finally:
        part.unlink(missing_ok=True)
