"""The bots as older clients show them: what each is, and its last seven days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response  # noqa: TC002  FastAPI reads it

from alphagex_logs import warehouse
from alphagex_logs.api import window
from alphagex_logs.api.envelope import Envelope, Success
from alphagex_logs.api.legacy.decisions import summarised
from alphagex_logs.api.parameters import Parameters, now
from alphagex_logs.catalogue.vocabulary import BOT_DESCRIPTIONS, Bot
from alphagex_logs.filters import Filters

router = APIRouter(tags=["older clients"])


@dataclass(frozen=True, slots=True)
class Desk:
    """How a bot is set up: when it runs, and the capital that it has, in dollars."""

    type: str
    strategy: str
    capital: int
    schedule: str | None
    sources: tuple[str, ...]


TOTAL, RESERVE = 1_000_000, 100_000
DESKS = {
    Bot.PHOENIX: Desk(
        "autonomous",
        "same-day SPY and SPX options",
        300_000,
        "every 5 minutes 8:30-15:00 US Central, Monday to Friday",
        ("trading_decisions", "autonomous_trader_logs"),
    ),
    Bot.ATLAS: Desk("autonomous", "SPX cash-secured put wheel", 400_000, "daily 10:05 New York", ("trading_decisions", "spx_wheel_ml_outcomes")),
    Bot.ARES: Desk("autonomous", "SPX iron condor", 200_000, "daily 9:35 New York", ("trading_decisions", "ares_ml_outcomes")),
    Bot.HERMES: Desk("manual", "wheel", 0, None, ("wheel_activity_log",)),
    Bot.ORACLE: Desk("advisory", "none: advises", 0, None, ("oracle_predictions",)),
}


@router.get("/trader/bots/status", summary="The bots, and what each did in the last seven days", response_model=Envelope)
def status(_query: Annotated[Parameters, Query()]) -> Response:
    """`last_7_days` comes from the rows; everything else says how the bots are set up."""
    with warehouse.current().snapshot() as snapshot:
        span = window.of_days(7, snapshot.newest())
        found = {bot: summarised(snapshot, span.through(Filters(bots=(bot,)))) for bot in DESKS}
    weeks = {bot: {"decisions": week["total_decisions"], "trades": week["trades_executed"], "pnl": week["total_pnl"]} for bot, week in found.items()}
    autonomous = [bot for bot, desk in DESKS.items() if desk.schedule]
    capital = {"total": TOTAL, "allocated": sum(desk.capital for desk in DESKS.values()), "reserve": RESERVE, "reserve_pct": 100 * RESERVE / TOTAL}
    told = {"window": span.told(), "timestamp": now()}
    bots = {bot: _described(bot, desk, weeks[bot]) for bot, desk in DESKS.items()}
    return Success({"bots": bots, "capital_summary": capital, "active_count": len(autonomous), "autonomous_bots": autonomous, **told})


def _described(bot: Bot, desk: Desk, week: dict[str, object]) -> dict[str, object]:
    return {
        "name": bot,
        "description": BOT_DESCRIPTIONS[bot],
        "type": desk.type,
        "scheduled": desk.schedule is not None,
        "schedule": desk.schedule,
        "capital_allocation": desk.capital,
        "capital_pct": 100 * desk.capital / TOTAL,
        "strategy": desk.strategy,
        "data_sources": desk.sources,
        "last_7_days": week,
    }
