"""The filters: one frozen object that the pages, the API, the exports and the command line share, and its plain-text form in a URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Category
from alphagex_logs.catalogue.vocabulary import TABLE_ALIASES, Bot, PredictionState, bot_named
from alphagex_logs.errors import FilterRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

RANGES: Mapping[str, timedelta] = {
    "1D": timedelta(days=1),
    "7D": timedelta(days=7),
    "30D": timedelta(days=30),
    "90D": timedelta(days=90),
    "1Y": timedelta(days=365),
}
ALL, CUSTOM = "all", "custom"
NONE = "(none)"  # in a list: rows that have no such value
LISTS: Mapping[str, str] = {
    "bot": "bots",
    "category": "categories",
    "table": "tables",
    "symbol": "symbols",
    "outcome": "outcomes",
    "advice": "advice",
    "state": "states",
}
PARAMETERS = ("range", "since", "until", *LISTS, "q")
_WORDS = {"category": Category, "state": PredictionState}
LONGEST_TEXT = 200
MOST_VALUES = 100
_SHOWN_BOTS = 10  # beside those of the catalogue
_EXCHANGE = ZoneInfo("America/New_York")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person has chosen to see. Empty tuples and None mean "all".

    `since` and `until` are aware UTC and half-open; None on both means all time. `range` is the label they came from (1D, 7D, 30D, 90D,
    1Y, all, custom).
    """

    since: datetime | None = None
    until: datetime | None = None
    range: str = ALL
    bots: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # what has become of a prediction; rows that are none have no state
    text: str = ""

    def parameters(self) -> dict[str, object]:
        """The filters as the parameters of a question: moments as naive UTC, lists as lists, None for all."""
        lists = {name: list(getattr(self, name)) or None for name in LISTS.values()}
        return {"since": _naive(self.since), "until": _naive(self.until), **lists, "text": self.text or None}


def from_query(query: Mapping[str, Sequence[str]], more_bots: Collection[str] = ()) -> Filters:
    """The filters that a query string states. `range` still has to be resolved against the newest row.

    `more_bots` are names that the rows hold beside those of the catalogue. Raises FilterRefused naming the parameter: an unknown name, a
    value that means nothing, a text that is too long.
    """
    for name, values in query.items():
        if name not in PARAMETERS:
            raise FilterRefused(name, f"is unknown; known are {', '.join(PARAMETERS)}")
        if any("\0" in value for value in values):
            raise FilterRefused(name, "holds a NUL character")
    since, until = _moment(query, "since"), _moment(query, "until", ends=True)
    if since and until and since >= until:
        raise FilterRefused("until", "is not after since")
    lists = {field: _list(query, name, {*Bot, *more_bots}) for name, field in LISTS.items()}
    return Filters(since=since, until=until, range=_range(query, custom=bool(since or until)), text=_text(query), **lists)


def to_query(filters: Filters) -> dict[str, list[str]]:
    """The query string of the filters, without what is at its default; `from_query` gives the same filters back.

    A range that counts back from the newest row is written as its label, so that the link keeps meaning "the last seven days".
    """
    query = {"range": [filters.range]} if filters.range != ALL else {}
    if filters.range == CUSTOM:
        query |= {side: [moment.isoformat().replace("+00:00", "Z")] for side in ("since", "until") if (moment := getattr(filters, side))}
    query |= {name: list(getattr(filters, field)) for name, field in LISTS.items() if getattr(filters, field)}
    return query | ({"q": [filters.text]} if filters.text else {})


def resolve(filters: Filters, newest: datetime | None, now: datetime | None = None) -> Filters:
    """The filters with `since` and `until` set from the range.

    A range ends with the newest row, the newest row included, when that lies further back than the range is long, or in the future;
    otherwise now. Old data is so never an empty screen.
    """
    length = RANGES.get(filters.range)
    if length is None:
        return filters
    moment = now or datetime.now(UTC)
    if newest is not None and not moment - length <= newest < moment:
        moment = newest + timedelta(microseconds=1)
    return replace(filters, since=moment - length, until=moment)


