"""Monitoring while trades come in: expected against observed wins, a chart that reacts to a run of losses, and an alarm that may be looked at daily.

All take one forecast per bot-day in the order of time. The e-process may be told when each forecast was made and when its outcome was known;
the others take each outcome as known before the next forecast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.bootstrap import SEED
from alphagex_logs.metrics.inputs import complete, outcomes, probabilities, same_length
from alphagex_logs.metrics.rates import z_of
from alphagex_logs.metrics.results import Estimate, Reason
from alphagex_logs.metrics.sequential import in_streams, instants

if TYPE_CHECKING:
    from alphagex_logs.metrics.inputs import Floats, Integers, Labels, Numbers

ODDS_RATIO = 2.0
FALSE_ALARM = 0.05
BETS = (-0.5, 0.5)

_SIMULATED = 20_000_000
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Vlad:
    """Wins minus expected wins, cumulated, with the half-width of its 95 % envelope under calibration. `kept` are the input's rows used."""

    path: Floats
    envelope: Floats
    final: Estimate
    kept: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Cusum:
    """The risk-adjusted CUSUM after every row; `alarm` is the first row (a position in the path) at or above `limit`."""

    path: Floats
    limit: float | None
    alarm: int | None
    final: Estimate
    kept: Integers


@dataclass(frozen=True, slots=True, eq=False)
class EProcess:
    """Evidence against calibration as a bettor's wealth, as log10 after every row; `alarm` is the first row at or above `limit`.

    The final estimate is log10 of the wealth too: the wealth itself can outgrow any number. `streams` are the parts in which no two trades
    overlap; each is bet on with an equal share of the wealth, and the path is that of the richest.
    """

    log10_path: Floats
    log10_limit: float
    alarm: int | None
    log10_final: Estimate
    kept: Integers
    streams: int = 1


def _rows(forecasts: Numbers, won: Numbers) -> tuple[Floats, Floats, Integers, int]:
    p, y = probabilities(forecasts), outcomes(won)
    mask, excluded = complete(p, y)
    return p[mask], y[mask], np.flatnonzero(mask), excluded


def _last(path: Floats, excluded: int) -> Estimate:
    return Estimate.of(path[-1] if len(path) else None, len(path), otherwise=Reason.NO_DATA, excluded=excluded)


def vlad(forecasts: Numbers, won: Numbers, level: float = 0.95) -> Vlad:
    """Cumulate outcome minus probability (variable life-adjusted display): falling means fewer wins than promised."""
    p, y, kept, excluded = _rows(forecasts, won)
    path = np.cumsum(y - p)
    return Vlad(path, z_of(level) * np.sqrt(np.cumsum(p * (1 - p))), _last(path, excluded), kept)


def _weights(p: Floats, won: Floats, odds_ratio: float) -> Floats:
    """The log likelihood ratio of odds of losing `odds_ratio` times as high as forecast, against as forecast."""
    found: Floats = (1 - won) * math.log(odds_ratio) - np.log1p((odds_ratio - 1) * (1 - p))
    return found


def _cusum(weights: Floats) -> Floats:
    """max(0, S + W) along the last axis, without a loop: the sum minus the lowest sum so far."""
    total = np.cumsum(weights, axis=-1)
    found: Floats = total - np.minimum(np.minimum.accumulate(total, axis=-1), 0.0)
    return found


def risk_adjusted_cusum(forecasts: Numbers, won: Numbers, limit: float | None = None, odds_ratio: float = ODDS_RATIO) -> Cusum:
    """The CUSUM that looks for odds of losing `odds_ratio` times as high as forecast. Source: Steiner, Cook, Farewell and Treasure 2000.

    `cusum_limit` gives a limit that fits these forecasts.
    """
    p, y, kept, excluded = _rows(forecasts, won)
    path = _cusum(_weights(p, y, odds_ratio))
    return Cusum(path, limit, None if limit is None else _first_at(path, limit), _last(path, excluded), kept)


def _first_at(path: Floats, limit: float) -> int | None:
    reached = np.flatnonzero(path >= limit)
    return int(reached[0]) if len(reached) else None


def cusum_limit(forecasts: Numbers, false_alarm: float = FALSE_ALARM, odds_ratio: float = ODDS_RATIO, draws: int = 1000, seed: int = SEED) -> float | None:
    """The limit that calibrated forecasts with these probabilities reach in `false_alarm` of all histories of this length; None without any.

    Found by simulating outcomes; from 20,000 rows on with fewer draws, but at least 200.
    """
    p = probabilities(forecasts)
    p, rng, highest, done = p[~np.isnan(p)], np.random.default_rng(seed), [], 0
    if len(p) == 0:
        return None
    enough = max(200, min(draws, _SIMULATED // len(p)))
    while done < enough:
        size = min(enough - done, max(1, _CHUNK // len(p)))
        won = (rng.random((size, len(p))) < p).astype(np.float64)
        highest.append(_cusum(_weights(p, won, odds_ratio)).max(axis=1))
        done += size
    return float(np.quantile(np.concatenate(highest), 1 - false_alarm))


def e_process(forecasts: Numbers, won: Numbers, false_alarm: float = FALSE_ALARM, made: Labels | None = None, known: Labels | None = None) -> EProcess:
    """Bet against the forecasts, both ways, and follow the mean wealth: under calibration it reaches 1 / `false_alarm` at most that often.

    That holds however often one looks, which a repeated z test does not: 400 looks at z > 1.96 alarm falsely in 37 of 100 cases. Trades that
    are open at the same time (`made` and `known` say from when to when) are dealt into streams without overlap, in each of which it holds; the
    wealth is shared among them, so that an alarm of any stays as rare. Each path is a supermartingale for its own stream alone, which is why
    the streams are not averaged. Source: Arnold, Henzi and Ziegel 2023; Henzi and Ziegel 2022 with its correction for longer horizons.
    """
    same_length(forecasts, made, known)
    p, y, kept, excluded = _rows(forecasts, won)
    order, stream = in_streams(*(instants(moments, len(forecasts))[kept] for moments in (made, known)))
    surplus = ((y - p) / np.maximum(p, 1 - p))[order]
    parts = int(stream.max(initial=0)) + 1
    path: Floats = (_richest(surplus, stream, parts) - math.log(parts)) / math.log(10)
    limit = -math.log10(false_alarm)
    return EProcess(path, limit, _first_at(path, limit), _last(path, excluded), kept[order], parts)


def _richest(surplus: Floats, stream: Integers, parts: int) -> Floats:
    """The logarithm of the wealth of the richest stream after every row."""
    wealth, path = np.zeros(parts), np.zeros(len(surplus))
    after = np.zeros(len(surplus))
    for part in range(parts):
        rows = np.flatnonzero(stream == part)
        after[rows] = _mean_wealth(surplus[rows])
    if parts == 1:
        return after
    for row, part in enumerate(stream.tolist()):
        wealth[part] = after[row]
        path[row] = wealth.max()
    return path


def _mean_wealth(surplus: Floats) -> Floats:
    """The logarithm of the mean wealth of the bets after every row."""
    found: Floats = np.logaddexp(*(np.cumsum(np.log1p(bet * surplus)) for bet in BETS)) - math.log(len(BETS))
    return found
