"""What a person has chosen: the only module that knows `st.session_state` and `st.query_params`.

Every control is bound to a URL parameter of the same name, so the URL holds the choice, a reload keeps it, and a link opens the same numbers
elsewhere. A click on a control rewrites the address in place; the browser's back button undoes what a callback set (a chip, Reset, a drag over a
chart) and a change of page. A permalink to one row adds `row`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from alphagex_logs import filters
from alphagex_logs.errors import FilterRefused
from alphagex_logs.ui import data
from alphagex_logs.ui.formats import NEW_YORK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from streamlit.navigation.page import StreamlitPage

    from alphagex_logs.charts.palette import Theme
    from alphagex_logs.filters import Filters

ALL_TIME, CUSTOM = filters.ALL, filters.CUSTOM
RANGES = (*filters.RANGES, ALL_TIME, CUSTOM)
LISTS = tuple(filters.LISTS)
TEXT = "q"
ZONES = ("NY", "UTC", "Local")
ROW, PAGE, SORT = "row", "page", "sort"
_DRAWN_WITH, _ADOPTED, _REFUSED, _DRAWN = "drawn_with", "adopted", "refused", "drawn"


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: the parameter and the value that dropping it removes, and how it reads."""

    parameter: str
    value: str
    label: str


def picked(parameter: str) -> list[str]:
    """What is picked in a list of the filter bar; also before that control has been drawn."""
    if parameter in st.session_state:
        return [str(value) for value in st.session_state[parameter] or ()]
    return st.query_params.get_all(parameter)


def single(parameter: str, default: str = "") -> str:
    """The one value of a control; also before it has been drawn."""
    if parameter in st.session_state:
        return str(st.session_state[parameter] or default)
    return st.query_params.get(parameter, default)


def query() -> dict[str, list[str]]:
    """The filters as the plain text of the URL, without what is at its default."""
    chosen = {"range": [single("range", ALL_TIME)]}
    if chosen["range"] == [CUSTOM]:
        chosen |= {side: [single(side)] for side in ("since", "until")}
    chosen |= {parameter: picked(parameter) for parameter in LISTS}
    chosen[TEXT] = [single(TEXT).strip()]
    return {parameter: values for parameter, values in chosen.items() if any(values) and values != [ALL_TIME]}


def current() -> Filters:
    """The filters as they stand, the range resolved against the newest row.

    Raises FilterRefused where a link carries a value that means nothing.
    """
    return filters.resolve(filters.from_query(query(), more_bots=data.bots()), data.newest())


def narrowed(**lists: str) -> dict[str, list[str]]:
    """The query of a link to another page: the filters as they stand, but in each of these lists just this one value."""
    return query() | {parameter: [value] for parameter, value in lists.items()}


def adopt_link(page: StreamlitPage) -> FilterRefused | None:
    """Look at the filters of the link that opened this session; call before the controls are drawn.

    What cannot be read is left out, and other spellings (a bot's later name, a moment instead of a day) are rewritten as the controls write
    them, which opens the page again. Gives then the error of a link that could not be read.
    """
    if _ADOPTED in st.session_state:
        refused: FilterRefused | None = st.session_state.pop(_REFUSED, None)
        return refused
    st.session_state[_ADOPTED] = True
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    chosen, refused = _readable({name: given[name] for name in filters.PARAMETERS if name in given})
    rest = {name: values for name, values in given.items() if name not in filters.PARAMETERS}
    if rest | _spelled(chosen) != given:
        st.session_state[_REFUSED] = refused
        st.switch_page(page, query_params=rest | _spelled(chosen))
    return refused


def _readable(given: dict[str, list[str]]) -> tuple[Filters, FilterRefused | None]:
    """The filters of a query without the parameters that cannot be read, and the error of the first of these."""
    try:
        return filters.from_query(given, more_bots=data.bots()), None
    except FilterRefused as error:
        return _readable({name: values for name, values in given.items() if name != error.parameter})[0], error


def _spelled(chosen: Filters) -> dict[str, list[str]]:
    """The filters as the controls write them: like the URL elsewhere, but a custom range in days."""
    query = filters.to_query(chosen)
    last = chosen.until - timedelta(microseconds=1) if chosen.until else None
    for side, moment in (("since", chosen.since), ("until", last)):
        if side in query and moment:
            query[side] = [moment.astimezone(NEW_YORK).date().isoformat()]
    return query


def chips() -> list[Chip]:
    """The active filters in the order of the bar."""
    chosen = query()
    shown = []
    if chosen.get("range") == [CUSTOM]:
        since, until = single("since") or "the first row", single("until") or "the newest row"
        shown.append(Chip("range", CUSTOM, f"{since} to {until}"))
    elif "range" in chosen:
        shown.append(Chip("range", chosen["range"][0], f"last {chosen['range'][0]}"))
    shown += [Chip(parameter, value, value) for parameter in LISTS for value in chosen.get(parameter, ())]
    return shown + [Chip(TEXT, value, f'"{value}"') for value in chosen.get(TEXT, ())]


