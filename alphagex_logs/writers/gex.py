"""Changes of gamma exposure: gex_change_log."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from alphagex_logs.catalogue import GEX_CHANGE_LOG
from alphagex_logs.catalogue.vocabulary import VelocityTrend
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.normalise import required
from alphagex_logs.writers.sink import writer

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink

FAST_CHANGE_PCT = 5.0


@writer
def log_gex_change(
    sink: Sink,
    *,
    symbol: str,
    previous_gex: Number,
    current_gex: Number,
    spot_price: Number | None = None,
    change_type: str = "NET_GEX",
    trigger_event: str | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one change of net gamma exposure, in dollars per 1 % move of the underlying.

    The difference, its percentage of the previous size (unknown when that is 0), whether the sign turned and whether it went fast
    (by more than 5 %) are worked out here. Raises ValueRefused.
    """
    return sink.put(
        GEX_CHANGE_LOG,
        {
            "event_id": event_id,
            "timestamp": event_time(GEX_CHANGE_LOG, at),
            "symbol": symbol,
            **_change(previous_gex, current_gex),
            "change_type": change_type,
            "spot_price": spot_price,
            "trigger_event": trigger_event,
            "bot_name": bot,
        },
    )


def _change(previous: Number, current: Number) -> dict[str, object]:
    # Checked before it is computed with, so that a NaN is refused under its own name. Readers know the values by either pair of names.
    before = cast("float", required(GEX_CHANGE_LOG, "previous_gex", previous))
    after = cast("float", required(GEX_CHANGE_LOG, "current_gex", current))
    percent = 100 * (after - before) / abs(before) if before else None
    return {
        "previous_gex": before,
        "current_gex": after,
        "previous_value": before,
        "new_value": after,
        "change": after - before,
        "change_pct": percent,
        "velocity_trend": None if percent is None else VelocityTrend.ACCELERATING if abs(percent) > FAST_CHANGE_PCT else VelocityTrend.STABLE,
        "direction_change": math.copysign(1, before) != math.copysign(1, after) if before and after else False,
    }
