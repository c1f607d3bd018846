"""HERMES: a wheel on SPY that a person runs by a plan, one cycle after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Bot, OptionType, WheelAction
from alphagex_logs.replay.exchange import monthly_expiry_after, sessions_until
from alphagex_logs.replay.pricing import SHARES_PER_CONTRACT, commission, deviation, filled, strike_at_delta
from alphagex_logs.replay.session import Session, event
from alphagex_logs.replay.strategies import dollars
from alphagex_logs.writers import WheelCycle, log_wheel_activity

if TYPE_CHECKING:
    from datetime import date

    from alphagex_logs.writers import Sink

SYMBOL, INDEX_SHARE = "SPY", 10  # SPY is taken as a tenth of the index; its dividends are left out
CONTRACTS = 5
DELTA = 0.30
SHORTEST, ROLL_AT = 15, 5  # sessions until expiry
ROLL_BELOW = 0.97  # of the strike


@dataclass(frozen=True, slots=True)
class _Short:
    """A put or call that the cycle is short."""

    right: OptionType
    strike: float
    expiry: date
    price: float
    leg_id: int


@dataclass(frozen=True, slots=True)
class _Cycle:
    """Where the cycle stands: its short option, what shares cost, and the premium not yet counted as earned."""

    number: int
    legs: int = 0
    short: _Short | None = None
    basis: float | None = None  # price paid per share
    unearned: Decimal = Decimal(0)


class Hermes:
    """Sells a put for the next monthly expiry; assigned, sells calls on the shares until they are called away."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._cycle = _Cycle(1)

    def act(self, session: Session) -> None:
        """After the close: expire, roll, and sell what is to be sold next."""
        spot = _spot(session)
        short = self._cycle.short
        if short is not None and short.expiry == session.date:
            self._expire(session, short, spot)
        elif short is not None and self._wants_roll(session, short, spot):
            self._roll(session, short, spot)
        if self._cycle.short is None:
            self._sell(session, spot)

    def _sell(self, session: Session, spot: float) -> None:
        """A put while there are no shares, a call at or above their cost while there are."""
        cycle, right = self._cycle, OptionType.PUT if self._cycle.basis is None else OptionType.CALL
        expiry = monthly_expiry_after(session.date, SHORTEST)
        sigma = deviation(session.day.vix, sessions_until(session.date, expiry))
        strike = max(strike_at_delta(right, DELTA, spot, sigma, step=1), cycle.basis or 0)
        short = _Short(right, strike, expiry, filled(-1, right, strike, spot, sigma).price, cycle.legs + 1)
        credit = _cash(short.price)
        self._cycle = replace(cycle, short=short, legs=short.leg_id, unearned=cycle.unearned + credit)
        action = WheelAction.OPEN_CSP if right is OptionType.PUT else WheelAction.OPEN_COVERED_CALL
        self._log(session, action, f"Sold {CONTRACTS} {strike:g} {right}s for {expiry} at {short.price:.2f}", premium=credit, price=short.price, short=short)

    def _expire(self, session: Session, short: _Short, spot: float) -> None:
        if short.right is OptionType.PUT and spot < short.strike:
            self._log(session, WheelAction.CSP_ASSIGNED, f"Bought {_shares()} shares at {short.strike:g}; SPY closed at {spot:.2f}", short=short)
            self._cycle = replace(self._cycle, short=None, basis=short.strike)
        elif short.right is OptionType.PUT:
            self._end(session, WheelAction.CSP_EXPIRED_OTM, f"The {short.strike:g} puts expired; SPY closed at {spot:.2f}", self._cycle.unearned, short)
        elif spot > short.strike:
            self._call_away(session, short)
        else:
            self._log(session, WheelAction.CC_EXPIRED_OTM, f"The calls expired; SPY closed at {spot:.2f}", pnl=_cash(short.price), short=short)
            self._cycle = replace(self._cycle, short=None, unearned=self._cycle.unearned - _cash(short.price))

    def _call_away(self, session: Session, short: _Short) -> None:
        gain = dollars((short.strike - (self._cycle.basis or 0)) * _shares())
        text = f"Sold {_shares()} shares at {short.strike:g} that cost {self._cycle.basis:g}"
        self._end(session, WheelAction.CC_CALLED_AWAY, text, gain + self._cycle.unearned, short)

    def _end(self, session: Session, action: WheelAction, text: str, pnl: Decimal, short: _Short) -> None:
        self._log(session, action, text, pnl=pnl, short=short)
        self._log(session, WheelAction.CLOSE_POSITION, f"Cycle {self._cycle.number} is over")
        self._cycle = _Cycle(self._cycle.number + 1)

    def _wants_roll(self, session: Session, short: _Short, spot: float) -> bool:
        """A put five sessions from its expiry that is 3 % in the money."""
        return short.right is OptionType.PUT and sessions_until(session.date, short.expiry) == ROLL_AT and spot < ROLL_BELOW * short.strike

    def _roll(self, session: Session, short: _Short, spot: float) -> None:
        """Buy the put back and sell the same strike a month later."""
        vix = session.day.vix
        old = filled(1, OptionType.PUT, short.strike, spot, deviation(vix, ROLL_AT)).price
        expiry = monthly_expiry_after(session.date, SHORTEST)
        new = filled(-1, OptionType.PUT, short.strike, spot, deviation(vix, sessions_until(session.date, expiry))).price
        paid = dollars(old * _shares() + commission(CONTRACTS, 1))
        rolled = _Short(OptionType.PUT, short.strike, expiry, new, short.leg_id + 1)
        realised = self._cycle.unearned - paid
        self._cycle = replace(self._cycle, short=rolled, legs=rolled.leg_id, unearned=_cash(new))
        details = {"old_strike": short.strike, "old_expiration": str(short.expiry), "close_price": old}
        text = f"Rolled the {short.strike:g} puts from {short.expiry} to {expiry} for {new - old:+.2f}"
        self._log(session, WheelAction.ROLL_CSP, text, premium=_cash(new) - paid, pnl=realised, price=new, short=rolled, details=details)

    def _log(
        self,
        session: Session,
        action: WheelAction,
        text: str,
        *,
        premium: Decimal | None = None,
        pnl: Decimal | None = None,
        price: float | None = None,
        short: _Short | None = None,
        details: dict[str, object] | None = None,
    ) -> None:
        terms = {} if short is None else {"strike": short.strike, "expiration": str(short.expiry), "contracts": CONTRACTS}
        closing = action is WheelAction.CLOSE_POSITION
        log_wheel_activity(
            self._sink,
            cycle=WheelCycle(cycle_id=self._cycle.number, symbol=SYMBOL, leg_id=None if short is None else short.leg_id),
            action=action,
            description=text,
            premium_impact=premium or Decimal(0),
            pnl_impact=pnl or Decimal(0),
            underlying_price=_spot(session),
            option_price=price,
            details=terms | (details or {}),
            bot=Bot.HERMES,
            at=session.at(16, 9 if closing else 8),
            event_id=event("wheel_activity_log", self._cycle.number, action, session.date),
        )


def _spot(session: Session) -> float:
    return round(session.day.close / INDEX_SHARE, 2)


def _shares() -> int:
    return SHARES_PER_CONTRACT * CONTRACTS


def _cash(price: float) -> Decimal:
    """Dollars taken in for all contracts sold at a price per share, commissions paid."""
    return dollars(price * _shares() - commission(CONTRACTS, 1))