def drop(parameter: str, value: str) -> None:
    """Take one value out of the filters; for callbacks."""
    if parameter == "range":
        set_range(ALL_TIME)
    elif parameter == TEXT:
        st.session_state[TEXT] = ""
    else:
        st.session_state[parameter] = [other for other in picked(parameter) if other != value]


def add(parameter: str, value: str) -> None:
    """Put one more value into a list of the filters; for callbacks."""
    st.session_state[parameter] = [*(other for other in picked(parameter) if other != value), value]


def only(parameter: str, values: Sequence[str]) -> None:
    """Let a list of the filters hold just these values; for callbacks."""
    st.session_state[parameter] = list(values)


def toggle(parameter: str, value: str) -> None:
    """Put a value into a list of the filters, or take it out; for callbacks."""
    (drop if value in picked(parameter) else add)(parameter, value)


def clear(parameter: str) -> None:
    """Empty one filter; for callbacks."""
    st.session_state[parameter] = "" if parameter == TEXT else []


def set_range(name: str) -> None:
    """Choose a range; for callbacks."""
    st.session_state["range"] = name
    range_chosen()


def range_chosen() -> None:
    """Forget the days of a custom range when another range has been chosen: a link must not carry both."""
    if st.session_state["range"] != CUSTOM:
        st.session_state["since"] = st.session_state["until"] = None


def reset() -> None:
    """Drop every filter; for callbacks."""
    set_range(ALL_TIME)
    st.session_state[TEXT] = ""
    for parameter in LISTS:
        st.session_state[parameter] = []


def zoom(since: date, until: date) -> None:
    """Let the range be these days, both included; for callbacks."""
    st.session_state["range"] = CUSTOM
    st.session_state["since"], st.session_state["until"] = since, until


def zone() -> ZoneInfo:
    """The time zone in which times are shown."""
    name = {"NY": "America/New_York", "UTC": "UTC"}.get(single("tz", "NY")) or st.context.timezone or "UTC"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # a browser may report a name that this machine does not have
        return ZoneInfo("UTC")


def look() -> Theme:
    """The viewer's theme, light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def open_row() -> str | None:
    """The event id of the row that is open, from the permalink."""
    return st.query_params.get(ROW)


def permalink(event_id: str) -> str:
    """The whole URL that opens this row on the Logs page, whatever the filters are."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, f"{here.path.rpartition('/')[0]}/logs", urlencode({ROW: event_id}), ""))


def show_row(event_id: str) -> None:
    """Open a row, so that the URL is its permalink."""
    st.query_params[ROW] = event_id


def close_row() -> None:
    """Close the row that is open; for callbacks."""
    st.query_params.pop(ROW, None)


def clicked_row(key: str) -> int | None:
    """The row whose button was just clicked in a table; for its callback."""
    click = st.session_state[key]
    return None if click is None else int(click["row"])


def brushed(key: str) -> tuple[date, date] | None:
    """The first and the last day over which a chart was just dragged."""
    boxes = st.session_state[key]["selection"]["box"]
    if not boxes:
        return None
    since, until = sorted(str(end)[:10] for end in boxes[0]["x"])
    return date.fromisoformat(since), date.fromisoformat(until)


def mirror(key: str, value: str) -> None:
    """Let a control that stands for a filter show what that filter is; call before it is drawn."""
    st.session_state[key] = value


def value_of(key: str) -> str | None:
    """What a control that is not bound to the URL holds; for its callback."""
    return st.session_state.get(key)


def first_page_when_changed(page: str = PAGE, *of: object) -> None:
    """Go back to the first page of a table when the filters, or what else it is `of`, are not what it was drawn with; call before the table."""
    now, drawn_with = repr((query(), single(SORT), of)), f"{_DRAWN_WITH}_{page}"
    if st.session_state.get(drawn_with, now) != now:
        st.session_state[page] = 1
    st.session_state[drawn_with] = now


@contextmanager
def drawing() -> Iterator[None]:
    """Around the drawing of a page: notes when it ended and how long it took, unless another choice ended it."""
    began = monotonic()
    yield
    ended = monotonic()
    st.session_state[_DRAWN] = ended, ended - began


def at_rest() -> bool:
    """Whether the page has stood still for as long as drawing it took: one that rows keep arriving for is there to be read half of the time."""
    ended, took = st.session_state.get(_DRAWN, (0.0, 0.0))
    return bool(monotonic() - ended >= took)
