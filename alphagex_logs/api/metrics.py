"""How the write path is, as OpenMetrics text for Prometheus and its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from alphagex_logs import settings, warehouse
from alphagex_logs.api.parameters import Parameters  # noqa: TC001  FastAPI reads it
from alphagex_logs.postgres.diagnosis import Diagnosis, Sync, diagnose
from alphagex_logs.spool.status import age

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alphagex_logs.postgres.status import WriteStatus
    from alphagex_logs.spool.status import SpoolStatus

MEDIA_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
Sample = tuple[dict[str, str], float]

router = APIRouter(tags=["health"])


@router.get("/metrics", summary="The write path's figures as OpenMetrics text", response_class=Response)
def metrics(_query: Annotated[Parameters, Query()]) -> Response:
    """Spool, shipper, dead letters, losses and the warehouse's lag. Figures that are unknown are left out."""
    return Response(text(diagnose(settings.load(), sync())), media_type=MEDIA_TYPE)


def sync() -> Sync:
    """How far the warehouse of this process is behind."""
    state = warehouse.freshness()
    return Sync(state.lag, state.error) if state else Sync()


def text(found: Diagnosis) -> str:
    """The exposition of a diagnosis."""
    lines = [*_spool(found.spool), *_shipper(found.spool), *(_database(found.database) if found.database else ())]
    lines += _gauge("database_up", "Whether PostgreSQL answers.", [({}, found.database is not None)])
    if found.sync.lag is not None:
        lines += _gauge("sync_lag_seconds", "How far the warehouse is behind PostgreSQL.", [({}, found.sync.lag)])
    lines += _gauge("findings", "Things that `alphagex-logs doctor` calls wrong.", [({}, sum(finding.wrong for finding in found.findings))])
    return "\n".join([*lines, "# EOF", ""])


def _spool(spool: SpoolStatus) -> Iterator[str]:
    yield from _gauge("spool_writers", "Processes that log, and dead ones whose records wait.", _by_life(spool))
    yield from _gauge("spool_waiting_records", "Records that have not reached PostgreSQL.", [({}, spool.waiting_records)])
    yield from _gauge("spool_waiting_bytes", "Their bytes.", [({}, spool.waiting_bytes)])
    yield from _gauge("spool_memory_bytes", "Bytes that a power loss would take.", [({}, sum(writer.in_memory_bytes for writer in spool.writers))])
    oldest = age(spool.oldest)
    yield from _gauge("spool_oldest_seconds", "How long the oldest of them has waited; 0 when none waits.", [({}, oldest or 0.0)])
    yield from _gauge("spool_damaged_files", "Places of spool files that were set aside.", [({}, spool.damaged_files)])


def _by_life(spool: SpoolStatus) -> list[Sample]:
    alive = sum(writer.alive for writer in spool.writers)
    return [({"alive": "true"}, alive), ({"alive": "false"}, len(spool.writers) - alive)]


def _shipper(spool: SpoolStatus) -> Iterator[str]:
    yield from _gauge("shipper_up", "Whether a shipper runs.", [({}, spool.shipper_runs)])
    said = spool.shipper
    if said is not None:
        yield from _counter("shipper_records", "Records that the shipper has brought to PostgreSQL since it started.", [({}, said.records)])
        yield from _gauge("shipper_trouble_seconds", "For how long PostgreSQL has not taken records; 0 when it does.", [({}, age(said.trouble_since) or 0.0)])


def _database(database: WriteStatus) -> Iterator[str]:
    dead = [({"table": one.table, "reason": one.reason}, float(one.records)) for one in database.dead_letters]
    lost = [({"table": one.table, "reason": one.reason}, float(one.records)) for one in database.gaps]
    yield from _gauge("dead_letters", "Records that made no row and were not replayed.", dead)
    yield from _counter("lost_records", "Records that were lost, by table and reason.", lost)
    yield from _gauge("pending_outcomes", "Outcomes that wait for their row.", [({}, database.pending_outcomes)])


def _gauge(name: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield from _family(name, "gauge", meaning)
    for labels, value in samples:
        yield f"alphagex_{name}{_labels(labels)} {float(value)!r}"


def _counter(name: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield from _family(name, "counter", meaning)
    for labels, value in samples:
        yield f"alphagex_{name}_total{_labels(labels)} {float(value)!r}"


def _family(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# TYPE alphagex_{name} {kind}"
    yield f"# HELP alphagex_{name} {meaning}"


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
