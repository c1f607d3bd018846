"""Trade statistics. A trade is a closed position; a missing PnL is left out and counted, a PnL of exactly 0 is a scratch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.bootstrap import draw_totals, percentile
from alphagex_logs.metrics.inputs import codes, complete, floats, present, quotients, same_length
from alphagex_logs.metrics.rates import Rate, hit_rate, rate_of_counts
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, ratio

if TYPE_CHECKING:
    from alphagex_logs.metrics.inputs import Floats, Integers, Labels, Numbers

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
    days = None if cluster is None else codes(cluster)[0][~np.isnan(every)]
    interval = NO_INTERVAL if days is None else _drawn_factors(known, days)
    return Estimate.of(ratio(won, lost), len(known), otherwise=Reason.NO_LOSSES, interval=interval, excluded=excluded)


def _drawn_factors(known: Floats, days: Integers) -> Interval:
    """The interval over drawn days; none where one draw in 40 has no loss, and so no upper end, or where there are fewer than two days."""
    drawn, units = draw_totals(np.stack([np.maximum(known, 0), np.maximum(-known, 0)]), days)
    if units < 2 or np.mean(drawn[:, 1] == 0) > 0.025:
        return NO_INTERVAL
    return percentile(quotients(drawn[:, 0], drawn[:, 1]))


def payoff(pnl: Numbers) -> Estimate:
    """The mean win over the mean loss."""
    known, excluded = present(pnl)
    wins, losses = known[known > 0], known[known < 0]
    reason = _lacking(len(wins), len(losses))
    if reason:
        return Estimate.unknown(reason, len(known), excluded=excluded)
    return Estimate.of(ratio(wins.mean(), -losses.mean()), len(known), otherwise=Reason.NO_LOSSES, excluded=excluded)


def expectancy(pnl: Numbers) -> Estimate:
    """The mean PnL per trade in dollars, scratches in n. `bootstrap.mean_interval` gives it with an interval by day."""
    known, excluded = present(pnl)
    return Estimate.of(math.fsum(known) / len(known) if len(known) else None, len(known), otherwise=Reason.NO_DATA, excluded=excluded)


def r_multiples(pnl: Numbers, risk: Numbers) -> tuple[Floats, int]:
    """PnL over the dollars at risk per trade, for trades with both and a risk above 0, and how many others there are."""
    money, at_risk = floats(pnl), floats(risk)
    mask, _ = complete(money, at_risk)
    mask &= at_risk > 0
    with np.errstate(over="ignore"):  # a risk of next to nothing: the quotient is dropped below
        r = money[mask] / at_risk[mask]
    usable = np.abs(r) <= 2.0**53
    return r[usable], len(money) - int(usable.sum())


def sqn(values: Numbers) -> Estimate:
    """Tharp's system quality number: sqrt(min(n, 100)) times mean over standard deviation. Give R multiples, or dollars for the raw figure.

    Not to be shown below 30 trades.
    """
    known, excluded = present(values)
    n = len(known)
    if n < 2:
        return Estimate.unknown(Reason.N_TOO_SMALL if n else Reason.NO_DATA, n, excluded=excluded, minimum=SQN_MINIMUM)
    value = None if np.ptp(known) == 0 else ratio(math.sqrt(min(n, SQN_CAP)) * known.mean(), known.std(ddof=1))
    return Estimate.of(value, n, excluded=excluded, minimum=SQN_MINIMUM)


def risk_adjusted(pnl: Numbers, risk: Numbers) -> RiskAdjusted:
    """Mean R, SQN on R and the risk-weighted return; `no_risk` where no trade has its risk recorded."""
    same_length(pnl, risk)
    r, excluded = r_multiples(pnl, risk)
    if len(r) == 0:
        traded = len(present(pnl)[0])
        unknown = Estimate.unknown(Reason.NO_RISK if traded else Reason.NO_DATA, excluded=excluded)
        return RiskAdjusted(unknown, unknown, unknown)
    money, at_risk = floats(pnl), floats(risk)
    used = complete(money, at_risk)[0] & (at_risk > 0)
    weighted = ratio(math.fsum(money[used]), math.fsum(at_risk[used]))
    quality = sqn(r)
    return RiskAdjusted(
        Estimate.of(r.mean(), len(r), excluded=excluded),
        Estimate.of(quality.value, quality.n, otherwise=quality.reason or Reason.ZERO_VARIANCE, excluded=excluded, minimum=SQN_MINIMUM),
        Estimate.of(weighted, len(r), otherwise=Reason.NO_RISK, excluded=excluded),
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
