"""What all trading bots share: asking ORACLE, entering, leaving and staying out, each with the rows that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import Bot, DecisionAction, DecisionType, LegAction, OptionType, OrderStatus, SizingMethod, TradingAdvice
from alphagex_logs.replay.exchange import sessions_until
from alphagex_logs.replay.oracle import FULL_FROM, REDUCED_FROM, risk_pct
from alphagex_logs.replay.pricing import SHARES_PER_CONTRACT, delta, gamma
from alphagex_logs.replay.session import SYMBOL, Session, context, event
from alphagex_logs.replay.strategies import Plan, dollars
from alphagex_logs.writers import (
    Decision,
    OracleAdvice,
    Outcome,
    Reasons,
    RiskCheck,
    Sizing,
    TradeLeg,
    log_decision,
    log_oracle_prediction,
    record_decision_outcome,
    record_oracle_outcome,
)

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from alphagex_logs.replay.market import Known
    from alphagex_logs.replay.oracle import Forecast, Oracle
    from alphagex_logs.writers import Sink


@dataclass(frozen=True, slots=True)
class Idea:
    """A plan with the market it was made in and what ORACLE holds of it."""

    plan: Plan
    known: Known
    forecast: Forecast

    @property
    def key(self) -> str:
        """What its rows are named after: bot and day."""
        return key_of(self.plan)

    @property
    def against(self) -> str:
        """Why ORACLE's advice keeps a bot out of it."""
        return f"ORACLE says {self.forecast.advice}: {self.forecast.probability:.3f}"


@dataclass(frozen=True, slots=True)
class Position:
    """An idea that was traded, until it settles."""

    idea: Idea
    contracts: int
    position_id: str | int
    action: DecisionAction

    @property
    def plan(self) -> Plan:
        """What was traded."""
        return self.idea.plan

    def pnl(self, settlement: float) -> Decimal:
        """Dollars earned when it settles at that price."""
        return self.plan.pnl(settlement, self.contracts)


@dataclass(frozen=True, slots=True)
class Result:
    """How a traded position ended, beside what ORACLE had said."""

    bot: Bot
    strategy: str
    probability: float
    held: bool
    pnl: Decimal


def key_of(plan: Plan) -> str:
    """What the rows about a plan are named after: bot and day."""
    return f"{plan.bot}-{plan.opened:%Y%m%d}"


def ask_oracle(sink: Sink, oracle: Oracle, plan: Plan, known: Known, at: datetime) -> Idea:
    """Let ORACLE judge a plan, and log what it says."""
    idea = Idea(plan, known, oracle.forecast(known, plan))
    forecast, shorts = idea.forecast, [leg for leg in plan.structure.legs if leg.side < 0]
    advice = OracleAdvice(
        advice=forecast.advice,
        win_probability=forecast.probability,
        confidence=round(100 * forecast.probability, 2),
        suggested_risk_pct=risk_pct(plan.bot, forecast.advice),
        suggested_sd_multiplier=plan.width,
        use_gex_walls=False,
        suggested_put_strike=next((leg.strike for leg in shorts if leg.right is OptionType.PUT), None),
        suggested_call_strike=next((leg.strike for leg in shorts if leg.right is OptionType.CALL), None),
        top_factors=forecast.factors,
        reasoning=f"{forecast.probability:.3f} that {plan.event}; VIX alone implies {plan.implied:.3f}.",
        model_version=forecast.version,
    )
    log_oracle_prediction(sink, trade_date=plan.opened, bot=plan.bot, advice=advice, market=context(known, plan.spot), at=at)
    return idea


