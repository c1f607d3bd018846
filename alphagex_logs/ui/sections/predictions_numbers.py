"""The numbers of the Predictions page, computed from the answers to its questions: frames in, metric results out, no screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from alphagex_logs.metrics import (
    bootstrap,
    calibration,
    comparison,
    corp,
    decisions,
    discrimination,
    drift,
    monitoring,
    murphy,
    rates,
    scores,
    segments,
    sequential,
    sharpness,
)
from alphagex_logs.metrics.consistency import NULL_DRAWS, calibrated_draws
from alphagex_logs.metrics.grouped import Grouped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.metrics.calibration import CalibrationError, CalibrationInTheLarge, Test
    from alphagex_logs.metrics.comparison import MajorityTest, PairedDifference
    from alphagex_logs.metrics.corp import Corp, Reliability
    from alphagex_logs.metrics.decisions import PolicyValue
    from alphagex_logs.metrics.discrimination import Auc, Roc
    from alphagex_logs.metrics.drift import KolmogorovSmirnov, StabilityIndex
    from alphagex_logs.metrics.monitoring import Cusum, EProcess, Vlad
    from alphagex_logs.metrics.murphy import MurphyCurve
    from alphagex_logs.metrics.rates import Rate
    from alphagex_logs.metrics.results import Estimate
    from alphagex_logs.metrics.scores import LogLoss
    from alphagex_logs.metrics.segments import PredictionSegment
    from alphagex_logs.metrics.sequential import AnytimeMean
    from alphagex_logs.metrics.sharpness import Sharpness
    from alphagex_logs.ui.sections.predictions_stakes import Stakes

DIMENSIONS: Mapping[str, str] = {
    "bot": "Bot",
    "vix_regime": "VIX regime",
    "gex_regime": "GEX regime",
    "weekday": "Day of week",
    "advice": "Advice",
    "model_version": "Model version",
    "probability_bin": "Probability",
}
BINS = 10
DRIFT_DRAWS = 300
MURPHY_POINTS = 101
MANY, MANY_DRAWS = 100_000, 300  # of so many rows a band of 90 % is narrow, and 300 draws place it within a line's width


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How good the probabilities of the chosen predictions were; intervals by bot-day."""

    hit_rate: Rate
    corp: Corp
    log_loss: LogLoss
    skill: Estimate
    skill_fixed: Estimate
    bias: CalibrationInTheLarge
    spiegelhalter: Test
    ece: CalibrationError
    reliability: Reliability
    sharpness: Sharpness
    auc: Auc
    roc: Roc
    murphy: Mapping[str, MurphyCurve]
    unrevised: Estimate
    revised: int
    skill_expanding: Estimate | None  # None where nobody asked for the forecasts by day
    worth: Worth | None  # None without stakes: nobody knows then where break-even lies


@dataclass(frozen=True, slots=True)
class Worth:
    """What acting on the forecasts where they are above break-even was worth, in dollars per trade and in wins."""

    policy: PolicyValue
    relative_value: Estimate
    regret: Estimate
    majority: MajorityTest  # one forecast per bot-day: those above break-even against the win rate of all


