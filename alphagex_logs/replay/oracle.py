"""ORACLE's forecasts: version 1 repeats what VIX implies; version 2 recalibrates that on how past events really ended."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Bot, TradingAdvice
from alphagex_logs.replay.calibration import Logistic, fit_logistic
from alphagex_logs.replay.exchange import starts_month

if TYPE_CHECKING:
    from alphagex_logs.replay.market import Known
    from alphagex_logs.replay.strategies import Plan

VERSION_1, VERSION_2 = "1.0.0", "2.0.0"
VERSION_2_FROM = date(2016, 1, 4)
FULL_FROM, REDUCED_FROM = 0.70, 0.55
RIDGE = 1.0
_FEATURES = ("implied_log_odds", "log_vix", "vix_change_1d", "realised_to_implied", "monday", "tuesday", "wednesday", "thursday")
_RISK_PCT = {TradingAdvice.TRADE_FULL: 2.0, TradingAdvice.TRADE_REDUCED: 1.0, TradingAdvice.SKIP_TODAY: 0.0}


@dataclass(frozen=True, slots=True)
class Forecast:
    """What ORACLE holds of one plan, with what weighed most."""

    probability: float
    version: str
    factors: tuple[tuple[str, float], ...]

    @property
    def advice(self) -> TradingAdvice:
        """Full size from 0.70, reduced from 0.55, else none."""
        return advice_for(self.probability)


@dataclass(slots=True)
class _Record:
    """What ORACLE has learnt about one bot's events."""

    features: list[tuple[float, ...]] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    model: Logistic | None = None


@dataclass(frozen=True, slots=True)
class Refit:
    """A recalibration that starts to be used."""

    bot: Bot
    model: Logistic
    accuracy: float  # share of the events it was fitted on that it would call right at one half


class Oracle:
    """Forecasts the events of ARES, ATLAS and PHOENIX from what is known before each of them."""

    def __init__(self) -> None:
        self._records = {bot: _Record() for bot in (Bot.ARES, Bot.ATLAS, Bot.PHOENIX)}

    def learn(self, known: Known, plan: Plan, settlement: float) -> None:
        """Take in how an event ended, whether or not anybody traded it: prices tell that for skipped days too."""
        features = _features(known, plan)
        if features is not None:
            record = self._records[plan.bot]
            record.features.append(features)
            record.held.append(plan.held(settlement))

    def refit(self, today: date) -> list[Refit]:
        """On the first session of each month from 2016, fit version 2 anew on all that was learnt so far."""
        if today < VERSION_2_FROM or not starts_month(today):
            return []
        return [_refitted(bot, record) for bot, record in self._records.items()]

    def forecast(self, known: Known, plan: Plan) -> Forecast:
        """The probability that the plan's event happens; `known` is the last close before it."""
        model, features = self._records[plan.bot].model, _features(known, plan)
        if model is None or features is None:
            factors = (("vix_implied_probability", round(plan.implied, 4)), ("strike_distance_sd", plan.width))
            return Forecast(round(plan.implied, 4), VERSION_1, factors)
        return Forecast(round(model.probability(features), 4), VERSION_2, tuple(model.contributions(features)[:3]))


def advice_for(probability: float) -> TradingAdvice:
    """Full size from 0.70, reduced from 0.55, else none."""
    if probability >= FULL_FROM:
        return TradingAdvice.TRADE_FULL
    return TradingAdvice.TRADE_REDUCED if probability >= REDUCED_FROM else TradingAdvice.SKIP_TODAY


def risk_pct(bot: Bot, advice: TradingAdvice) -> float:
    """The share of a bot's capital, in percent, that ORACLE would put at risk: 2 or 1, and half of that for PHOENIX."""
    return _RISK_PCT[advice] / (2 if bot is Bot.PHOENIX else 1)


def _features(known: Known, plan: Plan) -> tuple[float, ...] | None:
    """What version 2 looks at; None while the history is too short for it."""
    if known.vix_change is None or known.realised_to_implied is None:
        return None
    odds = math.log(plan.implied / (1 - plan.implied))
    weekday = tuple(float(plan.opened.weekday() == day) for day in range(4))
    return (odds, math.log(known.vix), known.vix_change, known.realised_to_implied, *weekday)


def _refitted(bot: Bot, record: _Record) -> Refit:
    model = fit_logistic(_FEATURES, record.features, record.held, RIDGE)
    record.model = model
    return Refit(bot, model, round(model.called_right(record.features, record.held), 4))
