"""What happened in the wheel cycles: wheel_activity_log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import WHEEL_ACTIVITY_LOG
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.sink import writer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelCycle:
    """Which cycle a step belongs to, and which leg of it; no leg when the cycle closes."""

    cycle_id: int
    symbol: str
    leg_id: int | None = None


@writer
def log_wheel_activity(
    sink: Sink,
    *,
    cycle: WheelCycle,
    action: str,
    description: str | None = None,
    premium_impact: Number | None = None,
    pnl_impact: Number | None = None,
    underlying_price: Number | None = None,
    option_price: Number | None = None,
    details: Mapping[str, object] | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one step of a wheel cycle (WheelAction).

    `premium_impact` is the cash that came in or went out, `pnl_impact` the profit that became final with this step, both in dollars
    for all contracts and never to be added: the second holds the first again once an option expires. `option_price` in dollars per
    share. The symbol is kept in `details`. Raises ValueRefused.
    """
    return sink.put(
        WHEEL_ACTIVITY_LOG,
        {
            "event_id": event_id,
            "timestamp": event_time(WHEEL_ACTIVITY_LOG, at),
            "cycle_id": cycle.cycle_id,
            "leg_id": cycle.leg_id,
            "action": action,
            "description": description,
            "premium_impact": premium_impact,
            "pnl_impact": pnl_impact,
            "underlying_price": underlying_price,
            "option_price": option_price,
            "details": {"symbol": cycle.symbol, **(details or {})},
            "bot_name": bot,
        },
    )