@dataclass(frozen=True, slots=True)
class Monitored:
    """What is watched while outcomes come in, and the days of its rows."""

    vlad: Vlad
    cusum: Cusum
    e_process: EProcess
    days: np.ndarray
    shift: KolmogorovSmirnov
    stability: StabilityIndex
    turned: float | None  # the p-value of the shift where days may hang together


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of a comparison: who against whom, over which rows; with the interval to be read once, the one for any time, and Diebold-Mariano."""

    label: str
    difference: PairedDifference
    anytime: AnytimeMean
    lagged: PairedDifference  # allowing for the errors of forecasts that were open together


def grouped_of(cells: pd.DataFrame) -> Grouped:
    """The answer to `calibration_cells` as the metrics take it."""
    return Grouped.of_counts(_column(cells, "probability"), _column(cells, "wins"), _column(cells, "n"), _column(cells, "bot_day"))


def _column(rows: pd.DataFrame, name: str) -> np.ndarray[Any, Any]:
    return rows[name].to_numpy()


def _won(rows: pd.DataFrame) -> np.ndarray[Any, Any]:
    return rows["won"].astype("float64").to_numpy()


def accuracy(cells: pd.DataFrame, daily: pd.DataFrame | None = None, worth: Stakes | None = None) -> Accuracy:
    """Score the rows of `calibration_cells`.

    With the answer to `forecasts_by_day` it also tells what hangs on the order of time, and with that and what wins and losses are worth, what
    trading by the probabilities would have earned.
    """
    grouped, revised = grouped_of(cells), int(cells["revised_n"].sum())
    draws, null = bootstrap.resample(grouped), calibrated_draws(grouped.coarse(), MANY_DRAWS if grouped.n > MANY else NULL_DRAWS)
    return Accuracy(
        hit_rate=rates.hit_rate_of(grouped),
        corp=corp.corp(grouped, draws),
        log_loss=scores.log_loss(grouped, draws),
        skill=scores.skill_in_sample(grouped, draws),
        skill_fixed=scores.skill_fixed(grouped, draws),
        bias=calibration.calibration_in_the_large(grouped, draws),
        spiegelhalter=calibration.spiegelhalter(grouped),
        ece=calibration.ece(grouped, null),
        reliability=corp.reliability(grouped, null),
        sharpness=sharpness.sharpness(grouped.probabilities, grouped.counts),
        auc=discrimination.auc(grouped),
        roc=discrimination.roc(grouped),
        murphy=_murphy(grouped, draws, worth),
        unrevised=scores.brier(_unrevised(cells) if revised else grouped),
        revised=revised,
        skill_expanding=None if daily is None else scores.skill_expanding(_column(daily, "probability"), _won(daily), *_moments(daily)),
        worth=None if daily is None or worth is None else _worth(grouped, draws, daily, worth),
    )


def _moments(daily: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """When each forecast was made, and when its outcome was known."""
    return _column(daily, "made_at"), _column(daily, "known_at")


def _worth(grouped: Grouped, draws: bootstrap.Resamples, daily: pd.DataFrame, at: Stakes) -> Worth:
    won = _won(daily)
    return Worth(
        policy=decisions.policy_value(grouped, at.win, at.loss, resamples=draws),
        relative_value=decisions.relative_economic_value(grouped, at.win, at.loss, resamples=draws),
        regret=murphy.regret(grouped, at.win, at.loss, draws),
        majority=comparison.beats_majority(won[_column(daily, "probability") > at.break_even], float(won.mean()) if len(won) else 0.0),
    )


def _unrevised(cells: pd.DataFrame) -> Grouped:
    n, wins = _column(cells, "n") - _column(cells, "revised_n"), _column(cells, "wins") - _column(cells, "revised_wins")
    return Grouped.of_counts(_column(cells, "probability"), wins, n)


def _murphy(grouped: Grouped, draws: bootstrap.Resamples, worth: Stakes | None) -> dict[str, MurphyCurve]:
    """The curve of the forecasts with its band, and those of always trading and of knowing the win rate.

    The break-even of the stakes is one of its points: between two others the curve jumps, and the chart must tell the regret of the tile.
    """
    if grouped.n == 0:
        return {}
    thresholds = np.union1d(np.linspace(0, 1, MURPHY_POINTS), [] if worth is None else [worth.break_even])
    constant = {"always trade": 1.0, "win rate": grouped.base_rate}
    references = {name: murphy.murphy_curve(Grouped.of_counts([p], [grouped.won], [grouped.n]), thresholds) for name, p in constant.items()}
    return {"forecasts": murphy.murphy_curve(grouped, thresholds, draws), **references}


def monitored(daily: pd.DataFrame) -> Monitored:
    """Follow one forecast per bot-day in the order of days (answer to `forecasts_by_day`)."""
    p, won = _column(daily, "probability"), _won(daily)
    limit = monitoring.cusum_limit(p)
    evidence = monitoring.e_process(p, won, made=_column(daily, "made_at"), known=_column(daily, "known_at"))
    cusum = monitoring.risk_adjusted_cusum(p, won, limit)
    return Monitored(monitoring.vlad(p, won), cusum, evidence, _column(daily, "trade_day"), *_drift(p))


def _drift(p: np.ndarray) -> tuple[KolmogorovSmirnov, StabilityIndex, float | None]:
    """Whether the later half of the probabilities looks like the earlier."""
    earlier, later = p[: len(p) // 2], p[len(p) // 2 :]
    bins = sharpness.tie_safe_bins(p, BINS)
    counts = [np.bincount(sharpness.assign(part, bins), minlength=len(bins)) for part in (earlier, later)]
    return drift.kolmogorov_smirnov(earlier, later, DRIFT_DRAWS), drift.psi(*counts), drift.halves(p).p_value


def segment_table(cells: pd.DataFrame) -> dict[str, tuple[PredictionSegment, ...]]:
    """Every segment of the answer to `segment_cells` by dimension; q-values are over all segments that are parts of the table, not all of it."""
    p, wins, n, day = (_column(cells, name) for name in ("probability", "wins", "n", "bot_day"))
    bins, usable = sharpness.tie_safe_bins(p, BINS, n), (p >= 0) & (p <= 1)
    coded = {name: pd.factorize(cells[name]) for name in DIMENSIONS if name in cells.columns}
    places = {name: (number, [str(label) for label in labels]) for name, (number, labels) in coded.items()}
    places["probability_bin"] = (sharpness.assign(p, bins), [f"{each.low:.3f} to {each.high:.3f}" for each in bins])
    found: dict[tuple[str, str], Grouped] = {}
    rest: dict[tuple[str, str], Estimate] = {}
    for name, (number, names) in places.items():
        split = segments.split_coded(names, number, p, wins, n, cluster=day)
        beside = segments.against_the_rest(names, number[usable], wins[usable], n[usable], day[usable])
        rest |= {(name, label): each for label, each in beside.items()}
        found |= {(name, label): split[label] for label in sorted(split, key=segments.natural_order)}
    wholes = [f"{place}" for place, (name, _) in enumerate(found) if len(places[name][1]) == 1]
    judged = segments.prediction_segments({f"{place}": grouped for place, grouped in enumerate(found.values())}, wholes)
    named = [(name, replace(each, label=label, against_rest=rest[name, label])) for (name, label), each in zip(found, judged, strict=True)]
    return {name: tuple(each for of, each in named if of == name) for name in DIMENSIONS}


def against_the_past(daily: pd.DataFrame, by: str) -> list[Comparison]:
    """The forecasts of each bot (source, model version) against the win rate that was known before each of them, on the same rows."""
    found = []
    for label, rows in daily.groupby(by, sort=True):
        found.append(_compared(str(label), _column(rows, "probability"), scores.expanding_climatology(_won(rows), *_moments(rows)), rows))
    return found


def _compared(label: str, first: np.ndarray, second: np.ndarray, rows: pd.DataFrame) -> Comparison:
    """Two columns of forecasts of the same outcomes; rows: won, trade_day, made_at, known_at."""
    once = comparison.paired_difference(first, second, _won(rows), _column(rows, "trade_day"))
    anytime = sequential.anytime_difference(first, second, _won(rows), _column(rows, "made_at"), _column(rows, "known_at"))
    return Comparison(label, once, anytime, comparison.diebold_mariano(first, second, _won(rows), _horizon(anytime)))


def _horizon(anytime: AnytimeMean) -> int:
    """Over how many successive rows errors may hang together: as many as were open at once."""
    return max(1, anytime.streams)


def against_rivals(rows: pd.DataFrame, names: Mapping[str, str]) -> tuple[list[Comparison], int]:
    """ORACLE against the models that forecast the same bot-days, and on how many days their tables tell of different outcomes (left out)."""
    agreed, found = rows[rows["agreed"].astype(bool)], []
    for rival, part in agreed.groupby("rival", sort=True):
        found.append(_compared(f"ORACLE - {names[str(rival)]}", _column(part, "said"), _column(part, "rival_said"), part))
    return found, len(rows) - len(agreed)


def between_bots(daily: pd.DataFrame) -> list[Comparison]:
    """Each pair of bots on the days on which both forecast: the difference of their squared errors, so that the day itself cancels out."""
    found = []
    days = daily.assign(won=_won(daily)).set_index("trade_day")
    for first, second in combinations(sorted({str(bot) for bot in days["bot"].dropna()}), 2):
        both = days[days["bot"] == first].join(days[days["bot"] == second], how="inner", lsuffix="_first", rsuffix="_second").sort_index()
        if len(both) > 1:
            found.append(_of_bots(f"{first} - {second}", both))
    return found


def _of_bots(label: str, both: pd.DataFrame) -> Comparison:
    """Two bots with an outcome each on the same days. A miss is a forecast of an outcome that was 0: its squared error is the error of the forecast."""
    pairs = [(_column(both, f"probability_{side}"), _column(both, f"won_{side}")) for side in ("first", "second")]
    misses = [np.abs(said - won) for said, won in pairs]
    once = comparison.paired_difference(misses[0], misses[1], np.zeros(len(both)), both.index.to_numpy())
    made, known = both[["made_at_first", "made_at_second"]].min(axis=1), both[["known_at_first", "known_at_second"]].max(axis=1)
    anytime = sequential.anytime_difference_of_bots(pairs[0], pairs[1], made.to_numpy(), known.to_numpy())
    return Comparison(label, once, anytime, comparison.diebold_mariano(misses[0], misses[1], np.zeros(len(both)), _horizon(anytime)))
