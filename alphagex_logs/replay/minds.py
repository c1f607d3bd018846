"""The regime classifier and the AI advisor: what each says at a close, and at the next close whether it was right."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import AdvisorRecommendation, RegimeAction, SignalDirection, Trend, WinLoss
from alphagex_logs.replay.exchange import starts_month
from alphagex_logs.replay.patterns import detect, volatility_regime
from alphagex_logs.replay.rivals import Opinion, RegimeCall, RegimeTable, advise, right_action
from alphagex_logs.replay.session import SYMBOL, Session, event, rounded
from alphagex_logs.writers import (
    AiAdvice,
    AiScore,
    AiSignal,
    Bot,
    EventId,
    ModelScores,
    RegimePrediction,
    log_ai_prediction,
    log_ml_prediction,
    log_regime_model,
    record_ai_outcome,
    record_ai_performance,
    record_ml_outcome,
)

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.replay.market import Known
    from alphagex_logs.writers import Sink

_MONTH = 21
ADVISOR = "rules-1"


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of the classifier that waits for the next close."""

    made: RegimeCall
    known: Known
    event_id: EventId


class Classifier:
    """Calls for an action at each close, and is told at the next which one would have been right."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._table = RegimeTable()
        self._waiting: _Call | None = None
        self._month: deque[tuple[RegimeAction, RegimeAction]] = deque(maxlen=_MONTH)

    def learn(self, session: Session) -> None:
        """After the close: whether the last call was right."""
        move = session.after.move
        if self._waiting is None or move is None:
            return
        right, called = right_action(move), self._waiting.made.action
        record_ml_outcome(self._sink, prediction=self._waiting.event_id, actual=right, correct=called is right)
        self._table.learn(self._waiting.known, right)
        self._month.append((called, right))

    def call(self, session: Session) -> None:
        """After the close: what to do until the next one."""
        known, made = session.after, self._table.call(session.after)
        prediction = RegimePrediction(
            action=made.action,
            confidence=made.confidence,
            features={
                "gex_regime": known.gamma.regime,
                "gex_normalized": round(known.gamma.normalised(known.spot), 4),
                "above_20ma": known.spot > known.mean_20,
                "vix": known.vix,
                "vix_percentile": round(known.vix_percentile, 2),
                "last_move_sd": rounded(known.move, 4),
                "day_of_week": session.date.weekday(),
            },
            probabilities={str(action): chance for action, chance in made.probabilities.items()},
            model_version=self._table.version,
            is_trained=self._table.sessions > 0,
        )
        key, at = event("ml_predictions", session.date), session.at(16, 20)
        event_id = log_ml_prediction(self._sink, prediction=prediction, symbol=SYMBOL, bot=Bot.PHOENIX, at=at, event_id=key)
        self._waiting = _Call(made, known, event_id)
        if starts_month(session.date) and len(self._month) == _MONTH:
            self._register(session)

    def _register(self, session: Session) -> None:
        """At the start of a month: how the calls of the last 21 sessions did."""
        log_regime_model(
            self._sink,
            model_version=f"{self._table.version}.{session.date:%Y%m}",
            scores=_scores(list(self._month), self._table.sessions),
            symbol=SYMBOL,
            feature_importances={"cell": ["gex_regime", "above_20ma", "last_move_beyond_1sd"]},
            bot=Bot.PHOENIX,
            at=session.at(16, 30),
            event_id=event("ml_regime_models", session.date),
        )


def _scores(pairs: list[tuple[RegimeAction, RegimeAction]], trained: int) -> ModelScores:
    """Accuracy, and precision and recall as means over the actions that were called or right."""
    hits = [called for called, right in pairs if called is right]
    called = {action: sum(made is action for made, _ in pairs) for action in RegimeAction}
    wanted = {action: sum(right is action for _, right in pairs) for action in RegimeAction}
    precision = _mean([hits.count(action) / count for action, count in called.items() if count])
    recall = _mean([hits.count(action) / count for action, count in wanted.items() if count])
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return ModelScores(
        accuracy=round(len(hits) / len(pairs), 4),
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(f1, 4),
        samples_trained=trained,
        samples_validated=len(pairs),
    )


def _mean(shares: list[float]) -> float:
    return sum(shares) / len(shares)


@dataclass(frozen=True, slots=True)
class _Signal:
    """A signal that the advisor has judged and that waits for the next close."""

    opinion: Opinion
    heading: Trend
    spot: float
    event_id: EventId


class Advisor:
    """Judges the direction of the trend, or of the last move where there is none, until the next close."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting: _Signal | None = None

    def learn(self, session: Session) -> None:
        """After the close: whether the last advice was right. Waiting is right when the trade would have lost."""
        if self._waiting is None:
            return
        signal, at = self._waiting, session.at(16, 10)
        gain = 100 * (session.day.close / signal.spot - 1) * (1 if signal.heading is Trend.BULLISH else -1)
        won, taken = gain > 0, signal.opinion.recommendation is AdvisorRecommendation.TAKE_TRADE
        record_ai_outcome(
            self._sink,
            prediction=signal.event_id,
            outcome=WinLoss.WIN if won else WinLoss.LOSS,
            correct=won is taken,
            pnl_pct=round(gain, 4),
            actual_direction=Trend.BULLISH if session.day.close > signal.spot else Trend.BEARISH,
            actual_magnitude=round(100 * abs(session.day.close / signal.spot - 1), 4),
            at=at,
        )
        self._score(session, signal, gain, at)

    def judge(self, session: Session) -> None:
        """After the close: an opinion of the direction until the next one."""
        known = session.after
        heading = _heading(known)
        opinion = advise(known, heading)
        direction = SignalDirection.BULLISH if heading is Trend.BULLISH else SignalDirection.BEARISH
        event_id = log_ai_prediction(
            self._sink,
            signal=AiSignal(pattern=detect(known).pattern, direction=direction, price=known.spot, vix=known.vix, volatility_regime=volatility_regime(known)),
            advice=AiAdvice(
                recommendation=opinion.recommendation,
                confidence=opinion.confidence,
                reasoning="; ".join(opinion.reasons) or "nothing speaks for it or against it",
                predicted_direction=heading,
            ),
            symbol=SYMBOL,
            features={"model": ADVISOR, "trend": known.trend, "vix_change_1d": rounded(known.vix_change, 4), "gex_regime": known.gamma.regime},
            at=session.at(16, 22),
            event_id=event("ai_predictions", session.date),
        )
        self._waiting = _Signal(opinion, heading, known.spot, event_id)

    def _score(self, session: Session, signal: _Signal, gain: float, at: datetime) -> None:
        """The day's scoreboard: one signal settles a day, so its figures are the day's totals."""
        taken = signal.opinion.recommendation is AdvisorRecommendation.TAKE_TRADE
        score = AiScore(
            settled=1,
            correct=int((gain > 0) is taken),
            profitable=int(taken and gain > 0),
            losing=int(taken and gain <= 0),
            net_pnl_pct=round(gain, 4) if taken else 0.0,
            avg_confidence=signal.opinion.confidence,
        )
        record_ai_performance(
            self._sink,
            score=score,
            model_version=ADVISOR,
            day=session.date,
            totals=True,
            at=at,
        )


def _heading(known: Known) -> Trend:
    if known.trend is not Trend.NEUTRAL:
        return known.trend
    return Trend.BEARISH if (known.change or 0) < 0 else Trend.BULLISH
