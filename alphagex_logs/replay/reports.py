"""What is written about the bots: analyses by the day and week, recommendations by the month, the registry of fitted models."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import AnalysisType, Bot, RiskLevel
from alphagex_logs.replay.exchange import ends_week, starts_month
from alphagex_logs.replay.oracle import RIDGE, VERSION_2, Refit
from alphagex_logs.replay.patterns import detect, mood, risk_level
from alphagex_logs.replay.session import SYMBOL, Session, event
from alphagex_logs.writers import AiAnswer, AiRecommendation, log_ai_analysis, log_ai_recommendation, log_ml_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.replay.desk import Result
    from alphagex_logs.writers import Sink

AUTHOR = "template-1"  # sentences filled in by rule: no language model is asked

_FEWEST, _GAP = 4, 0.05
_ADVISED = (Bot.ARES, Bot.ATLAS, Bot.PHOENIX)


class Reports:
    """Writes at the end of a session about it, about the week that ends with it, and about the month before."""

    def __init__(self, sink: Sink, book: Sequence[Result]) -> None:
        self._sink = sink
        self._book = book
        self._week = self._month = 0  # how far the book was read

    def write(self, session: Session) -> None:
        """All that is due after this close."""
        self._analyse_day(session)
        if ends_week(session.date):
            self._analyse_week(session)
        if starts_month(session.date):
            self._recommend(session)

    def register(self, session: Session, refit: Refit) -> None:
        """A recalibration of ORACLE, with its weights."""
        model = refit.model
        weights = {name: round(float(weight), 4) for name, weight in zip(("intercept", *model.names), model.weights, strict=True)}
        log_ml_model(
            self._sink,
            model_name=f"ORACLE for {refit.bot}",
            model_type="logistic recalibration",
            version=f"{VERSION_2}+{session.date:%Y%m}",
            accuracy=refit.accuracy,
            training_samples=model.rows,
            features=model.names,
            hyperparameters={"ridge": RIDGE, "window": "expanding", "accuracy_is": "in sample", "weights": weights},
            bot=Bot.ORACLE,
            at=session.at(16, 15),
            event_id=event("ml_models", refit.bot, session.date),
        )

    def _analyse_day(self, session: Session) -> None:
        known = session.after
        text = (
            f"SPX closed at {known.spot:.2f} ({known.change or 0:+.2f} %), VIX at {known.vix:.2f}. Modelled gamma is {known.gamma.regime}, "
            f"the mood {mood(known)}, the pattern {detect(known).pattern}."
        )
        market = {"symbol": SYMBOL, "net_gex": known.gamma.net, "flip_point": known.gamma.flip_point, "spot_price": known.spot}
        log_ai_analysis(
            self._sink,
            analysis_type=AnalysisType.MARKET_SNAPSHOT,
            answer=AiAnswer(text=text, model=AUTHOR, warnings=("VIX above 28",) if risk_level(known) is RiskLevel.EXTREME else ()),
            prompt="Describe the close.",
            market=market,
            symbol=SYMBOL,
            at=session.at(16, 28),
            event_id=event("ai_analysis_history", "day", session.date),
        )

    def _analyse_week(self, session: Session) -> None:
        results, self._week = self._book[self._week :], len(self._book)
        earned = {bot: sum((result.pnl for result in results if result.bot is bot), Decimal(0)) for bot in _ADVISED}
        told = ", ".join(f"{bot} {pnl:+,} dollars" for bot, pnl in earned.items())
        log_ai_analysis(
            self._sink,
            analysis_type=AnalysisType.RISK_ANALYSIS,
            answer=AiAnswer(text=f"{len(results)} positions settled this week: {told}.", model=AUTHOR),
            prompt="Sum up the week.",
            market={"week": f"{session.date:%G-W%V}", "vix": session.day.vix},
            symbol=SYMBOL,
            at=session.at(16, 45),
            event_id=event("ai_analysis_history", "week", session.date),
        )

    def _recommend(self, session: Session) -> None:
        results, self._month = self._book[self._month :], len(self._book)
        for bot in _ADVISED:
            mine = [result for result in results if result.bot is bot]
            if len(mine) >= _FEWEST:
                self._recommend_to(bot, mine, session)

    def _recommend_to(self, bot: Bot, results: Sequence[Result], session: Session) -> None:
        """Compare what was said with what happened, and move the strikes by it."""
        said = sum(result.probability for result in results) / len(results)
        held = sum(result.held for result in results) / len(results)
        gap = held - said
        action = "NARROW_STRIKES" if gap > _GAP else "WIDEN_STRIKES" if gap < -_GAP else "KEEP_STRIKES"
        recommendation = AiRecommendation(
            recommendation_type="STRIKE_DISTANCE",
            action=action,
            text=f"{bot}: {action.lower().replace('_', ' ')}",
            reasoning=f"{len(results)} positions since the last report: said {said:.3f}, held {held:.3f}",
            strategy_name=results[-1].strategy,
            confidence=round(min(0.9, 0.5 + abs(gap)), 4),
            risk_level=risk_level(session.after),
            expected_improvement=round(100 * abs(gap), 2),
        )
        key = event("ai_recommendations", bot, session.date)
        log_ai_recommendation(self._sink, recommendation=recommendation, symbol=SYMBOL, bot=bot, at=session.at(16, 50), event_id=key)
