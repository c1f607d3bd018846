"""ATLAS: every week a cash-secured SPX put, held to its expiry; and the wheel model's score of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Bot, DecisionAction, MlAction, MlRecommendation, OptionType, TradingAdvice, TrainingResult, WinLoss
from alphagex_logs.replay.desk import Idea, Position, Result, ask_oracle, block, enter, failed, leave, stay_out, tell_oracle
from alphagex_logs.replay.exchange import ends_week, sessions_until, starts_month
from alphagex_logs.replay.pricing import SESSIONS_PER_YEAR, SHARES_PER_CONTRACT, delta, deviation, value
from alphagex_logs.replay.rivals import Neighbours, recommendation_for
from alphagex_logs.replay.session import Session, event, rounded
from alphagex_logs.replay.strategies import Plan, dollars, plan_put
from alphagex_logs.writers import RiskCheck, WheelFeatures, log_ml_decision, log_wheel_ml_entry, record_wheel_ml_outcome

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from alphagex_logs.replay.market import Known
    from alphagex_logs.replay.oracle import Oracle
    from alphagex_logs.writers import Sink

CAPITAL = 600_000  # secures two puts on an index at 2,900
CONTRACTS = {TradingAdvice.TRADE_FULL: 2, TradingAdvice.TRADE_REDUCED: 1, TradingAdvice.SKIP_TODAY: 0}


@dataclass(slots=True)
class _Put:
    """An open put and the worst that it stood at, at any close so far."""

    position: Position
    worst: Decimal


class Atlas:
    """Sells at the close of a week's last session, for the last session of the next; learns from a put of every session."""

    def __init__(self, sink: Sink, oracle: Oracle, book: list[Result]) -> None:
        self._sink = sink
        self._oracle = oracle
        self._book = book
        self.model = Neighbours()
        self._open: list[_Put] = []
        self._watched: list[tuple[Known, Plan]] = []

    def settle(self, session: Session) -> None:
        """After the close: the puts that expired, and the marks of those that did not."""
        for put in self._open:
            put.worst = min(put.worst, _mark(put.position, session))
        for put in [put for put in self._open if put.position.plan.expiry == session.date]:
            self._settle(put, session)
        self._open = [put for put in self._open if put.position.plan.expiry > session.date]
        self._learn(session)

    def trade(self, session: Session) -> None:
        """After the close: the put of the coming week, on a week's last session."""
        plan = plan_put(session.after)
        self._watched.append((session.after, plan))
        if ends_week(session.date):
            self._consider(plan, session)
        if starts_month(session.date) and self.model.puts:
            self._log_training(session)

    def _consider(self, plan: Plan, session: Session) -> None:
        checks = (_cash_check(plan),)
        if failed(checks):
            block(self._sink, plan, session.after, checks, session.at(16, 18))
        else:
            self._decide(ask_oracle(self._sink, self._oracle, plan, session.after, session.at(16, 18)), checks, session)

    def _decide(self, idea: Idea, checks: tuple[RiskCheck, ...], session: Session) -> None:
        contracts, at = CONTRACTS[idea.forecast.advice], session.at(16, 19)
        trade_id = f"{idea.key}-{idea.plan.structure.legs[0].strike:g}"
        self._log_score(idea, trade_id, session.at(16, 18, 30))
        if not contracts:
            stay_out(self._sink, idea, checks, at)
            return
        position = Position(idea, contracts, trade_id, DecisionAction.SELL_CSP)
        enter(self._sink, position, checks, at)
        features, key = _features(idea), event("spx_wheel_ml_outcomes", trade_id)
        log_wheel_ml_entry(self._sink, trade_id=trade_id, features=features, bot=Bot.ATLAS, at=at, event_id=key)
        self._open.append(_Put(position, dollars(0)))

    def _settle(self, put: _Put, session: Session) -> None:
        position, close, at = put.position, session.day.close, session.at(16, 7)
        pnl, trade_id = position.pnl(close), str(position.position_id)
        self._book.append(leave(self._sink, position, close, at))
        tell_oracle(self._sink, position, close, at)
        outcome = WinLoss.WIN if pnl > 0 else WinLoss.LOSS
        record_wheel_ml_outcome(
            self._sink, trade_id=trade_id, outcome=outcome, pnl=pnl, settlement_price=close, max_drawdown=min(put.worst, pnl, dollars(0)), at=at
        )
        log_ml_decision(
            self._sink,
            action=MlAction.AUTO_RECORD_TRADE,
            recommendation=outcome,
            reasoning=f"The put settled at {close:.2f}",
            details={"settlement_price": close, "strike": position.plan.structure.legs[0].strike},
            trade_id=trade_id,
            bot=Bot.ATLAS,
            at=at,
            event_id=event("ml_decision_logs", MlAction.AUTO_RECORD_TRADE, trade_id),
        )

    def _learn(self, session: Session) -> None:
        for known, plan in [watched for watched in self._watched if watched[1].expiry == session.date]:
            self._oracle.learn(known, plan, session.day.close)
            self.model.learn(known, plan, plan.pnl(session.day.close, 1) > 0)
        self._watched = [watched for watched in self._watched if watched[1].expiry > session.date]

    def _log_score(self, idea: Idea, trade_id: str, at: datetime) -> None:
        score = self.model.probability(idea.known, idea.plan)
        mechanical = round(1 + _delta(idea.plan), 4)
        log_ml_decision(
            self._sink,
            action=MlAction.SCORE_TRADE,
            score=mechanical if score is None else score,
            recommendation=MlRecommendation.USE_MECHANICAL_RULES if score is None else recommendation_for(score),
            reasoning="Too few puts to compare with: one minus the put's delta" if score is None else f"Share of the most alike of {self.model.puts} puts",
            details={"model": self.model.version, "neighbours_from": self.model.puts, "strike": idea.plan.structure.legs[0].strike},
            trade_id=trade_id,
            bot=Bot.ATLAS,
            at=at,
            event_id=event("ml_decision_logs", MlAction.SCORE_TRADE, trade_id),
        )

    def _log_training(self, session: Session) -> None:
        log_ml_decision(
            self._sink,
            action=MlAction.AUTO_TRAIN,
            recommendation=TrainingResult.TRAINED,
            reasoning=f"{self.model.puts} puts to compare with",
            details={"samples": self.model.puts, "features": self.model.names, "model": self.model.version},
            bot=Bot.ATLAS,
            at=session.at(16, 40),
            event_id=event("ml_decision_logs", MlAction.AUTO_TRAIN, session.date),
        )


