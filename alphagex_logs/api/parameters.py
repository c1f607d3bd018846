"""The query string: the dashboard's filters plus an endpoint's own parameters; what nobody knows is refused by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Request  # noqa: TC002  FastAPI reads it
from pydantic import BaseModel, ConfigDict, Field

from alphagex_logs.api.errors import ParameterRefused
from alphagex_logs.filters import ALL, LISTS, LONGEST_TEXT, MOST_VALUES, PARAMETERS, RANGES, Filters, from_query, is_anchored, resolve

if TYPE_CHECKING:
    from alphagex_logs.warehouse import Snapshot

LONGEST = 8_192
MOST_ROWS = 1_000

_Values = Annotated[list[str], Field(max_length=MOST_VALUES)]


class Parameters(BaseModel):
    """A query string whose names are all known."""

    model_config = ConfigDict(extra="forbid")


class FilterParameters(Parameters):
    """The filters, named as in the dashboard's address."""

    range: str | None = Field(None, description=f"{', '.join(RANGES)}, {ALL} or custom; counts back from now, or from the newest row when that is older.")
    since: str | None = Field(None, description="First moment with its offset, or a New York day such as 2018-12-24.")
    until: str | None = Field(None, description="Moment before which rows end, or the last New York day.")
    bot: _Values = Field([], description="Bot, by any of its names; (none) for rows without one. May be given more than once, as may the next six.")
    category: _Values = Field([], description="Category of tables: trading, ml, oracle, autonomous, psychology, wheel, gex, ai or system.")
    table: _Values = Field([], description="Name of a table.")
    symbol: _Values = Field([], description="Underlying.")
    outcome: _Values = Field([], description="Outcome label, such as MAX_PROFIT.")
    advice: _Values = Field([], description="Advice label, such as TRADE_FULL.")
    state: _Values = Field([], description="What has become of a prediction: resolved, pending, overdue, superseded, skipped or unusable.")
    q: str | None = Field(None, description="Text that the summary, action, symbol, outcome or advice of a row contains.", max_length=LONGEST_TEXT)

    def unresolved(self, snapshot: Snapshot) -> Filters:
        """The filters as they are stated. Raises FilterRefused."""
        given = {name: getattr(self, name) for name in PARAMETERS}
        query = {name: value if name in LISTS else [value] for name, value in given.items() if value}
        return from_query(query, more_bots=_bots(snapshot) if self.bot else ())

    def resolved(self, snapshot: Snapshot) -> Filters:
        """The filters with their range as moments. Raises FilterRefused."""
        return resolve(self.unresolved(snapshot), snapshot.newest())


def _bots(snapshot: Snapshot) -> list[str]:
    return [name for (name,) in snapshot.rows("SELECT DISTINCT bot::VARCHAR FROM events WHERE bot IS NOT NULL")]


def told(filters: Filters, snapshot: Snapshot) -> dict[str, object]:
    """The window of resolved filters, for an answer: the client sees what its range came to."""
    return {"since": filters.since, "until": filters.until, "ends_with": "newest row" if is_anchored(filters, snapshot.newest()) else "given or now"}


def once(request: Request) -> None:
    """See that only lists are given more than once, and that every value is short enough to be meant.

    Raises ParameterRefused.
    """
    names = [name for name, _ in request.query_params.multi_items()]
    for name, value in request.query_params.multi_items():
        if name not in LISTS and names.count(name) > 1:
            raise ParameterRefused(name, "may be given only once")
        if len(value) > LONGEST:
            raise ParameterRefused(name, f"is longer than {LONGEST:,} characters")
        if "\0" in value or "\0" in name:
            raise ParameterRefused(name, "holds a NUL character")


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)
