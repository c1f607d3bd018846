"""One session as the bots live it: what they know before it, what happens in it, and the identities of the rows they write."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import vix_regime
from alphagex_logs.replay.exchange import moment
from alphagex_logs.replay.market import SYMBOL
from alphagex_logs.writers import DataSource, EventId, MarketContext

if TYPE_CHECKING:
    from alphagex_logs.replay.market import Day, Known

# Fixed for ever: the same row must get the same identity in every run, so that a second run adds nothing.
_NAMESPACE = uuid.UUID("0d0f6c0e-7a53-5d0c-8e6b-2f1f0b7c9a41")


@dataclass(frozen=True, slots=True)
class Session:
    """A day with what was known at the close before it and at its own close."""

    number: int  # counts from 1
    day: Day
    before: Known | None
    after: Known

    @property
    def date(self) -> date:
        """The exchange day."""
        return self.day.date

    def at(self, hour: int, minute: int, second: int = 0) -> datetime:
        """A New York clock time of this session, in UTC."""
        return moment(self.date, time(hour, minute, second))


def event(*natural_key: object) -> EventId:
    """The identity of a row, from the words that tell it from every other row."""
    return EventId(str(uuid.uuid5(_NAMESPACE, "/".join(map(str, natural_key)))))


def context(known: Known, spot: float | None = None) -> MarketContext:
    """The market as a bot knows it after a close; `spot` is a later price, such as the open of the next session."""
    price = known.spot if spot is None else spot
    return MarketContext(
        spot_price=price,
        spot_source=DataSource.CACHED,
        vix=known.vix,
        net_gex=known.gamma.net,
        gex_normalized=round(known.gamma.normalised(price), 4),
        gex_regime=known.gamma.regime,
        gex_source=DataSource.SIMULATED,
        flip_point=known.gamma.flip_point,
        call_wall=known.gamma.call_wall,
        put_wall=known.gamma.put_wall,
        trend=known.trend,
        market_regime=f"{vix_regime(known.vix)} volatility, {known.gamma.regime} gamma",
        historical_vol=None if known.realised is None else round(known.realised, 4),
        iv_rank=round(known.vix_rank, 2),
        sma_20=round(known.mean_20, 2),
        sma_50=round(known.mean_50, 2),
    )


def rounded(value: float | None, digits: int = 2) -> float | None:
    """The number to so many digits; None stays unknown."""
    return None if value is None else round(value, digits)


__all__ = ["SYMBOL", "Session", "context", "event", "rounded"]
