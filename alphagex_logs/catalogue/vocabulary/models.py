"""What the models and the AI advisor say."""

from __future__ import annotations

from enum import StrEnum


class MlAction(StrEnum):
    """What the wheel's model was used for."""

    SCORE_TRADE = "SCORE_TRADE"
    AUTO_RECORD_TRADE = "AUTO_RECORD_TRADE"
    AUTO_TRAIN = "AUTO_TRAIN"


class MlRecommendation(StrEnum):
    """What the wheel's model recommends, strongest first; the last is what it says untrained."""

    STRONG_TRADE = "STRONG_TRADE"
    TRADE = "TRADE"
    NEUTRAL = "NEUTRAL"
    CAUTION = "CAUTION"
    SKIP = "SKIP"
    USE_MECHANICAL_RULES = "USE_MECHANICAL_RULES"


class TrainingResult(StrEnum):
    """How a training run ended."""

    TRAINED = "TRAINED"
    FAILED = "FAILED"


class RegimeAction(StrEnum):
    """What the regime classifier predicts to be the right thing to do."""

    SELL_PREMIUM = "SELL_PREMIUM"
    BUY_CALLS = "BUY_CALLS"
    BUY_PUTS = "BUY_PUTS"
    STAY_FLAT = "STAY_FLAT"


class AdvisorRecommendation(StrEnum):
    """What the AI advisor recommends."""

    TAKE_TRADE = "TAKE_TRADE"
    SKIP = "SKIP"
    WAIT = "WAIT"


class PatternRecommendation(StrEnum):
    """What the pattern learner recommends."""

    TRADE = "TRADE"
    CAUTION = "CAUTION"
    SKIP = "SKIP"


class ConfidenceLevel(StrEnum):
    """Confidence in words."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
    VERY_LOW = "VERY_LOW"


class ModelStatus(StrEnum):
    """Whether a registered model is in use."""

    ACTIVE = "active"
    RETIRED = "retired"
