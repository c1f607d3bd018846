"""One scan of PHOENIX, step by step, as it goes into autonomous_trader_logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import AdvisorRecommendation, Bot, ConfidenceLevel, OptionType
from alphagex_logs.replay.patterns import detect, trap
from alphagex_logs.replay.session import SYMBOL, Session, context, event, rounded
from alphagex_logs.writers import (
    AiThinking,
    EventId,
    Psychology,
    Rsi,
    ScanContext,
    log_ai_evaluation,
    log_position_sizing,
    log_psychology,
    log_scan_error,
    log_scan_start,
    log_skip,
    log_strike_selection,
    log_trade_decision,
)

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.replay.desk import Idea, Position
    from alphagex_logs.replay.market import Known
    from alphagex_logs.replay.rivals import Opinion
    from alphagex_logs.replay.strategies import Plan
    from alphagex_logs.writers import Sink

_OVERBOUGHT, _OVERSOLD = 70, 30


class Scan:
    """Logs the steps of the scan after the open of one session, five seconds apart."""

    def __init__(self, sink: Sink, session: Session, known: Known) -> None:
        self._sink = sink
        self._session = session
        self._known = known
        self._scan = ScanContext(session_id=event("session", session.date)[:8], scan_cycle=session.number, symbol=SYMBOL, bot=Bot.PHOENIX)
        self._seconds = 0

    @property
    def now(self) -> datetime:
        """When the latest step was taken."""
        return self._session.at(9, 31, self._seconds)

    def start(self) -> None:
        """The market as it opens."""
        log_scan_start(self._sink, scan=self._scan, market=context(self._known, self._session.day.open), at=self.now, event_id=self._name("start"))

    def psychology(self) -> None:
        """What the detector found at the last close."""
        found, known, gamma = detect(self._known), self._known, self._known.gamma
        rsi = Rsi(d1=rounded(known.rsi), aligned_overbought=_beyond(known.rsi, _OVERBOUGHT), aligned_oversold=_beyond(known.rsi, _OVERSOLD, below=True))
        psychology = Psychology(
            pattern=found.pattern,
            confidence=found.confidence,
            trade_direction=found.calls_for,
            risk_level=found.risk,
            trap=trap(known),
            liberation_setup=found.pattern == "LIBERATION_TRADE",
            liberation_strike=gamma.call_wall if found.pattern == "LIBERATION_TRADE" else None,
            false_floor_detected=found.pattern == "FALSE_FLOOR",
            false_floor_strike=gamma.put_wall if found.pattern == "FALSE_FLOOR" else None,
            forward_magnet_above=gamma.call_wall,
            forward_magnet_below=gamma.put_wall,
            path_of_least_resistance=known.trend,
            rsi=rsi,
            explanation=f"{found.pattern}: the last move was {known.move or 0:+.2f} implied deviations, gamma {gamma.regime} (modelled)",
        )
        market = context(known, self._session.day.open)
        log_psychology(self._sink, scan=self._scan, psychology=psychology, market=market, at=self._next(), event_id=self._name("psychology"))

    def strikes(self, plan: Plan) -> None:
        """The strikes chosen, and why not the neighbours."""
        legs = plan.structure.legs
        rejected = {leg.strike + step: f"the rule asks for {leg.strike:g}" for leg in legs[:1] for step in (-5, 5)}
        reason = f"{plan.strategy}: {legs[0].strike:g}/{legs[1].strike:g}, {plan.sigma * 100:.2f} % implied until the close"
        log_strike_selection(
            self._sink,
            scan=self._scan,
            strike=legs[0].strike,
            reason=reason,
            rejected=rejected,
            spot_price=plan.spot,
            thinking=AiThinking(chain="fallback_rules"),
            at=self._next(),
            event_id=self._name("strikes"),
        )

    def size(self, idea: Idea, contracts: int) -> None:
        """The size that the risk budget allows, beside Kelly's."""
        won, lost, chance = idea.plan.structure.best, -idea.plan.structure.worst, idea.forecast.probability
        kelly = max(0.0, chance - (1 - chance) * lost / won)
        log_position_sizing(
            self._sink,
            scan=self._scan,
            contracts=contracts,
            rationale=f"{idea.forecast.advice} allows {contracts} contracts; full Kelly would be {100 * kelly:.1f} % of capital",
            kelly_pct=round(100 * kelly, 2),
            dollars=idea.plan.risk(contracts),
            thinking=AiThinking(chain="fallback_kelly"),
            at=self._next(),
            event_id=self._name("size"),
        )

    def evaluation(self, opinion: Opinion) -> None:
        """What the advisor's rules say of the direction."""
        take = opinion.recommendation is AdvisorRecommendation.TAKE_TRADE
        level = ConfidenceLevel.HIGH if opinion.confidence >= 70 else ConfidenceLevel.MEDIUM if opinion.confidence >= 55 else ConfidenceLevel.LOW
        log_ai_evaluation(
            self._sink,
            scan=self._scan,
            should_trade=take,
            reasoning="; ".join(opinion.reasons) or "nothing speaks for it or against it",
            confidence=opinion.confidence,
            expected_outcome="WIN" if take else "LOSS",
            thinking=AiThinking(confidence=level, chain="trade_evaluation_v1"),
            at=self._next(),
            event_id=self._name("evaluation"),
        )

    def traded(self, position: Position) -> None:
        """The scan ended in a trade."""
        plan = position.plan
        credit = plan.structure.premium > 0
        call = plan.structure.legs[0].right is OptionType.CALL
        action = ("BEAR_CALL_SPREAD" if call else "BULL_PUT_SPREAD") if credit else "BUY_CALL" if call else "BUY_PUT"
        log_trade_decision(
            self._sink,
            scan=self._scan,
            action=action,
            strategy=plan.strategy,
            reasoning=f"ORACLE gives {position.idea.forecast.probability:.3f} that {plan.event}",
            confidence=round(100 * position.idea.forecast.probability, 2),
            full_reasoning=f"{position.idea.forecast.advice}: {position.contracts} contracts, at most {plan.risk(position.contracts)} dollars at risk",
            position_id=int(position.position_id),
            at=self._next(),
            event_id=self._name("traded"),
        )

    def skipped(self, reason: str) -> None:
        """The scan ended in no trade."""
        log_skip(self._sink, scan=self._scan, reason=reason, at=self._next(), event_id=self._name("skipped"))

    def failed(self, error: TimeoutError) -> None:
        """The scan could not be finished."""
        log_scan_error(self._sink, scan=self._scan, error_type=type(error).__name__, message=str(error), at=self._next(), event_id=self._name("failed"))

    def _next(self) -> datetime:
        self._seconds += 5
        return self.now

    def _name(self, step: str) -> EventId:
        return event("autonomous_trader_logs", self._session.date, step)


def _beyond(rsi: float | None, limit: float, *, below: bool = False) -> bool | None:
    if rsi is None:
        return None
    return rsi < limit if below else rsi > limit
