"""The market as a bot saw it: one shape for decisions, scans and predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alphagex_logs.writers.scalars import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketContext:
    """What the bot knew of the market when it acted; None is what it did not know.

    Prices, strikes and averages in dollars or index points, `vix` in index points, `net_gex` in dollars of gamma exposure per 1 %
    move, `iv_rank` and `regime_confidence` 0-100, `historical_vol` a fraction per year.
    """

    spot_price: Number | None = None
    spot_source: str | None = None  # DataSource
    vix: Number | None = None
    net_gex: Number | None = None
    gex_normalized: Number | None = None  # net_gex / spot_price^2
    gex_regime: str | None = None  # GexRegime or DealerState
    gex_source: str | None = None
    flip_point: Number | None = None
    call_wall: Number | None = None
    put_wall: Number | None = None
    trend: str | None = None  # Trend
    market_regime: str | None = None
    regime_confidence: Number | None = None
    historical_vol: Number | None = None
    iv_rank: Number | None = None
    sma_20: Number | None = None
    sma_50: Number | None = None


NOTHING_KNOWN = MarketContext()
