"""ARES: an iron condor at every close for the next session, sized by ORACLE's advice; and the ARES model's own opinion of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Bot, DecisionAction, TradingAdvice
from alphagex_logs.replay.desk import Idea, Position, Result, ask_oracle, contracts_within, enter, failed, leave, stay_out, tell_oracle
from alphagex_logs.replay.noise import Recorder
from alphagex_logs.replay.oracle import advice_for, risk_pct
from alphagex_logs.replay.rivals import VixBuckets
from alphagex_logs.replay.session import Session, event, rounded
from alphagex_logs.replay.strategies import plan_condor
from alphagex_logs.writers import AresFeatures, AresPrediction, RiskCheck, log_ares_ml_outcome

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.replay.oracle import Oracle
    from alphagex_logs.writers import Sink

CAPITAL = 200_000
VIX_LIMIT = 35.0
_MONTH = 30


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What the ARES model held of an idea before it was known how it ends."""

    probability: float
    win_rate: float | None  # of the condors of the last 30 sessions


class Ares:
    """Sells at the close, settles at the next; learns from every session, traded or not."""

    def __init__(self, sink: Sink, oracle: Oracle, book: list[Result]) -> None:
        self._sink = sink
        self._oracle = oracle
        self._book = book
        self.model = VixBuckets()
        self._recorder = Recorder()
        self._held: deque[bool] = deque(maxlen=_MONTH)
        self._idea: Idea | None = None
        self._opinion: _Opinion | None = None
        self._position: Position | None = None

    def settle(self, session: Session) -> None:
        """After the close: what yesterday's condor came to."""
        close = session.day.close
        self._recorder.catch_up(session)
        if self._position is not None:
            self._settle(self._position, session)
        if self._idea is not None:
            held = self._idea.plan.held(close)
            self._oracle.learn(self._idea.known, self._idea.plan, close)
            self.model.learn(self._idea.known.vix, held)
            self._held.append(held)

    def trade(self, session: Session) -> None:
        """After the close: the condor for the next session."""
        known = session.after
        idea = ask_oracle(self._sink, self._oracle, plan_condor(known), known, session.at(16, 16))
        win_rate = sum(self._held) / len(self._held) if len(self._held) == _MONTH else None
        self._idea, self._opinion = idea, _Opinion(self.model.probability(known.vix), win_rate)
        self._position = self._decide(idea, session.at(16, 17))

    def _decide(self, idea: Idea, at: datetime) -> Position | None:
        advice, budget = idea.forecast.advice, CAPITAL * risk_pct(Bot.ARES, idea.forecast.advice) / 100
        contracts = contracts_within(idea.plan, budget)
        checks = _checks(idea, contracts)
        if advice is TradingAdvice.SKIP_TODAY:
            stay_out(self._sink, idea, idea.against, checks, at)
            return None
        if failed(checks):
            stay_out(self._sink, idea, failed(checks), checks, at)
            return None
        position = Position(idea, contracts, f"{idea.key}-IC", DecisionAction.SELL)
        enter(self._sink, position, checks, at)
        return position

    def _settle(self, position: Position, session: Session) -> None:
        close, at = session.day.close, session.at(16, 5)
        self._book.append(leave(self._sink, position, close, at))
        self._recorder.record(session, lambda moment: tell_oracle(self._sink, position, close, moment))
        self._log_model(position, close, at)

    def _log_model(self, position: Position, close: float, at: datetime) -> None:
        opinion, known = self._opinion, position.idea.known
        if opinion is None:
            return
        advice = advice_for(opinion.probability)
        log_ares_ml_outcome(
            self._sink,
            trade_date=position.plan.opened,
            features=AresFeatures(
                vix=known.vix,
                vix_percentile_30d=rounded(known.vix_percentile_30d),
                vix_change_1d=rounded(known.vix_change),
                price=known.spot,
                price_change_1d=rounded(known.change, 4),
                expected_move_pct=rounded(100 * position.plan.sigma, 4),
                win_rate_30d=rounded(opinion.win_rate, 4),
                net_gex=known.gamma.net,
                gex_regime=known.gamma.regime,
            ),
            prediction=AresPrediction(
                advice=advice,
                win_probability=opinion.probability,
                confidence=rounded(100 * opinion.probability),
                suggested_risk_pct=risk_pct(Bot.ARES, advice),
                model_version=self.model.version,
            ),
            outcome=position.plan.outcome(close),
            net_pnl=position.pnl(close),
            at=at,
            event_id=event("ares_ml_outcomes", position.plan.opened),
        )


def _checks(idea: Idea, contracts: int) -> tuple[RiskCheck, ...]:
    return (
        RiskCheck(name="VIX limit", passed=idea.known.vix < VIX_LIMIT, detail=f"{idea.known.vix:.2f} of {VIX_LIMIT:g}"),
        RiskCheck(name="premium", passed=idea.plan.structure.premium >= 0.5, detail=f"{idea.plan.structure.premium:.2f} of at least 0.50 points"),
        RiskCheck(name="capital", passed=idea.plan.risk(contracts) <= CAPITAL, detail=f"{idea.plan.risk(contracts)} of {CAPITAL:,} dollars"),
    )
