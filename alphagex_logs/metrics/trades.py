"""Trade statistics. A trade is a closed position; a missing PnL is left out and counted, a PnL of exactly 0 is a scratch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.bootstrap import DRAWS, interval_of, mean_interval
from alphagex_logs.metrics.inputs import codes, complete, floats, present, quotients, same_length
from alphagex_logs.metrics.rates import Rate, hit_rate, rate_of_counts
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, ratio

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagex_logs.metrics.inputs import Flags, Floats, Integers, Labels, Numbers

SQN_CAP = 100
SQN_MINIMUM = 30


@dataclass(frozen=True, slots=True)
class TradeCounts:
    """How many trades there are, and how they ended."""

    n: int
    wins: int
    losses: int
    scratches: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Streaks:
    """The longest runs of wins and of losses, and the run that is still going (above 0: wins, below: losses)."""

    longest_win: int
    longest_loss: int
    current: int


@dataclass(frozen=True, slots=True)
class CashAndPnl:
    """Premium cash flow and realised PnL of the same trades, in dollars. Two views of one thing: never to be added."""

    premium: Estimate
    pnl: Estimate


@dataclass(frozen=True, slots=True)
class RiskAdjusted:
    """PnL in units of the dollars at risk: the mean R, SQN on R, and all PnL over all risk.

    A mean R far below the risk-weighted one says that sizing, not selection, earned the money.
    """

    mean_r: Estimate
    sqn: Estimate
    risk_weighted: Estimate


def trade_counts(pnl: Numbers) -> TradeCounts:
    """Count wins (> 0), losses (< 0) and scratches (= 0)."""
    known, excluded = present(pnl)
    return TradeCounts(len(known), int((known > 0).sum()), int((known < 0).sum()), int((known == 0).sum()), excluded)


def net(pnl: Numbers) -> Estimate:
    """The sum of PnL in dollars, correctly rounded; `no_data` without a trade."""
    known, excluded = present(pnl)
    return Estimate.of(math.fsum(known) if len(known) else None, len(known), otherwise=Reason.NO_DATA, excluded=excluded)


def win_rate(pnl: Numbers, cluster: Labels | None = None) -> Rate:
    """Wins over wins plus losses: a scratch is neither. `n` counts wins and losses; scratches and missing rows are `excluded`."""
    values = floats(pnl)
    return hit_rate(np.where(values == 0, np.nan, np.where(np.isnan(values), np.nan, (values > 0).astype(float))), cluster)


def share_won(pnl: Numbers) -> Rate:
    """Wins over all trades, scratches among them: what freqtrade and vectorbt call the win rate."""
    counts = trade_counts(pnl)
    return rate_of_counts(counts.wins, counts.n, counts.excluded)


def profit_factor(pnl: Numbers, cluster: Labels | None = None) -> Estimate:
    """The sum of wins over the sum of losses; `no_losses` where nothing was lost, however large the wins.

    With days, it carries an interval by a bootstrap over them.
    """
    same_length(pnl, cluster)
    every = floats(pnl)
    known = every[~np.isnan(every)]
    excluded = len(every) - len(known)
    won, lost = _sums(known)
    if won == 0 and lost == 0:
        return Estimate.unknown(Reason.NO_DATA, len(known), excluded=excluded)
    interval = NO_INTERVAL if cluster is None else interval_of(quotients, _sides(known)[:2], _of_known(cluster, every))
    return Estimate.of(ratio(won, lost), len(known), otherwise=Reason.NO_LOSSES, interval=interval, excluded=excluded)


def _sides(known: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Per trade: dollars won, dollars lost, whether it won, whether it lost."""
    return np.maximum(known, 0), np.maximum(-known, 0), (known > 0).astype(float), (known < 0).astype(float)


def _of_known(cluster: Labels, values: Floats) -> Integers:
    """The days of the trades whose value is known."""
    return codes(cluster)[0][~np.isnan(values)]


def mean_sides(pnl: Numbers, cluster: Labels, statistic: Callable[[Floats, Floats], Floats]) -> Interval:
    """The interval by day of a statistic of mean win and mean loss, both in positive dollars; draws without a win or a loss have no value."""
    every = floats(pnl)

    def drawn(gains: Floats, losses: Floats, wins: Floats, lost: Floats) -> Floats:
        return statistic(quotients(gains, wins), quotients(losses, lost))

    return interval_of(drawn, _sides(every[~np.isnan(every)]), _of_known(cluster, every))


def payoff(pnl: Numbers, cluster: Labels | None = None) -> Estimate:
    """The mean win over the mean loss. With days, it carries an interval by a bootstrap over them."""
    same_length(pnl, cluster)
    known, excluded = present(pnl)
    wins, losses = known[known > 0], known[known < 0]
    reason = _lacking(len(wins), len(losses))
    if reason:
        return Estimate.unknown(reason, len(known), excluded=excluded)
    interval = NO_INTERVAL if cluster is None else mean_sides(pnl, cluster, quotients)
    return Estimate.of(ratio(wins.mean(), -losses.mean()), len(known), otherwise=Reason.NO_LOSSES, interval=interval, excluded=excluded)


