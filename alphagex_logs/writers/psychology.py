"""The mood of the market, its patterns and its alerts: psychology_analysis, pattern_learning, psychology_notifications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from alphagex_logs.catalogue import PATTERN_LEARNING, PSYCHOLOGY_ANALYSIS, PSYCHOLOGY_NOTIFICATIONS
from alphagex_logs.catalogue.vocabulary import NotificationType, Severity
from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.normalise import required
from alphagex_logs.writers.sink import writer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alphagex_logs.writers.market import MarketContext
    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """The mood of the market and the trap that goes with it; both probabilities 0-1."""

    regime_type: str  # PsychologyRegime
    confidence: Number | None = None
    trap: str | None = None  # PsychologyTrap
    trap_probability: Number | None = None


@writer
def log_psychology_analysis(
    sink: Sink,
    *,
    mood: Mood,
    symbol: str = "SPY",
    reasoning: str | None = None,
    market: MarketContext | None = None,
    recommended_action: str | None = None,
    notes: str | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue the mood of the market and the trap in it, with what was known of the market. Raises ValueRefused."""
    return sink.put(
        PSYCHOLOGY_ANALYSIS,
        {
            "event_id": event_id,
            "timestamp": event_time(PSYCHOLOGY_ANALYSIS, at),
            "symbol": symbol,
            "regime_type": mood.regime_type,
            "confidence": mood.confidence,
            "psychology_trap": mood.trap,
            "trap_probability": mood.trap_probability,
            "reasoning": reasoning,
            "market_context": market,
            "recommended_action": recommended_action,
            "notes": notes,
            "bot_name": bot,
        },
    )


@writer
def record_pattern(
    sink: Sink,
    *,
    pattern_name: str,
    successes: int,
    total_return: Number,
    occurrences: int = 1,
    pattern_data: Mapping[str, object] | None = None,
    totals: bool = False,
    at: datetime | None = None,
) -> EventId:
    """Queue sightings of a pattern whose outcomes are known; they are added to those recorded before.

    `successes` of the `occurrences` ended well; `total_return` is the sum of their returns as fractions (0.02 is 2 %). The row keeps
    the count and both means, and the database brings them up to date, so that bots may record at the same time and in any order.
    `pattern_data` is that of the latest call. With `totals` the figures are all sightings so far, and take the place of what is
    there: repeating such a call changes nothing. Raises ValueRefused.
    """
    count, good, total = _sums(occurrences, successes, total_return)
    moment = event_time(PATTERN_LEARNING, at)
    values = {
        "pattern_name": pattern_name,
        "pattern_data": pattern_data,
        "occurrences": count,
        "success_rate": good / count,
        "avg_return": total / count,
        "last_seen": moment,
        "created_at": moment,
    }
    return sink.upsert(
        PATTERN_LEARNING,
        values,
        key=("pattern_name",),
        adding=() if totals else ("occurrences",),
        keeping=("created_at",),
        averaging={} if totals else {"success_rate": "occurrences", "avg_return": "occurrences"},
    )


def _sums(occurrences: int, successes: int, total_return: Number) -> tuple[int, int, float]:
    count = cast("int", required(PATTERN_LEARNING, "occurrences", occurrences))
    good = cast("int", required(PATTERN_LEARNING, "occurrences", successes))
    total = cast("float", required(PATTERN_LEARNING, "avg_return", total_return))
    if not (0 <= good <= count and count > 0):
        raise ValueRefused(PATTERN_LEARNING.name, "success_rate", successes, f"successes go from 0 to the {count} occurrences, of which there is at least one")
    return count, good, total


@writer
def log_psychology_notification(
    sink: Sink,
    *,
    message: str,
    regime_type: str | None = None,
    notification_type: str = NotificationType.REGIME_CHANGE,
    severity: str = Severity.INFO,
    details: Mapping[str, object] | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue an alert about the mood of the market, unread; `regime_type` is a DetectorPattern. Raises ValueRefused."""
    moment = event_time(PSYCHOLOGY_NOTIFICATIONS, at)
    return sink.put(
        PSYCHOLOGY_NOTIFICATIONS,
        {
            "event_id": event_id,
            "timestamp": moment,
            "created_at": moment,
            "notification_type": notification_type,
            "regime_type": regime_type,
            "message": message,
            "severity": severity,
            "data": details,
            "read": False,
            "bot_name": bot,
        },
    )
