"""The two action journals of the autonomous trader: autonomous_trade_log and autonomous_trade_activity."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import AUTONOMOUS_TRADE_ACTIVITY, AUTONOMOUS_TRADE_LOG
from alphagex_logs.writers.clock import chicago, event_time
from alphagex_logs.writers.sink import insertion, writer

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.writers.operations import EventId, Operation
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What was traded: `strike` and `price` in dollars (per share), `option_type` an OptionType."""

    strike: Number | None = None
    option_type: str | None = None
    contracts: int | None = None
    price: Number | None = None


@writer
def log_action(
    sink: Sink,
    *,
    action: str,
    details: str | None = None,
    symbol: str | None = None,
    position_id: int | None = None,
    success: bool = True,
    error_message: str | None = None,
    realized_pnl: Number | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one action of the autonomous trader into both journals: both rows are written, or neither.

    `action` is a short upper-case code such as CHECK_START or TRADE_EXECUTED; `realized_pnl` in dollars. The returned id is the row
    of autonomous_trade_log; the row of autonomous_trade_activity has an id that follows from it. Raises ValueRefused.
    """
    moment = event_time(AUTONOMOUS_TRADE_LOG, at)
    said = {"action": action, "details": details, "position_id": position_id, "success": success, "bot_name": bot}
    journal = _journal_row(moment, {**said, "event_id": event_id, "realized_pnl": realized_pnl})
    activity = insertion(
        AUTONOMOUS_TRADE_ACTIVITY,
        {
            **said,
            "event_id": str(uuid.uuid5(uuid.UUID(journal.event_id), AUTONOMOUS_TRADE_ACTIVITY.name)),
            "symbol": symbol,
            "reason": details,
            "error_message": error_message,
            **_clocks(moment),
        },
    )
    sink.together(journal, activity)
    return journal.event_id


@writer
def log_trade_activity(
    sink: Sink,
    *,
    action_type: str,
    symbol: str,
    position_id: int | None,
    pnl_impact: Number | None,
    fill: Fill | None = None,
    details: str | None = None,
    success: bool = True,
    error_message: str | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue that a position was opened or closed (ActivityType), in the activity journal alone.

    `pnl_impact` in dollars: the realised profit on EXIT, minus the cost on ENTRY, which is cash flow and no loss. Raises ValueRefused.
    """
    return sink.put(
        AUTONOMOUS_TRADE_ACTIVITY,
        {
            "event_id": event_id,
            "action": action_type,
            "action_type": action_type,
            "symbol": symbol,
            **_traded(fill or Fill()),
            "reason": details,
            "details": details,
            "position_id": position_id,
            "pnl_impact": pnl_impact,
            "success": success,
            "error_message": error_message,
            "bot_name": bot,
            **_clocks(event_time(AUTONOMOUS_TRADE_ACTIVITY, at)),
        },
    )


def _journal_row(moment: datetime, said: dict[str, object]) -> Operation:
    """The row of autonomous_trade_log, whose days and times are the Chicago ones."""
    local = chicago(moment)
    return insertion(AUTONOMOUS_TRADE_LOG, {**said, "date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M:%S}", "timestamp": moment})


def _traded(fill: Fill) -> dict[str, object]:
    return {"strike": fill.strike, "option_type": fill.option_type, "contracts": fill.contracts, "price": fill.price}


def _clocks(moment: datetime) -> dict[str, object]:
    local = chicago(moment)
    return {
        "timestamp": moment,
        "activity_date": f"{local:%Y-%m-%d}",
        "activity_time": f"{local:%H:%M:%S}",
        "activity_timestamp": f"{local:%Y-%m-%d %H:%M:%S}",
    }
