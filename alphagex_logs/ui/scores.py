"""The metrics of the chosen rows, computed once per filter and warehouse version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from alphagex_logs.filters import Filters
from alphagex_logs.metrics import bootstrap, calibration, corp, discrimination, murphy, rates, scores, sharpness, trades
from alphagex_logs.metrics import equity as drawdowns
from alphagex_logs.metrics.coverage import Ledger
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.ui import data

if TYPE_CHECKING:
    from alphagex_logs.metrics.calibration import CalibrationInTheLarge
    from alphagex_logs.metrics.corp import Corp, Reliability
    from alphagex_logs.metrics.discrimination import Auc, Roc
    from alphagex_logs.metrics.murphy import MurphyCurve
    from alphagex_logs.metrics.rates import Rate
    from alphagex_logs.metrics.results import Estimate
    from alphagex_logs.metrics.sharpness import Sharpness

KEPT = 128


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How good the probabilities of the chosen predictions were; intervals by bot-day."""

    hit_rate: Rate
    corp: Corp
    log_loss: Estimate
    skill: Estimate
    bias: CalibrationInTheLarge
    reliability: Reliability
    sharpness: Sharpness
    auc: Auc
    roc: Roc
    murphy: MurphyCurve


@dataclass(frozen=True, slots=True)
class Money:
    """What the chosen positions earned, in dollars."""

    net: Estimate
    win_rate: Rate
    profit_factor: Estimate
    expectancy: Estimate
    drawdown: Estimate


def accuracy(chosen: Filters, source: str | None) -> Accuracy:
    """The scores of the resolved predictions of one source, or of all.

    Raises QuestionFailed.
    """
    return _accuracy(chosen, source, data.version())


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _accuracy(chosen: Filters, source: str | None, version: int) -> Accuracy:
    _ = version
    cells = data.ask("calibration_cells", chosen, source=source)
    p, wins, n, bot_day = (cells[name].to_numpy() for name in ("probability", "wins", "n", "bot_day"))
    grouped = Grouped.of_counts(p, wins, n, bot_day)
    draws = bootstrap.resample(grouped)
    return Accuracy(
        hit_rate=rates.hit_rate_of(grouped),
        corp=corp.corp(grouped, draws),
        log_loss=scores.log_loss(grouped, draws).estimate,
        skill=scores.skill_in_sample(grouped, draws),
        bias=calibration.calibration_in_the_large(grouped, draws),
        reliability=corp.reliability(grouped),
        sharpness=sharpness.sharpness(grouped.probabilities, grouped.counts),
        auc=discrimination.auc(grouped),
        roc=discrimination.roc(grouped),
        murphy=murphy.murphy_curve(grouped),
    )


def ledger(chosen: Filters, source: str | None) -> Ledger:
    """What has become of the chosen predictions."""
    rows = data.ask("predictions_ledger", chosen)
    kept = rows if source is None else rows[rows["source"] == source]
    return Ledger(**{str(state): int(n) for state, n in kept.groupby("state")["n"].sum().items()})


def money(chosen: Filters) -> Money:
    """What the chosen closed positions earned, and how."""
    return _money(chosen, data.version())


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={Filters: repr})
def _money(chosen: Filters, version: int) -> Money:
    _ = version
    rows = data.ask("position_pnls", chosen)
    pnl, day = rows["pnl"].to_numpy(), rows["trade_day"].to_numpy()
    daily = rows.groupby("trade_day")["pnl"].sum().to_numpy()
    return Money(
        net=trades.net(pnl),
        win_rate=trades.win_rate(pnl, day),
        profit_factor=trades.profit_factor(pnl),
        expectancy=bootstrap.mean_interval(pnl, day),
        drawdown=drawdowns.drawdown(daily).amount,
    )