def enter(sink: Sink, position: Position, checks: tuple[RiskCheck, ...], at: datetime) -> None:
    """Log that a position was opened."""
    idea, plan = position.idea, position.plan
    decision = Decision(
        decision_id=f"{idea.key}-ENTRY",
        decision_type=DecisionType.ENTRY_SIGNAL,
        bot=plan.bot,
        action=position.action,
        symbol=SYMBOL,
        strategy=plan.strategy,
        what=f"Open {position.contracts} x {_shape(plan)} for {plan.structure.premium:+.2f} points",
        why=f"ORACLE gives {idea.forecast.probability:.3f} that {plan.event}",
        how=f"{idea.forecast.advice}: {position.contracts} contracts, at most {position.plan.risk(position.contracts)} dollars at risk",
        position_id=position.position_id,
        order_id=f"{idea.key}-ORDER",
        fill_timestamp=at,
        legs=_legs(position, at),
        option_price=abs(plan.structure.premium),
        market=context(idea.known, plan.spot),
        reasons=_reasons(idea),
        risk_checks=checks,
        sizing=_sizing(position),
        probability_of_profit=round(100 * idea.forecast.probability, 2),
    )
    _log(sink, decision, at)


def stay_out(sink: Sink, idea: Idea, checks: tuple[RiskCheck, ...], at: datetime) -> None:
    """Log that an idea was not traded because ORACLE advises against it."""
    said = f"ORACLE gives {idea.forecast.probability:.3f}"
    decision = Decision(
        decision_id=f"{idea.key}-SKIP",
        decision_type=DecisionType.NO_TRADE,
        bot=idea.plan.bot,
        action=DecisionAction.SKIP,
        symbol=SYMBOL,
        strategy=idea.plan.strategy,
        what="No position today",
        why=idea.against,
        market=context(idea.known, idea.plan.spot),
        reasons=Reasons(primary=idea.against, alternatives=(_shape(idea.plan),), why_not=(f"{said}, less than {REDUCED_FROM:.2f}",)),
        risk_checks=checks,
        probability_of_profit=round(100 * idea.forecast.probability, 2),
    )
    _log(sink, decision, at)


def block(sink: Sink, plan: Plan, known: Known, checks: tuple[RiskCheck, ...], at: datetime) -> None:
    """Log that a bot's own limits forbid a plan, so that ORACLE was not even asked."""
    decision = Decision(
        decision_id=f"{key_of(plan)}-BLOCK",
        decision_type=DecisionType.RISK_BLOCKED,
        bot=plan.bot,
        action=DecisionAction.SKIP,
        symbol=SYMBOL,
        strategy=plan.strategy,
        what="No position today",
        why=failed(checks),
        market=context(known, plan.spot),
        reasons=Reasons(primary=failed(checks), alternatives=(_shape(plan),), why_not=("the limit holds whatever ORACLE says",)),
        risk_checks=checks,
    )
    _log(sink, decision, at)


def stay_flat(sink: Sink, bot: Bot, known: Known, session: Session, *, reason: str, at: datetime) -> None:
    """Log that a bot had no idea to trade at all."""
    decision = Decision(
        decision_id=f"{bot}-{session.date:%Y%m%d}-FLAT",
        decision_type=DecisionType.NO_TRADE,
        bot=bot,
        action=DecisionAction.SKIP,
        symbol=SYMBOL,
        strategy="N/A",
        what="No position today",
        why=reason,
        market=context(known, session.day.open),
        reasons=Reasons(primary=reason),
    )
    _log(sink, decision, at)


def leave(sink: Sink, position: Position, settlement: float, at: datetime) -> Result:
    """Log that a position settled: the exit as a decision without money, and the outcome with its money on the entry."""
    plan, label = position.plan, position.plan.outcome(settlement)
    held_for = sessions_until(plan.opened, plan.expiry)
    price = dollars(abs(plan.structure.payoff(settlement) - plan.structure.premium))
    decision = Decision(
        decision_id=f"{position.idea.key}-EXIT",
        decision_type=DecisionType.EXIT_SIGNAL,
        bot=plan.bot,
        action=DecisionAction.EXPIRED,
        symbol=SYMBOL,
        strategy=plan.strategy,
        what=f"{_shape(plan)} settles at {settlement:.2f}",
        why=f"Expiry: {label}",
        position_id=position.position_id,
        sizing=Sizing(contracts=position.contracts),
        reasons=Reasons(primary=f"{label}: SPX closed at {settlement:.2f}"),
        outcome=Outcome(label=label, exit_price=price, hold_days=held_for),
    )
    _log(sink, decision, at)
    outcome = Outcome(pnl=position.pnl(settlement), label=label, entry_price=abs(plan.structure.premium), exit_price=price, hold_days=held_for)
    record_decision_outcome(sink, decision_id=f"{position.idea.key}-ENTRY", outcome=outcome, at=at)
    return Result(plan.bot, plan.strategy, position.idea.forecast.probability, plan.held(settlement), position.pnl(settlement))


