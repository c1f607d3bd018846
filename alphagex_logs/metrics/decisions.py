"""Decision value: the break-even probability, what the forecasts promised against what came, and what acting on them was worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics.bootstrap import MEAN_DRAWS, mean_interval
from alphagex_logs.metrics.inputs import codes, complete, floats, present, probabilities, quotients, same_length
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Reason, ratio
from alphagex_logs.metrics.scores import estimate_of, per_draw_mean
from alphagex_logs.metrics.sharpness import ProbabilityBin, assign, tie_safe_bins
from alphagex_logs.metrics.trades import mean_sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.metrics.bootstrap import Resamples, Statistic
    from alphagex_logs.metrics.grouped import Grouped
    from alphagex_logs.metrics.inputs import Flags, Floats, Labels, Numbers

BIN_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class EconomicBin:
    """One bin of probabilities (None: all rows): mean dollars promised by p W - (1 - p) L, and mean dollars realised."""

    bin: ProbabilityBin | None
    expected: Estimate
    realised: Estimate


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """Mean dollars per trade of trading where p is above the threshold, of always trading and of perfect foresight; never trading earns 0."""

    policy: Estimate
    always: Estimate
    perfect: Estimate
    threshold: float


def break_even(win: float, loss: float) -> Estimate:
    """The win probability at which a trade that wins `win` or loses `loss` dollars earns nothing: loss / (win + loss)."""
    _check_payoff(win, loss)
    return Estimate.of(ratio(loss, win + loss), 1, minimum=1)


def realised_break_even(pnl: Numbers, cluster: Labels | None = None) -> Estimate:
    """The break-even probability of the mean realised win and loss; early exits make it differ from that of the structure.

    With days, it carries an interval by a bootstrap over them.
    """
    same_length(pnl, cluster)
    known, excluded = present(pnl)
    wins, losses = known[known > 0], known[known < 0]
    if len(wins) == 0 or len(losses) == 0:
        reason = Reason.NO_DATA if len(wins) == len(losses) else (Reason.NO_WINS if len(wins) == 0 else Reason.NO_LOSSES)
        return Estimate.unknown(reason, len(known), excluded=excluded)
    win, loss = wins.mean(), -losses.mean()
    interval = NO_INTERVAL if cluster is None else mean_sides(pnl, cluster, lambda wins, losses: quotients(losses, wins + losses))
    return Estimate.of(ratio(loss, win + loss), len(known), interval=interval, excluded=excluded)


def economic_calibration(
    forecasts: Numbers,
    pnl: Numbers,
    *,
    win: Numbers | float,
    loss: Numbers | float,
    cluster: Labels | None = None,
    bins: Sequence[ProbabilityBin] | None = None,
) -> tuple[EconomicBin, ...]:
    """Compare promised with realised dollars: for all trades first, then per bin of probability (tie-safe fifths when not given).

    `win` and `loss` are dollars, one for all or one per trade. The realised mean carries a bootstrap interval by bot-day. Trades with anything
    missing are left out and counted in the first entry.
    """
    same_length(forecasts, pnl, cluster)
    p, money = probabilities(forecasts), floats(pnl)
    promised = p * _per_row(win, len(p)) - (1 - p) * _per_row(loss, len(p))
    mask, excluded = complete(promised, money)
    chosen = tie_safe_bins(p[mask], 5) if bins is None else bins
    days = np.arange(len(p)) if cluster is None else codes(cluster)[0]
    number = np.where(mask, assign(p, chosen), -1)

    def compare(which: ProbabilityBin | None, rows: Flags, lost: int) -> EconomicBin:
        # That of all trades is the mean of a tile; of a bin there is no other.
        realised = mean_interval(money[rows], days[rows], draws=MEAN_DRAWS if which is None else BIN_DRAWS).excluding(lost)
        mean = promised[rows].mean() if rows.any() else None
        return EconomicBin(which, Estimate.of(mean, realised.n, otherwise=Reason.NO_DATA, excluded=lost, units=realised.units), realised)

    return compare(None, mask, excluded), *(compare(each, number == place, 0) for place, each in enumerate(chosen))


def _per_row(amount: Numbers | float, rows: int) -> Floats:
    values = np.full(rows, float(amount)) if isinstance(amount, int | float) else floats(amount)
    if len(values) != rows:
        raise MetricRefused(f"There are {rows} forecasts and {len(values)} amounts.")
    return np.where(values >= 0, values, np.nan)


def _check_payoff(win: float, loss: float) -> None:
    if not (win >= 0 and loss >= 0 and 0 < win + loss < float("inf")):
        raise MetricRefused("A trade wins and loses dollar amounts that are not negative, and not both zero.")


def policy_statistic(win: float, loss: float, threshold: float) -> Statistic:
    """Mean dollars per trade of trading where p > threshold, as a statistic of draws."""

    def statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
        traded = p > threshold
        return per_draw_mean(win * wins[:, traded].sum(axis=1) - loss * (counts - wins)[:, traded].sum(axis=1), counts)

    return statistic


def policy_value(grouped: Grouped, win: float, loss: float, threshold: float | None = None, resamples: Resamples | None = None) -> PolicyValue:
    """What the forecasts earn as a rule "trade where p > threshold" (break-even when not given), and its two yardsticks."""
    _check_payoff(win, loss)
    at = loss / (win + loss) if threshold is None else threshold
    return PolicyValue(
        estimate_of(policy_statistic(win, loss, at), grouped, resamples),
        estimate_of(policy_statistic(win, loss, -1.0), grouped, resamples),
        estimate_of(lambda _p, counts, wins: per_draw_mean(win * wins.sum(axis=1), counts), grouped, resamples),
        at,
    )


def relative_value_statistic(win: float, loss: float, threshold: float) -> Statistic:
    """Relative economic value as a statistic of draws; NaN where knowing the outcomes would not have helped."""

    def statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
        policy, always = (policy_statistic(win, loss, at)(p, counts, wins) for at in (threshold, -1.0))
        constant, perfect = np.maximum(always, 0.0), per_draw_mean(win * wins.sum(axis=1), counts)
        room = perfect - constant
        return quotients(policy - constant, np.where(room > 1e-12 * (win + loss), room, 0.0))

    return statistic


def relative_economic_value(grouped: Grouped, win: float, loss: float, threshold: float | None = None, resamples: Resamples | None = None) -> Estimate:
    """How much of the way from the better constant (always or never trade) to perfect foresight the forecasts go: 1 perfect, below 0 harmful.

    `one_class` where there is no way to go. Source: Richardson 2000; equals `scores.relative_economic_value` with cost-loss W / (W + L).
    """
    _check_payoff(win, loss)
    at = loss / (win + loss) if threshold is None else threshold
    return estimate_of(relative_value_statistic(win, loss, at), grouped, resamples)
