"""The models beside ORACLE, each of another kind, each fed with past sessions only: frequencies, neighbours, a table and fixed rules."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from alphagex_logs.catalogue.vocabulary import AdvisorRecommendation, GexRegime, MlRecommendation, RegimeAction, Trend

if TYPE_CHECKING:
    from alphagex_logs.replay.market import Known
    from alphagex_logs.replay.strategies import Plan


class VixBuckets:
    """ARES ML: how often condors held so far at this level of VIX, pulled towards how often they held at all.

    The pull weighs as much as 30 sessions; the overall frequency starts as 0.68 with the weight of 20.
    """

    version = "buckets-1"
    _CUTS = (11, 13, 15, 18, 22, 28)
    _PRIOR, _PRIOR_WEIGHT, _PULL = 0.68, 20, 30

    def __init__(self) -> None:
        self._seen: Counter[int] = Counter()
        self._held: Counter[int] = Counter()

    def learn(self, vix: float, held: bool) -> None:
        """Take in how one session ended."""
        bucket = bisect_right(self._CUTS, vix)
        self._seen[bucket] += 1
        self._held[bucket] += held

    def probability(self, vix: float) -> float:
        """The probability that a condor sold at this VIX holds."""
        overall = (self._held.total() + self._PRIOR * self._PRIOR_WEIGHT) / (self._seen.total() + self._PRIOR_WEIGHT)
        bucket = bisect_right(self._CUTS, vix)
        return round((self._held[bucket] + overall * self._PULL) / (self._seen[bucket] + self._PULL), 4)

    @property
    def sessions(self) -> int:
        """How many sessions it has learnt from."""
        return self._seen.total()


class Neighbours:
    """SPX wheel ML: how many of the 50 most alike puts of the past earned money, with 10 more at the 0.70 of a put at delta 0.30.

    Alike in the distance of the strike, VIX, the 20-session return and realised against implied volatility, each in its usual spread.
    """

    version = "neighbours-1"
    names = ("strike_distance_sd", "log_vix", "return_20d", "realised_to_implied")
    _SPREADS = (0.2, 0.3, 4.0, 0.3)
    _COUNT, _PRIOR, _PRIOR_WEIGHT = 50, 0.70, 10

    def __init__(self) -> None:
        self._past: list[tuple[tuple[float, ...], bool]] = []

    def learn(self, known: Known, plan: Plan, won: bool) -> None:
        """Take in how one put ended."""
        place = self._place(known, plan)
        if place is not None:
            self._past.append((place, won))

    def probability(self, known: Known, plan: Plan) -> float | None:
        """The probability that the put earns money; None before there are 50 to compare it with."""
        here = self._place(known, plan)
        if here is None or len(self._past) < self._COUNT:
            return None
        alike = sorted(self._past, key=lambda past: math.dist(past[0], here))[: self._COUNT]
        wins = sum(won for _, won in alike)
        return round((wins + self._PRIOR * self._PRIOR_WEIGHT) / (self._COUNT + self._PRIOR_WEIGHT), 4)

    @property
    def puts(self) -> int:
        """How many puts it has learnt from."""
        return len(self._past)

    def _place(self, known: Known, plan: Plan) -> tuple[float, ...] | None:
        if known.change_20d is None or known.realised_to_implied is None:
            return None
        raw = (plan.width, math.log(known.vix), known.change_20d, known.realised_to_implied)
        return tuple(value / spread for value, spread in zip(raw, self._SPREADS, strict=True))


def recommendation_for(probability: float) -> MlRecommendation:
    """The words of the wheel's model: strong from 0.70, trade from 0.55, neutral from 0.45, caution from 0.30, else skip."""
    steps = (
        (0.70, MlRecommendation.STRONG_TRADE),
        (0.55, MlRecommendation.TRADE),
        (0.45, MlRecommendation.NEUTRAL),
        (0.30, MlRecommendation.CAUTION),
    )
    return next((word for least, word in steps if probability >= least), MlRecommendation.SKIP)


