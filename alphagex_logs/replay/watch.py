"""The watch on the market at each close: gamma changes, mood and trap, patterns and how they turn out, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import (
    ConfidenceLevel,
    DetectorPattern,
    PatternRecommendation,
    PsychologyRegime,
    PsychologyTrap,
    Severity,
)
from alphagex_logs.replay.patterns import Found, detect, mood, succeeded, trap
from alphagex_logs.replay.session import SYMBOL, Session, context, event
from alphagex_logs.writers import Mood, log_gex_change, log_psychology_analysis, log_psychology_notification, record_pattern

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.replay.market import Known
    from alphagex_logs.writers import Sink

_DO = {
    PsychologyRegime.PANIC: "Sell nothing short of two deviations; wait for VIX to turn",
    PsychologyRegime.FEAR: "Widen strikes; follow moves, do not fade them",
    PsychologyRegime.NEUTRAL: "Usual size and strikes",
    PsychologyRegime.COMPLACENCY: "Sell premium; fade large moves",
    PsychologyRegime.GREED: "Sell premium in small size; the calm is crowded",
}
_URGENT = {PsychologyRegime.PANIC, PsychologyRegime.FEAR}


@dataclass(slots=True)
class _Count:
    """How often a pattern was seen and how it turned out."""

    seen: int = 0
    good: int = 0
    returned: float = 0.0

    @property
    def rate(self) -> float:
        """The share that turned out as called for, pulled towards one half with the weight of ten."""
        return (self.good + 5) / (self.seen + 10)


class Watch:
    """Looks at each close, and counts at the next how the pattern of the last one turned out."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._counts: dict[DetectorPattern, _Count] = {}
        self._last: tuple[Known, Found] | None = None

    def look(self, session: Session) -> None:
        """After the close: all that the watch logs of a session."""
        if self._last is not None:
            self._count(self._last, session)
        if session.before is not None:
            self._log_change(session, session.before)
            self._alert(session, session.before)
        self._log_mood(session)
        self._last = (session.after, detect(session.after))

    def _log_change(self, session: Session, before: Known) -> None:
        now = session.after.gamma
        turned = f"gamma turned {now.regime}" if now.regime is not before.gamma.regime else None
        log_gex_change(
            self._sink,
            symbol=SYMBOL,
            previous_gex=before.gamma.net,
            current_gex=now.net,
            spot_price=session.day.close,
            trigger_event=turned,
            at=session.at(16, 11),
            event_id=event("gex_change_log", session.date),
        )

    def _log_mood(self, session: Session) -> None:
        known = session.after
        feeling, danger = mood(known), trap(known)
        # How far net gamma reaches towards the next mood, between one half and nearly sure.
        confidence = round(0.5 + min(0.45, abs(known.gamma.net) / 5e9), 4)
        log_psychology_analysis(
            self._sink,
            mood=Mood(regime_type=feeling, confidence=confidence, trap=danger, trap_probability=_trap_probability(known, danger)),
            symbol=SYMBOL,
            reasoning=f"Modelled net gamma {known.gamma.net / 1e9:+.2f} billion dollars per 1 %, VIX {known.vix:.2f}",
            market=context(known),
            recommended_action=_DO[feeling],
            notes=f"pattern {detect(known).pattern}",
            at=session.at(16, 12),
            event_id=event("psychology_analysis", session.date),
        )

    def _alert(self, session: Session, before: Known) -> None:
        was, now = mood(before), mood(session.after)
        if was is now:
            return
        worse = now in _URGENT
        log_psychology_notification(
            self._sink,
            message=f"The mood went from {was} to {now}: {_DO[now]}",
            regime_type=detect(session.after).pattern,
            severity=Severity.WARNING if worse else Severity.SUCCESS if was in _URGENT else Severity.INFO,
            details={"from": was, "to": now, "net_gex": session.after.gamma.net, "vix": session.day.vix},
            at=session.at(16, 13),
            event_id=event("psychology_notifications", session.date),
        )

    def _count(self, last: tuple[Known, Found], session: Session) -> None:
        known, found = last
        move, change = session.after.move, session.after.change
        if found.pattern is DetectorPattern.NEUTRAL or move is None or change is None:
            return
        count = self._counts.setdefault(found.pattern, _Count())
        forecast = count.rate
        count.seen += 1
        count.good += succeeded(found, known, move)
        count.returned += change / 100
        self._log_count(found, count, forecast, session.at(16, 14))

    def _log_count(self, found: Found, count: _Count, forecast: float, at: datetime) -> None:
        data = {
            "pattern": found.pattern,
            "confidence": found.confidence,
            "ml_probability": round(forecast, 4),
            "ml_confidence": _level(forecast),
            "recommendation": _recommend(forecast),
            "features": ["gex_regime", "last_move_sd", "distance_to_walls"],
        }
        record_pattern(
            self._sink,
            pattern_name=found.pattern,
            occurrences=count.seen,
            successes=count.good,
            total_return=count.returned,
            pattern_data=data,
            totals=True,
            at=at,
        )


def _trap_probability(known: Known, danger: PsychologyTrap | None) -> float | None:
    """By rule: one half, and a tenth more for each implied deviation of the last move, at most 0.9."""
    return None if danger is None else round(min(0.9, 0.5 + abs(known.move or 0) / 10), 4)


def _level(chance: float) -> ConfidenceLevel:
    steps = ((0.7, ConfidenceLevel.HIGH), (0.5, ConfidenceLevel.MEDIUM), (0.3, ConfidenceLevel.LOW))
    return next((level for least, level in steps if chance >= least), ConfidenceLevel.VERY_LOW)


def _recommend(chance: float) -> PatternRecommendation:
    if chance >= 0.55:
        return PatternRecommendation.TRADE
    return PatternRecommendation.CAUTION if chance >= 0.45 else PatternRecommendation.SKIP
