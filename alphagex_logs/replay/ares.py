"""ARES: an iron condor at every close for the next session, sized by ORACLE's advice; and the ARES model's own opinion of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Bot, DecisionAction, TradingAdvice
from alphagex_logs.replay.desk import Idea, Position, Result, ask_oracle, block, contracts_within, enter, failed, leave, stay_out, tell_oracle
from alphagex_logs.replay.noise import Recorder
from alphagex_logs.replay.oracle import advice_for, risk_pct
from alphagex_logs.replay.rivals import VixBuckets
from alphagex_logs.replay.session import Session, event, rounded
from alphagex_logs.replay.strategies import plan_condor
from alphagex_logs.writers import AresFeatures, AresPrediction, RiskCheck, log_ares_ml_outcome

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.replay.market import Known
    from alphagex_logs.replay.oracle import Oracle
    from alphagex_logs.replay.strategies import Plan
    from alphagex_logs.writers import Sink

CAPITAL = 200_000
VIX_LIMIT = 35.0
LEAST_PREMIUM = 0.50
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
        self._watched: tuple[Known, Plan] | None = None
        self._opinion: _Opinion | None = None
        self._position: Position | None = None

    def settle(self, session: Session) -> None:
        """After the close: what yesterday's condor came to."""
        close = session.day.close
        self._recorder.catch_up(session)
        if self._position is not None:
            self._settle(self._position, session)
        if self._watched is not None:
            known, plan = self._watched
            self._oracle.learn(known, plan, close)
            self.model.learn(known.vix, plan.held(close))
            self._held.append(plan.held(close))

    def trade(self, session: Session) -> None:
        """After the close: the condor for the next session."""
        known, plan = session.after, plan_condor(session.after)
        win_rate = sum(self._held) / len(self._held) if len(self._held) == _MONTH else None
        self._watched, self._opinion = (known, plan), _Opinion(self.model.probability(known.vix), win_rate)
        checks = _checks(known, plan)
        if failed(checks):
            self._position = None
            block(self._sink, plan, known, checks, session.at(16, 16))
        else:
            self._position = self._decide(ask_oracle(self._sink, self._oracle, plan, known, session.at(16, 16)), checks, session.at(16, 17))

    def _decide(self, idea: Idea, checks: tuple[RiskCheck, ...], at: datetime) -> Position | None:
        if idea.forecast.advice is TradingAdvice.SKIP_TODAY:
            stay_out(self._sink, idea, checks, at)
            return None
        contracts = contracts_within(idea.plan, CAPITAL * risk_pct(Bot.ARES, idea.forecast.advice) / 100)
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


def _checks(known: Known, plan: Plan) -> tuple[RiskCheck, ...]:
    premium = plan.structure.premium
    return (
        RiskCheck(name="VIX limit", passed=known.vix < VIX_LIMIT, detail=f"{known.vix:.2f} of {VIX_LIMIT:g}"),
        RiskCheck(name="premium", passed=premium >= LEAST_PREMIUM, detail=f"{premium:.2f} of at least {LEAST_PREMIUM:.2f} points"),
    )