def tell_oracle(sink: Sink, position: Position, settlement: float, at: datetime) -> None:
    """Log on ORACLE's prediction how the position ended that followed it."""
    plan = position.plan
    record_oracle_outcome(sink, trade_date=plan.opened, bot=plan.bot, outcome=plan.outcome(settlement), pnl=position.pnl(settlement), at=at)


def failed(checks: tuple[RiskCheck, ...]) -> str:
    """The risk checks that failed, in words; empty when all passed."""
    return "; ".join(str(check) for check in checks if not check.passed)


def contracts_within(plan: Plan, budget: float) -> int:
    """How many contracts a budget of risk in dollars allows: at least one, unless there is no budget."""
    return max(1, int(budget // float(plan.risk(1)))) if budget else 0


def _log(sink: Sink, decision: Decision, at: datetime) -> None:
    log_decision(sink, decision=decision, at=at, event_id=event("decision", decision.decision_id))


def _legs(position: Position, at: datetime) -> tuple[TradeLeg, ...]:
    plan = position.plan
    return tuple(
        TradeLeg(
            leg_id=number,
            action=LegAction.SELL if leg.side < 0 else LegAction.BUY,
            option_type=leg.right,
            strike=leg.strike,
            expiration=plan.expiry,
            contracts=position.contracts,
            entry_price=leg.price,
            premium_per_contract=dollars(leg.price * SHARES_PER_CONTRACT),
            delta=round(delta(leg.right, leg.strike, plan.spot, plan.sigma), 4),
            gamma=round(gamma(leg.strike, plan.spot, plan.sigma), 6),
            iv=round(plan.vix / 100, 4),
            order_status=OrderStatus.FILLED,
            fill_price=leg.price,
            fill_timestamp=at,
        )
        for number, leg in enumerate(plan.structure.legs, start=1)
    )


def _reasons(idea: Idea) -> Reasons:
    known, forecast = idea.known, idea.forecast
    advised = FULL_FROM if forecast.advice is TradingAdvice.TRADE_FULL else REDUCED_FROM
    return Reasons(
        primary=f"{forecast.advice}: {forecast.probability:.3f} that {idea.plan.event}",
        supporting=(f"at or above {advised:.2f}", f"VIX implies {idea.plan.implied:.3f}", f"dealers' gamma {known.gamma.regime} (modelled)"),
        risks=(f"VIX {known.vix:.2f}", f"loses at most {idea.plan.risk(1)} dollars a contract"),
        alternatives=("no trade",),
        why_not=(f"{forecast.probability:.3f} is not below {REDUCED_FROM:.2f}",),
    )


def _sizing(position: Position) -> Sizing:
    plan, contracts = position.plan, position.contracts
    return Sizing(
        contracts=contracts,
        dollars=dollars(abs(plan.structure.premium) * SHARES_PER_CONTRACT * contracts),
        method=SizingMethod.RISK_BASED,
        max_risk_dollars=plan.risk(contracts),
        target_profit_pct=100,
        expected_hold_days=sessions_until(plan.opened, plan.expiry),
    )


def _shape(plan: Plan) -> str:
    legs = "/".join(f"{'-' if leg.side < 0 else '+'}{leg.strike:g}{leg.right[0].upper()}" for leg in plan.structure.legs)
    return f"{plan.strategy} {legs} {plan.expiry}"
