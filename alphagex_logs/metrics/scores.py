"""Scores of probabilities against outcomes: Brier, log loss, and skill over three references."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.bootstrap import interval_of
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.inputs import complete, outcomes, probabilities, quotients, same_length
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Reason, ratio
from alphagex_logs.metrics.sequential import instants

if TYPE_CHECKING:
    from alphagex_logs.metrics.bootstrap import Resamples, Statistic
    from alphagex_logs.metrics.inputs import Floats, Labels, Numbers

LOG_LOSS_CLIP = 1e-6
WRITER_PRIOR = 0.68
"""The probability that the Oracle writer stores when its model gives none."""


@dataclass(frozen=True, slots=True)
class LogLoss:
    """The mean log loss in nats, and how many rows were certain enough to be clipped."""

    estimate: Estimate
    clipped: int


@dataclass(frozen=True, slots=True)
class Skill:
    """One minus the Brier score over a reference's Brier score: above 0 beats the reference, 1 is perfect.

    `in_sample` compares with the base rate of the same rows (known only afterwards), `expanding` with the base rate known before each row,
    `fixed` with one constant probability.
    """

    in_sample: Estimate
    expanding: Estimate
    fixed: Estimate


def estimate_of(statistic: Statistic, grouped: Grouped, resamples: Resamples | None) -> Estimate:
    """Any statistic of grouped predictions as an estimate, with its bootstrap interval where draws are given."""
    if grouped.n == 0:
        return Estimate.unknown(Reason.NO_DATA, excluded=grouped.excluded)
    value = statistic(grouped.probabilities, grouped.counts[None, :], grouped.wins[None, :])[0]
    interval = resamples.interval(statistic) if resamples else NO_INTERVAL
    return Estimate.of(value, grouped.n, otherwise=Reason.ONE_CLASS, interval=interval, excluded=grouped.excluded, units=grouped.units)


def per_draw_mean(total: Floats, counts: Floats) -> Floats:
    """Sums per draw over rows per draw; NaN for a draw without rows."""
    return quotients(total, counts.sum(axis=1))


def brier_statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
    """The Brier score of every draw."""
    return per_draw_mean(wins @ (1 - p) ** 2 + (counts - wins) @ p**2, counts)


def brier(grouped: Grouped, resamples: Resamples | None = None) -> Estimate:
    """The mean squared difference of probability and outcome, 0 (perfect) to 1. Source: Brier 1950; equals sklearn's `brier_score_loss`."""
    return estimate_of(brier_statistic, grouped, resamples)


def log_loss_statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
    """The log loss of every draw, in nats."""
    safe = np.clip(p, LOG_LOSS_CLIP, 1 - LOG_LOSS_CLIP)
    return per_draw_mean(-(wins @ np.log(safe) + (counts - wins) @ np.log1p(-safe)), counts)


def log_loss(grouped: Grouped, resamples: Resamples | None = None) -> LogLoss:
    """The mean negative log likelihood in nats, with probabilities held between 1e-6 and 1 - 1e-6: the clip is part of the definition."""
    p = grouped.probabilities
    clipped = grouped.counts[(p < LOG_LOSS_CLIP) | (p > 1 - LOG_LOSS_CLIP)].sum()
    return LogLoss(estimate_of(log_loss_statistic, grouped, resamples), int(clipped))


def in_sample_skill_statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
    """The skill over the base rate of the same draw; NaN where a draw has one class."""
    rate = per_draw_mean(wins.sum(axis=1), counts)
    reference = rate * (1 - rate)
    score = brier_statistic(p, counts, wins)
    return 1 - quotients(score, reference)


def fixed_skill_statistic(prior: float) -> Statistic:
    """The skill over one constant probability, as a statistic of draws."""

    def statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
        reference = per_draw_mean(wins.sum(axis=1) * (1 - prior) ** 2 + (counts - wins).sum(axis=1) * prior**2, counts)
        score = brier_statistic(p, counts, wins)
        return 1 - quotients(score, reference)

    return statistic


def skill_in_sample(grouped: Grouped, resamples: Resamples | None = None) -> Estimate:
    """Skill over the base rate of the same rows; `one_class` where all outcomes are equal. Equals sklearn's `d2_brier_score`."""
    if grouped.n and grouped.one_class:
        return Estimate.unknown(Reason.ONE_CLASS, grouped.n, excluded=grouped.excluded, units=grouped.units)
    return estimate_of(in_sample_skill_statistic, grouped, resamples)


def skill_fixed(grouped: Grouped, resamples: Resamples | None = None, prior: float = WRITER_PRIOR) -> Estimate:
    """Skill over always forecasting `prior`; `one_class` where that forecast is already perfect."""
    return estimate_of(fixed_skill_statistic(prior), grouped, resamples)


def expanding_climatology(won: Numbers, made: Labels | None = None, known: Labels | None = None) -> Floats:
    """The base rate known when each forecast was made: (wins known + 1/2) / (outcomes known + 1); unknown outcomes left out.

    `made` says when each forecast was made, `known` when its outcome was: what happened later on the same day is no past. An outcome without a
    moment was known right after its forecast; without `made` the rows are in the order of time and each was known before the next.
    """
    y = outcomes(won)
    same_length(y, made, known)
    kept = ~np.isnan(y)
    begins = np.arange(len(y), dtype=np.float64) if made is None else instants(made, len(y))
    asked, told = _apart(begins[kept], instants(known, len(y))[kept])
    order = np.argsort(told, kind="stable")
    seen = np.searchsorted(told[order], asked, side="right")
    return (np.concatenate([[0.0], np.cumsum(y[kept][order])])[seen] + 0.5) / (seen + 1.0)


def _apart(begins: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """When each forecast was made and when its outcome was known, the one before the other.

    A row that was written after its outcome is of a forecast from before it. What has neither moment came before nothing and after nothing.
    """
    asked = np.fmin(begins, np.nextafter(ends, -np.inf))
    told = np.fmax(ends, np.nextafter(begins, np.inf))
    return np.where(np.isnan(asked), -np.inf, asked), np.where(np.isnan(told), np.inf, told)


def skill_expanding(forecasts: Numbers, won: Numbers, made: Labels | None = None, known: Labels | None = None) -> Estimate:
    """Skill over the base rate known before each row, one row per bot-day. No look-ahead. The interval draws whole rows.

    `made` and `known` are as in `expanding_climatology`; without them the rows must be in the order of time.
    """
    p, y = probabilities(forecasts), outcomes(won)
    mask, excluded = complete(p, y)
    past = expanding_climatology(np.where(mask, y, np.nan), made, known)
    p, y = p[mask], y[mask]
    if len(p) == 0:
        return Estimate.unknown(Reason.NO_DATA, excluded=excluded)
    errors, reference = (p - y) ** 2, (past - y) ** 2
    quotient = ratio(np.mean(errors), np.mean(reference))
    interval = NO_INTERVAL if quotient is None else interval_of(lambda own, others: 1 - quotients(own, others), (errors, reference), None)
    return Estimate.of(None if quotient is None else 1 - quotient, len(p), otherwise=Reason.ONE_CLASS, interval=interval, excluded=excluded)


def skill(forecasts: Numbers, won: Numbers, prior: float = WRITER_PRIOR) -> Skill:
    """Skill over all three references, for rows in the order of time."""
    grouped = Grouped.of_rows(forecasts, won)
    return Skill(skill_in_sample(grouped), skill_expanding(forecasts, won), skill_fixed(grouped, prior=prior))
