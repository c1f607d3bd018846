"""The query string: the dashboard's filters plus the endpoint's own parameters; what nobody knows is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import warehouse
from alphagex_logs.api.errors import ParameterRefused
from alphagex_logs.filters import PARAMETERS, Filters, from_query, resolve

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request

LONGEST = 8_192


def chosen(request: Request, own: Collection[str] = ()) -> Filters:
    """The filters of a request, with its range resolved against the newest row.

    `own` are the endpoint's further parameters. Raises ParameterRefused, FilterRefused.
    """
    return resolve(unresolved(request, own), newest())


def unresolved(request: Request, own: Collection[str] = ()) -> Filters:
    """The filters as the query string states them.

    Raises ParameterRefused, FilterRefused.
    """
    refuse_unknown(request, {*PARAMETERS, *own})
    given = {name: request.query_params.getlist(name) for name in PARAMETERS if name in request.query_params}
    return from_query(given)


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """See that every parameter is one of `known`, and short enough to be meant.

    Raises ParameterRefused.
    """
    for name, value in request.query_params.multi_items():
        if name not in known:
            raise ParameterRefused(name, f"is unknown here; known are {', '.join(sorted(known))}")
        if len(value) > LONGEST:
            raise ParameterRefused(name, f"is longer than {LONGEST:,} characters")


def whole_number(request: Request, name: str, default: int, *, low: int, high: int) -> int:
    """A whole number parameter.

    Raises ParameterRefused.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.lstrip("-").isdigit() and len(text) < 20 and low <= int(text) <= high):
        raise ParameterRefused(name, f"must be a whole number from {low} to {high:,}")
    return int(text)


def newest() -> object:
    """The moment of the newest row, or None when there are no rows."""
    return warehouse.current().newest()