def expectancy(pnl: Numbers) -> Estimate:
    """The mean PnL per trade in dollars, scratches in n. `bootstrap.mean_interval` gives it with an interval by day."""
    known, excluded = present(pnl)
    return Estimate.of(math.fsum(known) / len(known) if len(known) else None, len(known), otherwise=Reason.NO_DATA, excluded=excluded)


def r_multiples(pnl: Numbers, risk: Numbers) -> tuple[Floats, int]:
    """PnL over the dollars at risk per trade, for trades with both and a risk above 0, and how many others there are."""
    money, at_risk = floats(pnl), floats(risk)
    usable = _usable_r(money, at_risk)
    return money[usable] / at_risk[usable], len(money) - int(usable.sum())


def _usable_r(money: Floats, at_risk: Floats) -> Flags:
    """Which trades have an R that a number can hold: a risk of next to nothing gives none."""
    with np.errstate(over="ignore"):
        r = quotients(money, at_risk)
    return (at_risk > 0) & (np.abs(r) <= 2.0**53)


def sqn(values: Numbers, cluster: Labels | None = None) -> Estimate:
    """Tharp's system quality number: sqrt(min(n, 100)) times mean over standard deviation. Give R multiples, or dollars for the raw figure.

    Not to be shown below 30 trades. With days, it carries an interval by a bootstrap over them.
    """
    same_length(values, cluster)
    known, excluded = present(values)
    n = len(known)
    if n < 2:
        return Estimate.unknown(Reason.N_TOO_SMALL if n else Reason.NO_DATA, n, excluded=excluded, minimum=SQN_MINIMUM)
    value = None if np.ptp(known) == 0 else ratio(math.sqrt(min(n, SQN_CAP)) * known.mean(), known.std(ddof=1))
    interval = NO_INTERVAL if cluster is None or value is None else _drawn_quality(known, _of_known(cluster, floats(values)))
    return Estimate.of(value, n, interval=interval, excluded=excluded, minimum=SQN_MINIMUM)


def _drawn_quality(known: Floats, days: Integers) -> Interval:
    centre, scale = known.mean(), math.sqrt(min(len(known), SQN_CAP))

    def drawn(surplus: Floats, squares: Floats, n: Floats) -> Floats:
        variance = (squares - quotients(surplus**2, n)) / np.maximum(n - 1, 1)
        return scale * quotients(centre + quotients(surplus, n), np.sqrt(np.maximum(variance, 0.0)))

    return interval_of(drawn, (known - centre, (known - centre) ** 2, np.ones(len(known))), days)


def risk_adjusted(pnl: Numbers, risk: Numbers, cluster: Labels | None = None) -> RiskAdjusted:
    """Mean R, SQN on R and the risk-weighted return; `no_risk` where no trade has its risk recorded. With days, each carries its interval."""
    same_length(pnl, risk, cluster)
    r, excluded = r_multiples(pnl, risk)
    if len(r) == 0:
        traded = len(present(pnl)[0])
        unknown = Estimate.unknown(Reason.NO_RISK if traded else Reason.NO_DATA, excluded=excluded)
        return RiskAdjusted(unknown, unknown, unknown)
    money, at_risk = floats(pnl), floats(risk)
    used = complete(money, at_risk)[0] & (at_risk > 0)
    weighted = ratio(math.fsum(money[used]), math.fsum(at_risk[used]))
    days = None if cluster is None else codes(cluster)[0]
    known = _usable_r(money, at_risk)
    mean = mean_interval(r, None if days is None else days[known], draws=DRAWS)
    interval = NO_INTERVAL if days is None else interval_of(quotients, (money[used], at_risk[used]), days[used])
    return RiskAdjusted(
        Estimate.of(r.mean(), len(r), interval=NO_INTERVAL if days is None else Interval(mean.low, mean.high), excluded=excluded),
        sqn(r, None if days is None else days[known]).excluding(excluded),
        Estimate.of(weighted, len(r), otherwise=Reason.NO_RISK, interval=interval, excluded=excluded),
    )


def streaks(pnl: Numbers) -> Streaks:
    """The longest runs in the order of closing. A scratch ends a run; a missing PnL does not."""
    known, _ = present(pnl)
    longest = {1: 0, -1: 0, 0: 0}
    sign, length = 0, 0
    for current in np.sign(known).astype(int).tolist():
        length = length + 1 if current == sign else 1
        sign = current
        longest[sign] = max(longest[sign], length)
    return Streaks(longest[1], longest[-1], sign * length)


def premium_and_pnl(premium: Numbers, pnl: Numbers) -> CashAndPnl:
    """Sum premium cash flow and realised PnL apart."""
    return CashAndPnl(net(premium), net(pnl))


def _sums(known: Floats) -> tuple[float, float]:
    return math.fsum(known[known > 0]), -math.fsum(known[known < 0])


def _lacking(wins: int, losses: int) -> Reason | None:
    """What a ratio of wins to losses lacks."""
    if wins == 0 and losses == 0:
        return Reason.NO_DATA
    if losses == 0:
        return Reason.NO_LOSSES
    return Reason.NO_WINS if wins == 0 else None
