"""Logistic recalibration, fitted on the past only and refitted at the start of each month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_STEPS = 50
_CONVERGED = 1e-10
_EXTREME = 30.0  # a logit beyond which the exponential tells nothing more


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted model: weights of the standardised features, the intercept first."""

    names: tuple[str, ...]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    rows: int

    def probability(self, features: Sequence[float]) -> float:
        """The probability of the event."""
        return float(_expit(self.weights[0] + self._standard(features) @ self.weights[1:]))

    def called_right(self, features: Sequence[Sequence[float]], events: Sequence[bool]) -> float:
        """The share of events that happened where the model gave them at least one half, or did not where it gave them less."""
        chances = _expit(self.weights[0] + self._standard(features) @ self.weights[1:])
        return float(((chances >= 0.5) == np.asarray(events)).mean())

    def contributions(self, features: Sequence[float]) -> list[tuple[str, float]]:
        """What each feature adds to the log odds, the largest first."""
        parts = self._standard(features) * self.weights[1:]
        named = [(name, round(float(part), 4)) for name, part in zip(self.names, parts, strict=True)]
        return sorted(named, key=lambda part: -abs(part[1]))

    def _standard(self, features: Sequence[float] | Sequence[Sequence[float]]) -> NDArray[np.float64]:
        return (np.asarray(features, dtype=np.float64) - self.centre) / self.scale


def fit_logistic(names: tuple[str, ...], features: Sequence[Sequence[float]], events: Sequence[bool], ridge: float) -> Logistic:
    """The logistic regression with the largest likelihood less `ridge` / 2 times the squared weights, by Newton's method.

    Features are standardised; the intercept is not penalised. Deterministic: no starting point but zero, no sampling.
    """
    raw, won = np.asarray(features, dtype=np.float64), np.asarray(events, dtype=np.float64)
    centre, spread = raw.mean(axis=0), raw.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(raw)), (raw - centre) / scale])
    penalty = ridge * np.diag([0.0] + [1.0] * raw.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        step = _newton_step(design, won, weights, penalty)
        weights = weights + step
        if np.abs(step).max() < _CONVERGED:
            break
    return Logistic(names, centre, scale, weights, len(raw))


def _newton_step(design: NDArray[np.float64], won: NDArray[np.float64], weights: NDArray[np.float64], penalty: NDArray[np.float64]) -> NDArray[np.float64]:
    chance = _expit(design @ weights)
    gradient = design.T @ (won - chance) - penalty @ weights
    curvature = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
    return np.asarray(np.linalg.solve(curvature, gradient), dtype=np.float64)


def _expit(z: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -_EXTREME, _EXTREME))))