@dataclass(frozen=True, slots=True)
class RegimeCall:
    """What the regime classifier calls for, and how probable it holds each action to turn out right."""

    action: RegimeAction
    probabilities: dict[RegimeAction, float]

    @property
    def confidence(self) -> float:
        """The probability of the action called, in percent."""
        return round(100 * self.probabilities[self.action], 2)


class RegimeTable:
    """The regime classifier: how often each action was right after sessions like this one, with one of each beforehand.

    Like this one: the same gamma regime, the same side of the 20-session mean, a move beyond one implied deviation or not.
    A right SELL_PREMIUM pays 1, a right BUY_CALLS or BUY_PUTS 4, so the classifier calls for what pays most on average, and stays flat
    where nothing pays 0.6.
    """

    version = "table-1"
    _PAYS: ClassVar = {RegimeAction.SELL_PREMIUM: 1.0, RegimeAction.BUY_CALLS: 4.0, RegimeAction.BUY_PUTS: 4.0}
    _WORTH = 0.6

    def __init__(self) -> None:
        self._seen: defaultdict[tuple[object, ...], Counter[RegimeAction]] = defaultdict(Counter)

    def learn(self, known: Known, right: RegimeAction) -> None:
        """Take in what would have been right after a session."""
        self._seen[self.cell(known)][right] += 1

    def call(self, known: Known) -> RegimeCall:
        """What to do until the next close."""
        seen = self._seen[self.cell(known)]
        chances = {action: round((seen[action] + 1) / (seen.total() + len(RegimeAction)), 4) for action in RegimeAction}
        worth = {action: pays * chances[action] for action, pays in self._PAYS.items()}
        best = max(worth, key=worth.__getitem__)
        return RegimeCall(best if worth[best] >= self._WORTH else RegimeAction.STAY_FLAT, chances)

    @property
    def sessions(self) -> int:
        """How many sessions it has learnt from."""
        return sum(seen.total() for seen in self._seen.values())

    @staticmethod
    def cell(known: Known) -> tuple[object, ...]:
        """The kind of session that it takes this one for."""
        return known.gamma.regime, known.spot > known.mean_20, known.move is not None and abs(known.move) > 1


def right_action(move: float) -> RegimeAction:
    """What would have been right, by the next close's move in implied deviations.

    Up to 0.6 either way premium keeps its value; beyond 1 a bought option pays; between them neither does.
    """
    if abs(move) <= 0.6:
        return RegimeAction.SELL_PREMIUM
    if abs(move) <= 1:
        return RegimeAction.STAY_FLAT
    return RegimeAction.BUY_CALLS if move > 0 else RegimeAction.BUY_PUTS


@dataclass(frozen=True, slots=True)
class Opinion:
    """The AI advisor's opinion of a directional trade until the next close."""

    recommendation: AdvisorRecommendation
    confidence: int  # percent that the recommendation is right
    reasons: tuple[str, ...]


def advise(known: Known, heading: Trend) -> Opinion:
    """The AI advisor's fixed rules: points for and against the trade, starting at 50, never fitted to anything."""
    points = {
        "the trend agrees": 12 * (known.trend is heading),
        "the trend disagrees": -12 * (known.trend not in {heading, Trend.NEUTRAL}),
        "dealers are long gamma": 6 * (known.gamma.regime is GexRegime.POSITIVE),
        "dealers are short gamma": -8 * (known.gamma.regime is GexRegime.NEGATIVE),
        "VIX jumped by a tenth": -10 * ((known.vix_change or 0) > 10),
        "VIX is falling": 5 * ((known.vix_change or 0) < -3),
        "the price is at its high": 5 * (known.below_high < 0.5 and heading is Trend.BULLISH),
        "the last move was more than VIX implied": -6 * (abs(known.move or 0) > 1),
    }
    score = 50 + sum(points.values())
    reasons = tuple(reason for reason, value in points.items() if value)
    if 46 < score < 54:
        return Opinion(AdvisorRecommendation.WAIT, 50, reasons)
    if score >= 54:
        return Opinion(AdvisorRecommendation.TAKE_TRADE, min(95, score), reasons)
    return Opinion(AdvisorRecommendation.SKIP, min(95, 100 - score), reasons)
