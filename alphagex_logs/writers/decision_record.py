"""What a decision is made of, and the document in which readers of `full_decision` look for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import LegAction, OptionType
from alphagex_logs.writers.market import NOTHING_KNOWN, MarketContext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from alphagex_logs.writers.scalars import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeLeg:
    """One option of a position. Prices in dollars per share, `strike` in dollars, `iv` a fraction, `realized_pnl` in dollars."""

    leg_id: int
    action: str  # LegAction
    option_type: str  # OptionType
    strike: Number
    expiration: date | None = None
    contracts: int | None = None
    entry_price: Number | None = None
    entry_bid: Number | None = None
    entry_ask: Number | None = None
    entry_mid: Number | None = None
    exit_price: Number | None = None
    exit_bid: Number | None = None
    exit_ask: Number | None = None
    exit_timestamp: datetime | None = None
    premium_per_contract: Number | None = None
    delta: Number | None = None
    gamma: Number | None = None
    theta: Number | None = None
    vega: Number | None = None
    iv: Number | None = None
    order_id: str | None = None
    fill_price: Number | None = None
    fill_timestamp: datetime | None = None
    order_status: str | None = None  # OrderStatus
    realized_pnl: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why the bot decided as it did, and why not otherwise."""

    primary: str
    supporting: Sequence[str] = ()
    risks: Sequence[str] = ()
    alternatives: Sequence[str] = ()
    why_not: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCheck:
    """One check that a decision had to pass."""

    name: str
    passed: bool
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {'passed' if self.passed else 'FAILED'}{f' ({self.detail})' if self.detail else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """How much the bot put at stake: dollars and contracts; targets in percent (50 is half the premium, 200 is twice)."""

    contracts: int | None = None
    dollars: Number | None = None
    method: str | None = None  # SizingMethod
    max_risk_dollars: Number | None = None
    target_profit_pct: Number | None = None
    stop_loss_pct: Number | None = None
    expected_hold_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """The backtest that a decision leans on. Rates, expectancy, average win and loss, and drawdown in percent."""

    strategy_name: str
    win_rate: Number | None = None
    expectancy: Number | None = None
    avg_win: Number | None = None
    avg_loss: Number | None = None
    sharpe_ratio: Number | None = None
    total_trades: int | None = None
    max_drawdown: Number | None = None
    backtest_date: date | None = None
    backtest_period: str | None = None
    uses_real_data: bool | None = None
    data_source: str | None = None
    date_range: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a position ended: prices in dollars per share, `pnl` in dollars for the whole position, `label` such as MAX_PROFIT."""

    pnl: Number | None = None
    label: str | None = None
    entry_price: Number | None = None
    exit_price: Number | None = None
    hold_days: int | None = None
    underlying_price: Number | None = None  # at the exit


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of a bot: to enter, exit, roll, or stay out.

    Several positions of one day are told apart by `position_id`, which the entry and the exit of a position share.
    `probability_of_profit` is in percent, 0-100; `option_price` in dollars per share. An exit carries its `outcome`.
    """

    decision_id: str  # from new_decision_id, or the bot's own
    decision_type: str  # DecisionType
    bot: str  # Bot
    action: str  # DecisionAction
    symbol: str
    strategy: str | None = None
    what: str | None = None
    why: str | None = None
    how: str | None = None
    position_id: str | int | None = None
    order_id: str | None = None
    fill_timestamp: datetime | None = None
    legs: Sequence[TradeLeg] = ()
    option_price: Number | None = None
    market: MarketContext = NOTHING_KNOWN
    reasons: Reasons | None = None
    risk_checks: Sequence[RiskCheck] = ()
    sizing: Sizing = Sizing()
    backtest: Backtest | None = None
    probability_of_profit: Number | None = None
    outcome: Outcome | None = None

    @property
    def passed_risk_checks(self) -> bool | None:
        """Whether all checks passed; None when there were none."""
        return all(check.passed for check in self.risk_checks) if self.risk_checks else None

    @property
    def main_leg(self) -> TradeLeg | None:
        """The leg that stands for the position where only one fits: the short put, else the first."""
        short_puts = (leg for leg in self.legs if leg.action == LegAction.SELL and leg.option_type == OptionType.PUT)
        return next(short_puts, self.legs[0] if self.legs else None)


def full_decision(decision: Decision, at: datetime) -> dict[str, object]:
    """The whole decision under the keys that readers of legacy documents know, with `position_id` beside them."""
    sizing, outcome = decision.sizing, decision.outcome or Outcome()
    return {
        "decision_id": decision.decision_id,
        "timestamp": at,
        "decision_type": decision.decision_type,
        "bot_name": decision.bot,
        "what": decision.what,
        "why": decision.why,
        "how": decision.how,
        "action": decision.action,
        "symbol": decision.symbol,
        "strategy": decision.strategy,
        "position_id": decision.position_id,
        "order_id": decision.order_id,
        "fill_timestamp": decision.fill_timestamp,
        "legs": decision.legs,
        **_market(decision, at),
        "reasoning": _reasoning(decision.reasons),
        "risk_check_details": [str(check) for check in decision.risk_checks],
        "passed_risk_checks": decision.passed_risk_checks,
        "position_size_dollars": sizing.dollars,
        "position_size_contracts": sizing.contracts,
        "position_size_method": sizing.method,
        "max_risk_dollars": sizing.max_risk_dollars,
        "target_profit_pct": sizing.target_profit_pct,
        "stop_loss_pct": sizing.stop_loss_pct,
        "expected_hold_days": sizing.expected_hold_days,
        "probability_of_profit": decision.probability_of_profit,
        "actual_entry_price": outcome.entry_price,
        "actual_exit_price": outcome.exit_price,
        "actual_pnl": outcome.pnl,
        "actual_hold_days": outcome.hold_days,
        "outcome_notes": outcome.label,
    }


def _market(decision: Decision, at: datetime) -> dict[str, object]:
    # Empty objects where nothing is known: legacy readers take a key from each of these without asking whether it is null.
    market, leg = decision.market, decision.main_leg
    known = market.spot_price is not None
    return {
        "underlying_snapshot": {"symbol": decision.symbol, "price": market.spot_price, "source": market.spot_source, "timestamp": at} if known else {},
        "option_snapshot": _option(decision, leg, at) if leg else {},
        "underlying_price_at_entry": market.spot_price,
        "underlying_price_at_exit": decision.outcome.underlying_price if decision.outcome else None,
        "market_context": _context(market),
        "backtest_reference": decision.backtest or {},
    }


def _option(decision: Decision, leg: TradeLeg, at: datetime) -> dict[str, object]:
    return {
        "symbol": decision.symbol,
        "price": decision.option_price,
        "strike": leg.strike,
        "expiration": leg.expiration,
        "option_type": leg.option_type,
        "delta": leg.delta,
        "gamma": leg.gamma,
        "theta": leg.theta,
        "iv": leg.iv,
        "timestamp": at,
    }


def _context(market: MarketContext) -> dict[str, object]:
    return {
        "spot_price": market.spot_price,
        "spot_source": market.spot_source,
        "vix": market.vix,
        "historical_vol": market.historical_vol,
        "iv_rank": market.iv_rank,
        "net_gex": market.net_gex,
        "gex_regime": market.gex_regime,
        "flip_point": market.flip_point,
        "call_wall": market.call_wall,
        "put_wall": market.put_wall,
        "gex_source": market.gex_source,
        "trend": market.trend,
        "sma_20": market.sma_20,
        "sma_50": market.sma_50,
        "regime": market.market_regime,
        "regime_confidence": market.regime_confidence,
    }


def _reasoning(reasons: Reasons | None) -> dict[str, object]:
    if reasons is None:
        return {}
    return {
        "primary_reason": reasons.primary,
        "supporting_factors": reasons.supporting,
        "risk_factors": reasons.risks,
        "alternatives_considered": reasons.alternatives,
        "why_not_alternatives": reasons.why_not,
    }
