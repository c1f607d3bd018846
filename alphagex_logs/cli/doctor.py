"""`alphagex-logs doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alphagex_logs.cli.terminal import answer
from alphagex_logs.errors import AlphagexError
from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.diagnosis import Diagnosis, Sync, diagnose
from alphagex_logs.spool.status import age

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings
    from alphagex_logs.spool.status import WriterStatus


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For people or for programs."""
    parser.add_argument("--json", action="store_true", help="print everything that was found as JSON")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Print the diagnosis; 1 when something is wrong."""
    found = diagnose(settings, _sync(settings))
    if parsed.json:
        answer(json.dumps({"well": found.well, **asdict(found)}, default=str, indent=2))
    else:
        for line in _lines(found):
            answer(line)
    return 0 if found.well else 1


def _sync(settings: Settings) -> Sync:
    """The warehouse's lag where a warehouse file exists that can be opened here and nobody else has open; a running dashboard says it on its Health page."""
    if not settings.warehouse_file.exists():
        return Sync()
    try:
        from alphagex_logs import warehouse  # noqa: PLC0415  a bot's own environment has no DuckDB
    except ModuleNotFoundError:
        return Sync()
    try:
        store = warehouse.Warehouse.open(settings, settings.database_url or embedded.url_of(settings.data_dir))
    except AlphagexError:
        return Sync()
    try:
        refreshed = store.rows("SELECT refreshed_at FROM store.state")[0][0]
    finally:
        store.close()
    return Sync(lag=(datetime.now(UTC) - refreshed.replace(tzinfo=UTC)).total_seconds() if refreshed else None)


def _lines(found: Diagnosis) -> list[str]:
    spool, shipper = found.spool, found.spool.shipper
    lines = [
        f"spool      {spool.root}: {spool.waiting_records:,} records wait ({_mib(spool.waiting_bytes)}){_since(spool.oldest)}",
        *(f"  writer   {_writer(writer)}" for writer in spool.writers),
        *(
            f"left over  {left.records:,} records of the deleted spool {left.root} in {left.stage}: `alphagex-logs ship --once --spool {left.root}` ships them."
            for left in spool.orphans
        ),
        f"shipper    runs, process {shipper.pid}, {shipper.records:,} records" if shipper and spool.shipper_runs else "shipper    does not run",
    ]
    if found.database is not None:
        database = found.database
        lines += [
            f"database   {database.place}: {database.dead:,} dead letters, {database.lost:,} records lost, {database.pending_outcomes:,} outcomes wait",
            *(f"  dead     {one.records:,} {one.table} {one.reason}" for one in database.dead_letters),
            *(f"  lost     {one.records:,} {one.table or 'of an unknown table'}: {one.reason}" for one in database.gaps),
        ]
    lines.append(f"warehouse  {'unknown' if found.sync.lag is None else f'{found.sync.lag:.0f} s behind'}")
    lines += [f"{'WRONG' if finding.wrong else 'note '}      {finding.what} {finding.remedy}" for finding in found.findings]
    return lines if found.findings else [*lines, "All is well."]


def _writer(writer: WriterStatus) -> str:
    life = "alive" if writer.alive else "dead "
    return f"{writer.writer_id} {life} {writer.waiting_records:,} wait ({_mib(writer.waiting_bytes)}){_since(writer.oldest)}, {writer.dropped:,} dropped"


def _since(moment: float | None) -> str:
    seconds = age(moment)
    return "" if seconds is None else f", the oldest for {seconds:.1f} s"


def _mib(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"