def _cash_check(plan: Plan) -> RiskCheck:
    needed = plan.structure.legs[0].strike * SHARES_PER_CONTRACT * CONTRACTS[TradingAdvice.TRADE_FULL]
    return RiskCheck(name="cash", passed=needed <= CAPITAL, detail=f"{needed:,.0f} of {CAPITAL:,} dollars secure the puts")


def _mark(position: Position, session: Session) -> Decimal:
    """What the open put has earned so far at the modelled value of the close."""
    plan, leg = position.plan, position.plan.structure.legs[0]
    sigma = deviation(session.day.vix, sessions_until(session.date, plan.expiry))
    worth = value(OptionType.PUT, leg.strike, session.day.close, sigma)
    return dollars((leg.price - worth) * SHARES_PER_CONTRACT * position.contracts)


def _delta(plan: Plan) -> float:
    return delta(OptionType.PUT, plan.structure.legs[0].strike, plan.spot, plan.sigma)


def _features(idea: Idea) -> WheelFeatures:
    known, plan, leg = idea.known, idea.plan, idea.plan.structure.legs[0]
    sessions = sessions_until(plan.opened, plan.expiry)
    yield_pct = 100 * leg.price / leg.strike
    return WheelFeatures(
        trade_date=plan.opened,
        strike=leg.strike,
        underlying_price=plan.spot,
        dte=(plan.expiry - plan.opened).days,
        delta=round(-_delta(plan), 4),
        premium=leg.price,
        iv=round(plan.vix / 100, 4),
        iv_rank=rounded(known.vix_rank),
        vix=known.vix,
        vix_percentile=rounded(known.vix_percentile),
        put_wall_distance_pct=rounded(100 * (1 - known.gamma.put_wall / plan.spot)),
        call_wall_distance_pct=rounded(100 * (known.gamma.call_wall / plan.spot - 1)),
        net_gex=known.gamma.net,
        spx_20d_return=rounded(known.change_20d),
        spx_5d_return=rounded(known.change_5d),
        spx_distance_from_high=rounded(known.below_high),
        premium_to_strike_pct=rounded(yield_pct, 4),
        annualized_return=rounded(yield_pct * SESSIONS_PER_YEAR / sessions, 4),
    )
