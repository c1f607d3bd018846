"""Runs of the data collectors: data_collection_log and options_collection_log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import DATA_COLLECTION_LOG, OPTIONS_COLLECTION_LOG
from alphagex_logs.catalogue.vocabulary import CollectionStatus
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.sink import writer

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainCounts:
    """What a run of the option-chain collector brought home."""

    expirations: int | None = None
    strikes: int | None = None
    calls: int | None = None
    puts: int | None = None

    @property
    def contracts(self) -> int | None:
        """Calls and puts together; None when either is unknown."""
        return None if self.calls is None or self.puts is None else self.calls + self.puts


@writer
def log_data_collection(
    sink: Sink,
    *,
    collection_type: str,
    source: str,
    success: bool,
    symbol: str | None = None,
    records_collected: int | None = None,
    duration_ms: int | None = None,
    error_message: str | None = None,
    next_collection_at: datetime | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one run of a collection job; `source` is the provider that was asked. Raises ValueRefused."""
    return sink.put(
        DATA_COLLECTION_LOG,
        {
            "event_id": event_id,
            "timestamp": event_time(DATA_COLLECTION_LOG, at),
            "collection_type": collection_type,
            "source": source,
            "symbol": symbol,
            "records_collected": records_collected,
            "success": success,
            "error_message": error_message,
            "duration_ms": duration_ms,
            "next_collection_at": next_collection_at,
            "bot_name": bot,
        },
    )


@writer
def log_options_collection(
    sink: Sink,
    *,
    symbol: str,
    success: bool,
    counts: ChainCounts = ChainCounts(),
    spot_price: Number | None = None,
    duration_ms: int | None = None,
    error_message: str | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one run of the option-chain collector. Raises ValueRefused."""
    return sink.put(
        OPTIONS_COLLECTION_LOG,
        {
            "event_id": event_id,
            "timestamp": event_time(OPTIONS_COLLECTION_LOG, at),
            "symbol": symbol,
            "success": success,
            "status": CollectionStatus.SUCCESS if success else CollectionStatus.ERROR,
            "expirations_collected": counts.expirations,
            "strikes_collected": counts.strikes,
            "calls_collected": counts.calls,
            "puts_collected": counts.puts,
            "contracts_collected": counts.contracts,
            "spot_price": spot_price,
            "duration_ms": duration_ms,
            "duration_seconds": None if duration_ms is None else duration_ms / 1000,
            "error_message": error_message,
            "bot_name": bot,
        },
    )
