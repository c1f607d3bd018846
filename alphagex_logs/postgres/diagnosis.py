"""Is the write path well? One typed answer for `doctor`, the Health page and the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alphagex_logs.errors import AlphagexError
from alphagex_logs.postgres import embedded, status
from alphagex_logs.spool import status as spool_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagex_logs.postgres.status import WriteStatus
    from alphagex_logs.settings import Settings
    from alphagex_logs.spool.status import SpoolStatus

WAITING_SECONDS = 60  # a record that waits longer is held up by something
SILENT_SECONDS = 3_600
PENDING_DAYS = 7
LAG_SECONDS = 60
BEAT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should know, and what to do; `wrong` when it does not pass by itself."""

    what: str
    remedy: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Sync:
    """How far the warehouse is behind PostgreSQL, in seconds, and why when it cannot follow; None and empty are unknown."""

    lag: float | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The spool of this machine, the database's side, the warehouse's lag, and what follows from them."""

    at: datetime
    spool: SpoolStatus
    database: WriteStatus | None
    database_error: str
    sync: Sync
    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.wrong for finding in self.findings)


def diagnose(settings: Settings, sync: Sync | None = None) -> Diagnosis:
    """Look at the spool and the database of these settings; never raises for what it finds there."""
    spool = spool_status.look(settings.spool)
    database, error = None, ""
    try:
        database = status.look(settings.database_url or embedded.url_of(settings.data_dir))
    except AlphagexError as unreachable:
        error = str(unreachable)
    known = sync or Sync()
    # A database that is away is one finding, not three: who waits for the same one is not told of again.
    trouble = Sync() if error else known
    findings = (*_of_database(database, error), *_of_spool(spool), *_of_shipper(spool, error), *_of_sync(trouble))
    return Diagnosis(datetime.now(UTC), spool, database, error, known, findings)


def _of_spool(spool: SpoolStatus) -> Iterator[Finding]:
    oldest = spool_status.age(spool.oldest)
    if oldest is not None and oldest > WAITING_SECONDS:
        yield Finding(f"{_wait(spool.waiting_records)} in {spool.root}, the oldest for {_duration(oldest)}.", "The shipper's state says why.")
    if spool.damaged_files:
        yield Finding(f"{_several(spool.damaged_files, 'damaged place')} of spool files set aside.", f"Look at {spool.root / 'corrupt'}, then remove it.")
    if spool.files_of_last_resort:
        yield Finding(
            f"{_several(spool.files_of_last_resort, 'record')} kept as files, because not even the dead letters took them.", f"Look at {spool.root / 'dead'}."
        )
    for writer in spool.writers:
        silent = spool_status.age(writer.newest)
        if writer.alive and silent is not None and silent > SILENT_SECONDS:
            yield Finding(f"Writer {writer.writer_id} runs, and has logged nothing for {_duration(silent)}.", "See whether its bot still works.", wrong=False)
    if spool.orphans:  # which database they were for, and whether they have arrived there, only a person knows
        left, spools = sum(orphan.records for orphan in spool.orphans), _several(len(spool.orphans), "deleted spool")
        told = f"{_several(left, 'record')} of {spools} left in shared memory until this machine is started anew."
        yield Finding(told, "`alphagex-logs doctor` names each spool, with the command that ships it.", wrong=False)


def _of_shipper(spool: SpoolStatus, database_error: str) -> Iterator[Finding]:
    said = spool.shipper
    if spool.waiting_records and not spool.shipper_runs:
        yield Finding(f"{_wait(spool.waiting_records)} and no shipper runs.", "Run `alphagex-logs ship`.")
    if spool.shipper_runs and said is not None:
        quiet = spool_status.age(said.beat) or 0.0
        if said.trouble and not (said.place and said.place in database_error):
            yield Finding(
                f"The shipper has been in trouble for {_duration(spool_status.age(said.trouble_since) or 0.0)}: {said.trouble}", "It goes on by itself."
            )
        if quiet > BEAT_SECONDS:
            yield Finding(f"The shipper (process {said.pid}) has given no sign for {_duration(quiet)}.", "End it: another one goes on where it was.")


def _of_database(database: WriteStatus | None, error: str) -> Iterator[Finding]:
    if database is None:
        yield Finding(f"The database cannot be asked: {error}", "Bots go on logging into the spool meanwhile.")
        return
    if database.dead:
        yield Finding(
            f"{_several(database.dead, 'dead letter')}: records that made no row.", "`alphagex-logs dead-letters` lists them, and replays them after a fix."
        )
    if database.lost:
        reasons = ", ".join(f"{gap.records:,} {gap.table or 'of an unknown table'}: {gap.reason}" for gap in database.gaps[:3])
        yield Finding(
            f"{_several(database.lost, 'record')} lost ({reasons}).",
            "Give the spool more room, and keep its disk sound; rows in agx.gap stay as the record of it.",
        )
    if database.oldest_pending and (datetime.now(UTC) - database.oldest_pending).days >= PENDING_DAYS:
        yield Finding(
            f"{_several(database.pending_outcomes, 'outcome')} without a row to change, the oldest since {database.oldest_pending:%Y-%m-%d}.",
            "Look at agx.pending_outcome: the bot may name the wrong decision.",
        )


def _of_sync(sync: Sync) -> Iterator[Finding]:
    if sync.error:
        yield Finding(f"The warehouse cannot follow: {sync.error}", "The dashboard shows what it had.")
    elif sync.lag is not None and sync.lag > LAG_SECONDS:
        yield Finding(f"The warehouse is {_duration(sync.lag)} behind PostgreSQL.", "Start the dashboard, or run `alphagex-logs sync`.", wrong=False)


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _wait(records: int) -> str:
    return "1 record waits" if records == 1 else f"{records:,} records wait"


def _duration(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