def is_anchored(filters: Filters, newest: datetime | None) -> bool:
    """Whether resolved filters end with the newest row rather than now."""
    return filters.range in RANGES and newest is not None and filters.until == newest + timedelta(microseconds=1)


def _naive(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def _single(query: Mapping[str, Sequence[str]], name: str) -> str:
    values = [value.strip() for value in query.get(name, ()) if value.strip()]
    if len(values) > 1:
        raise FilterRefused(name, "may be given only once")
    return values[0] if values else ""


def _range(query: Mapping[str, Sequence[str]], *, custom: bool) -> str:
    label = _single(query, "range")
    known = {known.lower(): known for known in (*RANGES, ALL, CUSTOM)}
    if not label:
        return CUSTOM if custom else ALL
    if label.lower() not in known:
        raise FilterRefused("range", f"must be one of {', '.join(known.values())}")
    if custom and known[label.lower()] != CUSTOM:
        raise FilterRefused("range", "must be custom when since or until is given")
    return known[label.lower()]


def _moment(query: Mapping[str, Sequence[str]], name: str, *, ends: bool = False) -> datetime | None:
    text = _single(query, name)
    if not text:
        return None
    try:
        moment = _parsed(text, ends=ends)
    except ValueError:
        raise FilterRefused(name, "is no date like 2018-12-24 and no moment like 2018-12-24T18:00:00Z") from None
    except OverflowError:  # the last day that Python knows ends after the last moment that it knows
        moment = None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise FilterRefused(name, f"must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment


def _parsed(text: str, *, ends: bool) -> datetime:
    """A moment with offset, or a New York day: its first moment, or for the end of a range its last."""
    if len(text) == len("2018-12-24"):
        day = date.fromisoformat(text)
        return datetime.combine(day + timedelta(days=ends), time(), _EXCHANGE).astimezone(UTC)
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _list(query: Mapping[str, Sequence[str]], name: str, bots: Collection[str]) -> tuple[str, ...]:
    values = list(dict.fromkeys(value.strip() for value in query.get(name, ()) if value.strip()))
    if len(values) > MOST_VALUES:
        raise FilterRefused(name, f"takes at most {MOST_VALUES} values")
    return tuple(dict.fromkeys(_known(name, value, bots) for value in values))


def _known(name: str, value: str, bots: Collection[str]) -> str:
    if len(value) > LONGEST_TEXT:
        raise FilterRefused(name, f"has a value longer than {LONGEST_TEXT} characters")
    if value == NONE:
        return NONE
    if name == "bot":
        return _bot(value, bots)
    if name in _WORDS and value.lower() not in tuple(_WORDS[name]):
        raise FilterRefused(name, f"must be one of {', '.join(_WORDS[name])}")
    if name == "table" and TABLE_ALIASES.get(value, value) not in TABLES:
        raise FilterRefused(name, f"does not know the table {value[:80]!r}; docs/tables.md lists the {len(TABLES)} tables")
    return value.lower() if name in _WORDS else TABLE_ALIASES.get(value, value) if name == "table" else value


def _bot(value: str, bots: Collection[str]) -> str:
    name = bot_named(value)
    if name not in bots:
        others = [other[:40] for other in sorted({*bots} - {*Bot})]
        more = f" and {len(others) - _SHOWN_BOTS:,} others" if len(others) > _SHOWN_BOTS else ""
        raise FilterRefused("bot", f"does not know the bot {value[:80]!r}; known are {', '.join([*sorted(Bot), *others[:_SHOWN_BOTS]])}{more}")
    return name


def _text(query: Mapping[str, Sequence[str]]) -> str:
    text = _single(query, "q")
    if len(text) > LONGEST_TEXT:
        raise FilterRefused("q", f"is longer than {LONGEST_TEXT} characters")
    return text
