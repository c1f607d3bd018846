"""The debug trace of a bot: spx_debug_logs, by hand or through Python's own logging."""

from __future__ import annotations

import logging
import threading
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import SPX_DEBUG_LOGS
from alphagex_logs.catalogue.vocabulary import DebugCategory, LogLevel
from alphagex_logs.writers import documents, scalars
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.interruption import pass_on
from alphagex_logs.writers.sink import writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.sink import Sink

# Lines that a sink itself causes would each cause the next.
_OWN_LOGGERS = ("alphagex_logs", "sqlalchemy")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_COLUMNS: Mapping[str, type] = {"category": str, "subcategory": str, "session_id": str, "scan_cycle": int, "duration_ms": int, "success": bool}
_COUNT_BITS = 31  # of the columns that count


@dataclass(frozen=True, slots=True, kw_only=True)
class DebugSource:
    """The part of a bot that a line comes from, and the run and scan that it belongs to."""

    category: str = DebugCategory.GENERAL
    subcategory: str | None = None
    session_id: str | None = None
    scan_cycle: int | None = None


@writer
def log_debug(
    sink: Sink,
    *,
    message: str,
    source: DebugSource = DebugSource(),
    level: str = LogLevel.INFO,
    data: Mapping[str, object] | None = None,
    duration_ms: int | None = None,
    success: bool | None = None,
    error: BaseException | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one line of the debug trace; an `error` gives its message and its stack trace. Raises ValueRefused."""
    return sink.put(
        SPX_DEBUG_LOGS,
        {
            "event_id": event_id,
            "timestamp": event_time(SPX_DEBUG_LOGS, at),
            "category": source.category,
            "subcategory": source.subcategory,
            "session_id": source.session_id,
            "scan_cycle": source.scan_cycle,
            "log_level": level,
            "message": message,
            "data": data,
            "duration_ms": duration_ms,
            "success": success,
            "error_message": None if error is None else legible(_in_words(error)),
            "stack_trace": None if error is None else legible("".join(traceback.format_exception(error))),
            "bot_name": bot,
        },
    )


class SpxDebugHandler(logging.Handler):
    """Sends a bot's ordinary `logging` calls to spx_debug_logs.

    `extra` fields called category, subcategory, session_id, scan_cycle, duration_ms and success fill these columns; all others go
    to `data`, an object that JSON cannot hold as its repr. Text that PostgreSQL cannot store is made legible rather than refused.
    What still goes wrong is reported by `logging.Handler.handleError` and never reaches the bot. Lines of this package and of its
    database library are left out. The sink stays the caller's to close.
    """

    def __init__(self, sink: Sink, *, source: DebugSource = DebugSource(), bot: str | None = None, level: int | str = logging.NOTSET) -> None:
        super().__init__(level)
        self._sink = sink
        self._source = source
        self._bot = bot
        self._emitting = threading.local()
        # A filter runs before the handler's lock is taken: the sink's own thread must never wait for a bot that waits for the sink.
        self.addFilter(_is_of_the_bot)

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the record as one row, unless the sink logs it while it takes another."""
        if getattr(self._emitting, "now", False):
            return
        self._emitting.now = True
        try:
            self._sink.put(SPX_DEBUG_LOGS, self._row(record))
        except Exception as error:  # noqa: BLE001 - logging must never break bots
            pass_on(error)
            self.handleError(record)
        finally:
            self._emitting.now = False

    def _row(self, record: logging.LogRecord) -> dict[str, object]:
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        columns = _taken(extra)
        source = self._source
        row = {
            "timestamp": datetime.fromtimestamp(record.created, UTC),
            "category": source.category,
            "subcategory": source.subcategory,
            "session_id": source.session_id,
            "scan_cycle": source.scan_cycle,
            "log_level": _level(record.levelno),
            "message": legible(record.getMessage()),
            "data": {"logger": record.name, "file": f"{record.filename}:{record.lineno}"} | {name: _kept(value) for name, value in extra.items()},
            "bot_name": self._bot,
        }
        return row | columns | self._failure(record)

    def _failure(self, record: logging.LogRecord) -> dict[str, object]:
        error = record.exc_info[1] if record.exc_info else None
        # A record that crossed a queue has lost its exception and kept the text of it.
        trace = record.exc_text or ("".join(traceback.format_exception(error)) if error else "")
        trace = "\n".join(part for part in (trace, record.stack_info) if part)
        return {"error_message": legible(_in_words(error)) if error else None, "stack_trace": legible(trace) if trace else None}


def _taken(extra: dict[str, object]) -> dict[str, object]:
    """The extra fields that have a column which takes them, removed from the others: no field may cost the line."""
    taken: dict[str, object] = {}
    for name, kind in _COLUMNS.items():
        value = scalars.bare(extra.get(name))
        if type(value) is kind and not (isinstance(value, int) and value.bit_length() > _COUNT_BITS):
            taken[name] = legible(value) if isinstance(value, str) else value
            del extra[name]
    return taken


def _is_of_the_bot(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] not in _OWN_LOGGERS


def legible(text: str) -> str:
    """The text with what PostgreSQL cannot store shown as U+FFFD, and cut, saying so, where it is longer than a column takes."""
    clean = text.replace("\0", "\ufffd").encode(errors="surrogatepass").decode(errors="replace")
    size = len(clean.encode())
    if size <= scalars.MAX_TEXT_BYTES:
        return clean
    kept = clean.encode()[: scalars.MAX_TEXT_BYTES - 100].decode(errors="ignore")
    return f"{kept} [{size - len(kept.encode()):,} more bytes were cut]"


def _kept(value: object) -> object:
    try:
        return documents.part(value)
    except scalars.Unfit:
        return legible(repr(value))


def _in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _level(number: int) -> LogLevel:
    steps = ((logging.ERROR, LogLevel.ERROR), (logging.WARNING, LogLevel.WARNING), (logging.INFO, LogLevel.INFO))
    return next((level for least, level in steps if number >= least), LogLevel.DEBUG)
