"""Trading decisions as older clients read them: the rows, the viewer's cards, and the CSV of option legs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from alphagex_logs import export, warehouse
from alphagex_logs.api import window
from alphagex_logs.api.envelope import Envelope, Success, listed
from alphagex_logs.api.errors import ParameterRefused
from alphagex_logs.api.parameters import MOST_ROWS, Parameters, now
from alphagex_logs.api.stream import Streamed
from alphagex_logs.catalogue.vocabulary import Bot, bot_named
from alphagex_logs.errors import FilterRefused
from alphagex_logs.filters import LONGEST_TEXT, Filters, from_query

if TYPE_CHECKING:
    from alphagex_logs.warehouse import Snapshot

router = APIRouter(tags=["older clients"])
_DATES = {"since": "start_date", "until": "end_date"}  # filters, by the names that older clients give them
_Bot = Annotated[str | None, Field(max_length=LONGEST_TEXT, description="Only this bot, by any of its names.")]


class DatedParameters(Parameters):
    """Which decisions."""

    bot: _Bot = None
    start_date: str | None = Field(None, description="First New York day, as YYYY-MM-DD, or moment with offset.")
    end_date: str | None = Field(None, description="Last New York day, or moment before which they end.")
    symbol: str | None = Field(None, max_length=LONGEST_TEXT, description="Only this underlying.")

    def filters(self) -> Filters:
        """The filters that this states. Raises ParameterRefused."""
        query = {name: [text] for name, older in _DATES.items() if (text := getattr(self, older))}
        try:
            chosen = from_query(query)
        except FilterRefused as refused:
            why = " ".join(_DATES.get(word, word) for word in refused.why.split(" "))
            raise ParameterRefused(_DATES[refused.parameter], why) from refused
        return replace(chosen, bots=(bot_named(self.bot),) if self.bot else (), symbols=(self.symbol,) if self.symbol else ())


class ListParameters(DatedParameters):
    """Which decisions, and how many."""

    decision_type: str | None = Field(None, max_length=LONGEST_TEXT, description="Only decisions of this kind, such as ENTRY_SIGNAL.")
    limit: int = Field(100, ge=1, le=MOST_ROWS, description="Decisions to give at most.")


class AresParameters(Parameters):
    """How many."""

    limit: int = Field(50, ge=1, le=200, description="Decisions to give at most.")


class SummaryParameters(Parameters):
    """Whose decisions, of which days."""

    bot: _Bot = None
    days: int = Field(7, ge=1, le=36_500, description="Decisions of the last so many days.")


class RecentParameters(Parameters):
    """Whose decisions, and how many."""

    bot: _Bot = None
    limit: int = Field(20, ge=1, le=100, description="Decisions to give at most.")


@router.get("/trader/logs/decisions", summary="Trading decisions, every column", response_model=Envelope)
def decisions(query: Annotated[ListParameters, Query()]) -> Response:
    """`data.decisions`: newest first; `count` is how many are given, `total` how many there are."""
    return _listed(query.filters(), query.limit, query.decision_type, query.model_dump(exclude={"limit"}, exclude_none=True))


@router.get("/ares/decisions", summary="Trading decisions of ARES", response_model=Envelope)
def ares_decisions(query: Annotated[AresParameters, Query()]) -> Response:
    """The same for one bot."""
    return _listed(Filters(bots=(Bot.ARES,)), query.limit, None, {"bot": Bot.ARES})


@router.get(
    "/trader/logs/decisions/export",
    summary="Trading decisions as CSV, a line per option leg",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def decisions_csv(query: Annotated[DatedParameters, Query()]) -> Response:
    """23 columns, whole and quoted; `pnl` is the leg's own where the legs have one, else the decision's on its first line."""
    legs = export.DecisionLegs(query.filters())
    return Streamed(legs.pieces, media_type=export.Format.CSV.media_type, file_name=legs.file_name)


@router.get("/trader/logs/summary", summary="What the decisions of the last days came to", response_model=Envelope)
def summary(query: Annotated[SummaryParameters, Query()]) -> Response:
    """Trades are decisions that sent an order; wins, losses and PnL are those of positions closed in the window."""
    with warehouse.current().snapshot() as snapshot:
        span = window.of_days(query.days, snapshot.newest())
        found = summarised(snapshot, span.through(_of(query.bot)))
    return Success({"period_days": query.days, "bot_filter": query.bot, "summary": found, "window": span.told(), "timestamp": now()})


@router.get("/trader/logs/recent", summary="Newest trading decisions with what, why, how, legs and outcome", response_model=Envelope)
def recent(query: Annotated[RecentParameters, Query()]) -> Response:
    """What the decision viewer shows."""
    with warehouse.current().snapshot() as snapshot:
        found = snapshot.ask("decisions_in_full", _of(query.bot), page_size=query.limit)
    rows = [row | {name: export.Ready(row[name] or "null") for name in ("legs", "full_decision")} for row in found]
    return Success({"count": len(rows), "bot_filter": query.bot, "decisions": rows, "timestamp": now()})


def summarised(snapshot: Snapshot, filters: Filters) -> dict[str, object]:
    """What decisions came to; money is 0 where no position was closed."""
    found = snapshot.ask("decision_summary", filters)[0]
    return found | {"total_pnl": found["total_pnl"] or 0, "by_type": found["by_type"] or {}, "by_bot": found["by_bot"] or {}}


def _of(bot: str | None) -> Filters:
    return Filters(bots=(bot_named(bot),) if bot else ())


def _listed(filters: Filters, limit: int, decision_type: str | None, chosen: dict[str, object]) -> Response:
    columns = {"bot_name": ("@bot",), "actual_pnl": ("@pnl",), "outcome": ("@outcome",)}
    equal = {"decision_type": decision_type} if decision_type else {}
    with warehouse.current().snapshot() as snapshot:
        every = {name: (name,) for name in snapshot.columns("trading_decisions")}
        found = export.page(snapshot, export.Request("trading_decisions", filters, limit, columns=every | columns, equal=equal))
    return Success({"count": len(found.rows), "total": found.total, "decisions": listed(found.rows), "filters": chosen})
