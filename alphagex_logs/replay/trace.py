"""The debug trace of the SPX trader: ordinary `logging` calls, sent through the handler that bots use, at the times of the replay."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from alphagex_logs.replay.session import event
from alphagex_logs.writers import Bot, DebugCategory, SpxDebugHandler
from alphagex_logs.writers.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.writers import EventId
    from alphagex_logs.writers.operations import Operation


class Trace:
    """A logger whose lines carry the replay's time in place of the clock's."""

    def __init__(self, sink: Sink) -> None:
        self._logger = logging.Logger("spx_trader", logging.DEBUG)
        self._logger.addHandler(SpxDebugHandler(_NamingSink(sink), bot=Bot.PHOENIX))
        self._logger.addFilter(self._set_time)
        self._at: datetime | None = None

    def line(
        self,
        at: datetime,
        category: DebugCategory,
        subcategory: str,
        message: str,
        *,
        scan_cycle: int,
        level: int = logging.INFO,
        success: bool = True,
        duration_ms: int | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        """Log one line with its facts."""
        self._at = at
        place = {"category": str(category), "subcategory": subcategory, "session_id": f"SPX-{at:%Y%m%d}-093100", "scan_cycle": scan_cycle}
        timing = {} if duration_ms is None else {"duration_ms": duration_ms}
        self._logger.log(level, message, extra={**place, "success": success, **timing, **(facts or {})})

    def _set_time(self, record: logging.LogRecord) -> bool:
        if self._at is not None:
            record.created = self._at.timestamp()
        return True


class _NamingSink(Sink):
    """Gives each line an identity from its time and text: `logging` has no place for one."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def accept(self, operations: Sequence[Operation]) -> None:
        """Pass them on."""
        self._sink.accept(operations)

    def put(self, table: Table, values: Mapping[str, object]) -> EventId:
        """Accept one line under its own identity."""
        named = event(table.name, values["timestamp"], values["subcategory"], values["message"])
        return self._sink.put(table, {"event_id": named, **values})

    def flush(self) -> None:
        """Pass it on."""
        self._sink.flush()

    def close(self) -> None:
        """The sink below belongs to the caller."""
