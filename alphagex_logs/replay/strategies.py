"""What each bot would trade, by stated rules: strikes, premium, the event that ORACLE speaks of, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Bot, GexRegime, OptionType, TradeOutcome, Trend
from alphagex_logs.replay.exchange import last_session_of_next_week, session_after, sessions_until
from alphagex_logs.replay.pricing import (
    SHARES_PER_CONTRACT,
    Leg,
    Structure,
    commission,
    deviation,
    filled,
    listed,
    probability_above,
    strike_at_delta,
)

if TYPE_CHECKING:
    from datetime import date

    from alphagex_logs.replay.market import Known

SESSION_SHARE = 0.75  # of a day's variance falls between open and close; the rest is the night's
_FULL_PROFIT = 0.9  # of the most that a position can earn


@dataclass(frozen=True, slots=True)
class Plan:
    """One position that a bot could open: what it costs, and what VIX says about its event."""

    bot: Bot
    strategy: str
    opened: date
    expiry: date
    spot: float
    vix: float
    sigma: float  # the deviation that VIX implies until expiry
    width: float  # distance of the nearest short strike in such deviations
    structure: Structure
    implied: float  # VIX-implied probability of the event
    event: str

    def pnl(self, settlement: float, contracts: int) -> Decimal:
        """Dollars earned by so many contracts when they settle at that price, commissions paid."""
        gross = self.structure.payoff(settlement) * SHARES_PER_CONTRACT * contracts
        return dollars(gross - commission(contracts, len(self.structure.legs)))

    def risk(self, contracts: int) -> Decimal:
        """The most dollars that so many contracts can lose."""
        return dollars(-self.structure.worst * SHARES_PER_CONTRACT * contracts + commission(contracts, len(self.structure.legs)))

    def outcome(self, settlement: float) -> TradeOutcome:
        """The label of the end: by the short strikes where premium was sold around them, by the money where a direction was traded."""
        return self._by_money(settlement) if self.bot is Bot.PHOENIX else self._by_strikes(settlement)

    def held(self, settlement: float) -> bool:
        """Whether the event happened."""
        return self.outcome(settlement) in {TradeOutcome.MAX_PROFIT, TradeOutcome.PARTIAL_PROFIT}

    def _by_strikes(self, settlement: float) -> TradeOutcome:
        for leg in self.structure.legs:
            if leg.side < 0 and leg.right is OptionType.PUT and settlement < leg.strike:
                return TradeOutcome.PUT_BREACHED
            if leg.side < 0 and leg.right is OptionType.CALL and settlement > leg.strike:
                return TradeOutcome.CALL_BREACHED
        return TradeOutcome.MAX_PROFIT

    def _by_money(self, settlement: float) -> TradeOutcome:
        earned = self.pnl(settlement, 1)
        if earned <= 0:
            return TradeOutcome.LOSS
        full = dollars(self.structure.best * SHARES_PER_CONTRACT * _FULL_PROFIT)
        return TradeOutcome.MAX_PROFIT if earned >= full else TradeOutcome.PARTIAL_PROFIT


def dollars(amount: float) -> Decimal:
    """An amount to the cent."""
    return Decimal(f"{amount:.2f}")


def plan_condor(known: Known) -> Plan:
    """ARES: an iron condor sold at the close for the next session, wider the more the market is to be feared.

    Short strikes lie 0.8 implied deviations away (1.0 from VIX 15, 1.2 from VIX 22), 0.15 more when dealers are short gamma and 0.1 more
    over a weekend or holiday, at the nearest listed five points; wings are 10, 15 or 25 points wide.
    """
    spot, expiry = known.spot, session_after(known.day.date)
    sigma = deviation(known.vix, 1)
    width, wing = (0.8, 10) if known.vix < 15 else (1.0, 15) if known.vix < 22 else (1.2, 25)
    width += 0.15 * (known.gamma.regime is GexRegime.NEGATIVE) + 0.1 * ((expiry - known.day.date).days > 1)
    put, call = listed(spot * (1 - width * sigma)), listed(spot * (1 + width * sigma))
    legs = (
        filled(-1, OptionType.PUT, put, spot, sigma),
        filled(1, OptionType.PUT, put - wing, spot, sigma),
        filled(-1, OptionType.CALL, call, spot, sigma),
        filled(1, OptionType.CALL, call + wing, spot, sigma),
    )
    inside = probability_above(put, spot, sigma) - probability_above(call, spot, sigma)
    event = f"SPX closes between {put:g} and {call:g} on {expiry}"
    return Plan(Bot.ARES, "ARES_IRON_CONDOR", known.day.date, expiry, spot, known.vix, sigma, round(width, 2), Structure(legs), inside, event)


def plan_put(known: Known) -> Plan:
    """ATLAS: a cash-secured put sold at the close for the last session of the next week, at the strike of a stated delta.

    Delta 0.30; 0.35 below VIX 12, 0.20 from VIX 22 or when dealers are short gamma.
    """
    expiry = last_session_of_next_week(known.day.date)
    sigma = deviation(known.vix, sessions_until(known.day.date, expiry))
    wary = known.vix >= 22 or known.gamma.regime is GexRegime.NEGATIVE
    target = 0.20 if wary else 0.35 if known.vix < 12 else 0.30
    strike = strike_at_delta(OptionType.PUT, target, known.spot, sigma)
    structure = Structure((filled(-1, OptionType.PUT, strike, known.spot, sigma),))
    width = (1 - strike / known.spot) / sigma
    event = f"SPX closes at or above {strike:g} on {expiry}"
    implied = probability_above(strike, known.spot, sigma)
    return Plan(Bot.ATLAS, "SPX_WHEEL_CSP", known.day.date, expiry, known.spot, known.vix, sigma, round(width, 2), structure, implied, event)


def direction(known: Known) -> Trend:
    """PHOENIX's direction, from the session before: against a large move when dealers are long gamma, with it when they are short.

    A move is large from a quarter of an implied deviation. In between regimes the trend decides. The gap at the open is not used: the
    index's opening print still holds the last prices of stocks that have not traded yet.
    """
    if known.gamma.regime is GexRegime.NEUTRAL:
        return known.trend
    if known.move is None or abs(known.move) < 0.25:
        return Trend.NEUTRAL
    up = (known.move > 0) != (known.gamma.regime is GexRegime.POSITIVE)
    return Trend.BULLISH if up else Trend.BEARISH


def plan_vertical(known: Known, today: date, spot: float, heading: Trend) -> Plan:
    """PHOENIX: a vertical spread opened at the open and settled at the close of the same session.

    Long gamma: sells the spread whose short strike lies a quarter of a session's deviation behind the price, 15 points wide.
    Otherwise: buys the spread from 0.8 deviations in the money to 0.2 out of it.
    """
    sigma = deviation(known.vix, SESSION_SHARE)
    sign = 1 if heading is Trend.BULLISH else -1
    sells = known.gamma.regime is GexRegime.POSITIVE
    legs = _credit_spread(spot, sigma, sign) if sells else _debit_spread(spot, sigma, sign)
    structure = Structure(legs)
    event = f"SPX {'bull' if sign > 0 else 'bear'} spread {legs[0].strike:g}/{legs[1].strike:g} of {today} ends with a gain"
    implied = structure.probability_of_profit(spot, sigma)
    return Plan(Bot.PHOENIX, _title(known, heading), today, today, spot, known.vix, sigma, 0.25 if sells else 0.2, structure, implied, event)


def _credit_spread(spot: float, sigma: float, sign: int) -> tuple[Leg, Leg]:
    right = OptionType.PUT if sign > 0 else OptionType.CALL
    short = listed(spot * (1 - sign * 0.25 * sigma))
    return filled(-1, right, short, spot, sigma), filled(1, right, short - sign * 15, spot, sigma)


def _debit_spread(spot: float, sigma: float, sign: int) -> tuple[Leg, Leg]:
    right = OptionType.CALL if sign > 0 else OptionType.PUT
    long = listed(spot * (1 - sign * 0.8 * sigma))
    short = listed(spot * (1 + sign * 0.2 * sigma))
    if short == long:
        short += sign * 5
    return filled(1, right, long, spot, sigma), filled(-1, right, short, spot, sigma)


def _title(known: Known, heading: Trend) -> str:
    bullish = heading is Trend.BULLISH
    if known.gamma.regime is GexRegime.POSITIVE:
        return "Bull Put Spread" if bullish else "Bear Call Spread"
    if known.gamma.regime is GexRegime.NEGATIVE:
        return "Negative GEX Squeeze" if bullish else "Negative GEX Breakdown"
    return "Range-Bound Bullish" if bullish else "Range-Bound Bearish"
