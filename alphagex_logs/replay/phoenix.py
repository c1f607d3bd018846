"""PHOENIX: one directional spread a session, opened after the open, settled at the close."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import ActivityType, Bot, DebugCategory, DecisionAction, Trend
from alphagex_logs.replay.desk import Position, Result, ask_oracle, block, contracts_within, enter, failed, leave, stay_flat, stay_out, tell_oracle
from alphagex_logs.replay.noise import chain_fails
from alphagex_logs.replay.oracle import risk_pct
from alphagex_logs.replay.pricing import SHARES_PER_CONTRACT
from alphagex_logs.replay.rivals import advise
from alphagex_logs.replay.scan import Scan
from alphagex_logs.replay.session import SYMBOL, Session, event
from alphagex_logs.replay.strategies import direction, dollars, plan_vertical
from alphagex_logs.replay.trace import Trace
from alphagex_logs.writers import Fill, RiskCheck, log_action, log_trade_activity

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.replay.market import Known
    from alphagex_logs.replay.oracle import Oracle
    from alphagex_logs.replay.strategies import Plan
    from alphagex_logs.writers import Sink

CAPITAL = 300_000
MONTHLY_LOSS_LIMIT = Decimal(-3_000)  # 1 % of the capital
VIX_LIMIT = 45.0


class Phoenix:
    """Scans after the open, settles at the close; learns from every session that shows a direction."""

    def __init__(self, sink: Sink, oracle: Oracle, book: list[Result]) -> None:
        self._sink = sink
        self._oracle = oracle
        self._book = book
        self._trace = Trace(sink)
        self._month: tuple[int, int] | None = None
        self._earned = Decimal(0)
        self._watched: tuple[Known, Plan] | None = None
        self._position: Position | None = None

    def scan(self, session: Session) -> None:
        """After the open: look, ask, decide. On the first session there is no close to look at."""
        self._watched = self._position = None
        self._begin_month(session)
        if session.before is None:
            return
        scan, heading = Scan(self._sink, session, session.before), direction(session.before)
        self._act("CHECK_START", f"Scan {session.number}: SPX opens at {session.day.open:.2f}", scan.now)
        self._note_market(session, session.before, scan.now)
        scan.start()
        scan.psychology()
        if chain_fails(session):
            self._fail(session, session.before, scan)
        elif heading is Trend.NEUTRAL:
            self._skip(session, session.before, scan)
        else:
            self._judge(session, session.before, scan, heading)

    def settle(self, session: Session) -> None:
        """After the close: what the spread came to."""
        if self._watched is not None:
            self._oracle.learn(*self._watched, session.day.close)
        if self._position is None:
            return
        position, close, at = self._position, session.day.close, session.at(16, 1)
        pnl = position.pnl(close)
        self._earned += pnl
        self._book.append(leave(self._sink, position, close, at))
        tell_oracle(self._sink, position, close, session.at(16, 2))
        self._activity(ActivityType.EXIT, position, pnl, abs(position.plan.structure.payoff(close) - position.plan.structure.premium), at)
        self._act("CLOSE", f"{position.plan.strategy} settled at {close:.2f} for {pnl} dollars", at, position=position, pnl=pnl)
        self._trace.line(
            at,
            DebugCategory.POSITION,
            "closed",
            f"position {position.position_id} settled",
            scan_cycle=session.number,
            facts={"exit_reason": "EXPIRED", "net_pnl": float(pnl), "settlement": close},
        )

    def _judge(self, session: Session, known: Known, scan: Scan, heading: Trend) -> None:
        """Heed the limits, ask ORACLE and the advisor, and trade or not."""
        plan, checks = plan_vertical(known, session.date, session.day.open, heading), self._checks(known)
        self._watched = (known, plan)
        scan.strikes(plan)
        if failed(checks):
            block(self._sink, plan, known, checks, scan.now)
            self._decline(session, scan, code="RISK_BLOCK", reason=failed(checks))
            return
        idea = ask_oracle(self._sink, self._oracle, plan, known, scan.now)
        contracts = contracts_within(plan, CAPITAL * risk_pct(Bot.PHOENIX, idea.forecast.advice) / 100)
        self._act("ORACLE_ADVICE", f"{idea.forecast.advice}: {idea.forecast.probability:.3f}", scan.now)
        scan.size(idea, contracts)
        scan.evaluation(advise(known, heading))
        if contracts:
            self._open(session, Position(idea, contracts, int(f"{session.date:%Y%m%d}"), _action(plan)), scan, checks)
        else:
            stay_out(self._sink, idea, checks, scan.now)
            self._decline(session, scan, code="ORACLE_SKIP", reason=idea.against)

    def _open(self, session: Session, position: Position, scan: Scan, checks: tuple[RiskCheck, ...]) -> None:
        self._position = position
        scan.traded(position)
        enter(self._sink, position, checks, scan.now)
        premium = position.plan.structure.premium
        self._activity(ActivityType.ENTRY, position, dollars(premium * SHARES_PER_CONTRACT * position.contracts), abs(premium), scan.now)
        self._act("TRADE_EXECUTED", f"{position.contracts} x {position.plan.strategy} for {premium:+.2f} points", scan.now, position=position)
        facts = {"strategy": position.plan.strategy, "contracts": position.contracts, "premium": premium, "confidence": position.idea.forecast.probability}
        self._trace.line(scan.now, DebugCategory.TRADE, "executed", f"opened position {position.position_id}", scan_cycle=session.number, facts=facts)

    def _decline(self, session: Session, scan: Scan, *, code: str, reason: str) -> None:
        scan.skipped(reason)
        self._act(code, reason, scan.now)
        self._trace.line(scan.now, DebugCategory.TRADE, "rejected", reason, scan_cycle=session.number, level=logging.WARNING, facts={"code": code})

    def _skip(self, session: Session, known: Known, scan: Scan) -> None:
        reason = f"No direction: gamma {known.gamma.regime}, last move {known.move or 0:+.2f} implied deviations, trend {known.trend}"
        scan.skipped(reason)
        stay_flat(self._sink, Bot.PHOENIX, known, session, reason=reason, at=scan.now)
        self._act("SKIP", reason, scan.now)
        self._trace.line(scan.now, DebugCategory.REGIME, "stay_flat", reason, scan_cycle=session.number)

    def _fail(self, session: Session, known: Known, scan: Scan) -> None:
        error = TimeoutError("the option chain did not arrive within 30 seconds")
        scan.failed(error)
        stay_flat(self._sink, Bot.PHOENIX, known, session, reason=f"No option chain: {error}", at=scan.now)
        self._act("ERROR", str(error), scan.now, error=str(error))
        self._trace.line(
            scan.now,
            DebugCategory.DATA_FETCH,
            "OPTIONS_CHAIN",
            str(error),
            scan_cycle=session.number,
            level=logging.ERROR,
            success=False,
            duration_ms=30_000,
        )

    def _note_market(self, session: Session, known: Known, at: datetime) -> None:
        facts = {"vix": known.vix, "net_gex": known.gamma.net, "regime": known.gamma.regime, "spot": session.day.open}
        self._trace.line(at, DebugCategory.SCAN, "start", f"scan {session.number}", scan_cycle=session.number, level=logging.DEBUG, facts=facts)
        self._trace.line(at, DebugCategory.REGIME, "classification", f"gamma {known.gamma.regime}", scan_cycle=session.number, facts=facts)
        if (known.vix_change or 0) > 10:
            message = f"VIX rose {known.vix_change:.1f} % to {known.vix:.2f}"
            self._trace.line(at, DebugCategory.VIX, "stress", message, scan_cycle=session.number, level=logging.WARNING)

    def _checks(self, known: Known) -> tuple[RiskCheck, ...]:
        return (
            RiskCheck(name="month's loss", passed=self._earned > MONTHLY_LOSS_LIMIT, detail=f"{self._earned} of at most {MONTHLY_LOSS_LIMIT} dollars"),
            RiskCheck(name="VIX limit", passed=known.vix < VIX_LIMIT, detail=f"{known.vix:.2f} of {VIX_LIMIT:g}"),
        )

    def _begin_month(self, session: Session) -> None:
        month = (session.date.year, session.date.month)
        if month != self._month:
            self._month, self._earned = month, Decimal(0)

    def _act(self, code: str, details: str, at: datetime, *, position: Position | None = None, pnl: Decimal | None = None, error: str | None = None) -> None:
        log_action(
            self._sink,
            action=code,
            details=details,
            symbol=SYMBOL,
            position_id=None if position is None else int(position.position_id),
            success=error is None,
            error_message=error,
            realized_pnl=pnl,
            bot=Bot.PHOENIX,
            at=at,
            event_id=event("autonomous_trade_log", at, code),
        )

    def _activity(self, kind: ActivityType, position: Position, impact: Decimal, price: float, at: datetime) -> None:
        leg = position.plan.structure.legs[0]
        log_trade_activity(
            self._sink,
            action_type=kind,
            symbol=SYMBOL,
            position_id=int(position.position_id),
            pnl_impact=impact,
            fill=Fill(strike=leg.strike, option_type=leg.right, contracts=position.contracts, price=round(price, 2)),
            details=f"{position.plan.strategy}: {position.plan.event}",
            bot=Bot.PHOENIX,
            at=at,
            event_id=event("autonomous_trade_activity", kind, position.position_id),
        )


def _action(plan: Plan) -> DecisionAction:
    return DecisionAction.SELL if plan.structure.premium > 0 else DecisionAction.BUY
