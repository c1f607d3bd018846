"""One description per list endpoint of older installations, and the one way in which all of them are answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, create_model
from starlette.responses import Response

from alphagex_logs import export, warehouse
from alphagex_logs.api import window
from alphagex_logs.api.envelope import Envelope, Success, listed
from alphagex_logs.api.parameters import MOST_ROWS, Parameters
from alphagex_logs.catalogue.vocabulary import bot_named
from alphagex_logs.filters import LONGEST_TEXT, Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alphagex_logs.warehouse import Snapshot

_MOST_DAYS = 36_500


def keys(names: str, **read_from: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The keys of a row, each read from the column of its name unless told otherwise."""
    return {name: read_from.get(name, (name,)) for name in names.split()}


@dataclass(frozen=True, slots=True)
class Listing:
    """An endpoint that lists the newest rows of one table.

    `rows` is the key under `data` that holds them, None where `data` is the list itself. `columns` are the keys of a row and the columns they are
    read from (none: all). `equal` and `containing` are parameters and the text columns that they choose by; `bot` and `symbol` name the
    parameters that choose by bot and underlying. `days` and `hours` are the default length of the window, None where the endpoint has no such
    parameter. `total` and `shown` are keys for the number of all rows and of those given; `beside` are keys next to `data`.
    """

    path: str
    summary: str
    table: str
    rows: str | None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int = 50
    most: int = MOST_ROWS
    days: int | None = None
    hours: int | None = None
    offset: bool = False
    bot: str | None = None
    symbol: str | None = None
    equal: Mapping[str, str] = field(default_factory=dict)
    containing: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    total: tuple[str, ...] = ("total",)
    shown: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    more: Callable[[Snapshot, Filters], Mapping[str, object]] | None = None


def router_of(listings: tuple[Listing, ...]) -> APIRouter:
    """The endpoints of these descriptions."""
    router = APIRouter(tags=["older clients"])
    for listing in listings:
        name = listing.path.strip("/").replace("/", "_").replace("-", "_")
        router.add_api_route(listing.path, _endpoint(listing), name=name, summary=listing.summary, response_model=Envelope)
    return router


def parameters_of(listing: Listing) -> type[Parameters]:
    """The query string of an endpoint."""
    fields: dict[str, Any] = {"limit": (int, Field(listing.limit, ge=1, le=listing.most, description="Rows to give at most."))}
    if listing.offset:
        fields["offset"] = (int, Field(0, ge=0, le=1_000_000_000, description="Rows to leave out at the top."))
    if listing.days:
        fields["days"] = (int, Field(listing.days, ge=1, le=_MOST_DAYS, description="Rows of the last so many days."))
    if listing.hours:
        fields["hours"] = (int, Field(listing.hours, ge=1, le=24 * _MOST_DAYS, description="Rows of the last so many hours."))
    for name in (*listing.equal, *listing.containing, *(name for name in (listing.bot, listing.symbol) if name)):
        fields[name] = (str | None, Field(None, max_length=LONGEST_TEXT, description=_meaning(listing, name)))
    title = "".join(part.capitalize() for part in listing.path.replace("-", "/").split("/"))
    return create_model(f"{title}Parameters", __base__=Parameters, __doc__=f"Parameters of {listing.path}.", **fields)


def _meaning(listing: Listing, name: str) -> str:
    if name in (listing.bot, listing.symbol):
        return "Only rows of this bot, by any of its names." if name == listing.bot else "Only rows about this underlying."
    if name in listing.containing:
        return f"Only rows whose {listing.containing[name]} contains this."
    return f"Only rows with this {listing.equal[name]}."


def _endpoint(listing: Listing) -> Callable[..., Response]:
    def answer(query: Parameters) -> Response:
        return _answer(listing, query.model_dump())

    answer.__doc__ = _docstring(listing)
    answer.__annotations__ = {"query": Annotated[parameters_of(listing), Query()], "return": Response}
    return answer


def _docstring(listing: Listing) -> str:
    place = f"`data.{listing.rows}`" if listing.rows else "`data`"
    span = (
        " The window ends with the newest row where that lies further back than the window is long; `window` says so." if listing.days or listing.hours else ""
    )
    return f"{place}: rows of `{listing.table}`, newest first.{span}"


def _answer(listing: Listing, query: Mapping[str, Any]) -> Response:
    with warehouse.current().snapshot() as snapshot:
        span = _window(listing, query, snapshot)
        filters = span.through(_filters(listing, query)) if span else _filters(listing, query)
        equal = {column: query[name] for name, column in listing.equal.items() if query[name]} | dict(listing.always)
        containing = {column: query[name] for name, column in listing.containing.items() if query[name]}
        wanted = export.Request(listing.table, filters, query["limit"], query.get("offset", 0), None, listing.columns, equal, containing)
        found = export.page(snapshot, wanted)
        more = listing.more(snapshot, filters) if listing.more else {}
    counts = dict.fromkeys(listing.total, found.total) | dict.fromkeys(listing.shown, len(found.rows))
    if listing.offset:
        counts |= {"limit": query["limit"], "offset": query["offset"]}
    return _shaped(listing, listed(found.rows), counts | dict(more), span)


def _shaped(listing: Listing, rows: export.Ready, further: Mapping[str, object], span: window.Window | None) -> Response:
    told = {"window": span.told()} if span else {}
    beside = dict.fromkeys(listing.beside, rows)
    if listing.rows is None:
        return Success(rows, **further, **told, **beside)
    return Success({listing.rows: rows, **further, **told}, **beside)


def _filters(listing: Listing, query: Mapping[str, Any]) -> Filters:
    bot, symbol = (query.get(name) if name else None for name in (listing.bot, listing.symbol))
    return Filters(bots=(bot_named(bot),) if bot else (), symbols=(symbol,) if symbol else ())


def _window(listing: Listing, query: Mapping[str, Any], snapshot: Snapshot) -> window.Window | None:
    if not (listing.days or listing.hours):
        return None
    return window.ending(timedelta(days=query.get("days", 0), hours=query.get("hours", 0)), snapshot.newest())
