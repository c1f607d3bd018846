"""One value into one kind of column, exactly or not at all. Knows numpy and pandas by their manners, and imports neither."""

from __future__ import annotations

import math
import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType

MAX_TEXT_BYTES = 256 * 1024
MAX_AMOUNT = Decimal(10) ** 16  # what fits DECIMAL(18,2), in which the warehouse keeps money
MIN_EXPONENT = -400  # a float's smallest is 5e-324; PostgreSQL has 16,383 digits after the point
FIRST_YEAR, LAST_YEAR = 1900, 2199  # beyond these PostgreSQL stores dates that Python or DuckDB cannot read back
# int is meant too: type checkers take it where float is asked for.
Number = float | Decimal
NOT_FINITE = "it is no finite number: send None when the value is unknown"
_SHORT = 1024  # most texts are short and plain, and need no closer look
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
PLAIN = frozenset({str, int, float, bool, Decimal, datetime, date, NoneType})
_MISSING = frozenset({"NaTType", "NAType"})  # pandas' words for None; NaT even claims to be a datetime


NOT_SAID = object()


class Unfit(Exception):  # noqa: N818 - internal: always becomes ValueRefused
    """Why a value does not fit; within a document, `value` is the part that does not, and `path` leads to it."""

    def __init__(self, why: str, value: object = NOT_SAID) -> None:
        self.why = why
        self.value = value
        self.path = ""
        super().__init__(why)


def bare(value: object) -> object:
    """The plain Python value inside an enumeration member, a numpy scalar, a 0-d array or a pandas missing value."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Enum):
        return bare(value._value_)  # .value is a call in Python
    if type(value).__name__ in _MISSING:
        return None
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        inner = item()
        # numpy's longdouble has no Python equal, and gives another of itself.
        return value if type(inner) is type(value) else bare(inner)
    return value


def text(value: object) -> str:
    """Text of at most 256 KiB without NUL bytes and lone surrogates, which PostgreSQL cannot store; a UUID becomes its text."""
    if type(value) is str and len(value) <= _SHORT and value.isascii() and "\0" not in value:
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if not isinstance(value, str):
        raise Unfit(f"the column holds text, and this is {_kind(value)}")
    exact = str.__str__(value)
    if "\0" in exact:
        raise Unfit("PostgreSQL cannot store a NUL character")
    try:
        size = len(exact.encode())
    except UnicodeEncodeError:
        raise Unfit("it has half of a surrogate pair, which is not valid Unicode") from None
    if size > MAX_TEXT_BYTES:
        raise Unfit(f"it has {size:,} bytes, and a text holds {MAX_TEXT_BYTES:,}: keep the long version elsewhere and log where")
    return exact


def finite(value: object) -> int | float | Decimal:
    """The number itself; true and false, texts, NaN and infinities are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Unfit(f"the column holds a number, and this is {_kind(value)}")
    if not isinstance(value, int) and not _finite(value):
        raise Unfit(NOT_FINITE)
    return value


def whole(value: object, *, bits: int = 32) -> int:
    """A whole number that fits 32 or 64 bits; 3.0 is one, 1.5 and True are not."""
    number = finite(value)
    limit = 1 << (bits - 1)
    if not -limit <= number < limit:  # before int(), which would write out a Decimal of a million digits
        raise Unfit(f"it does not fit the column's {bits} bits")
    if number != int(number):
        raise Unfit("the column holds whole numbers")
    return int(number)


def long_whole(value: object) -> int:
    """A whole number that fits 64 bits."""
    return whole(value, bits=64)


def flag_count(value: object) -> int:
    """A whole number in the one column where bots send True and False for 1 and 0."""
    return whole(int(value) if isinstance(value, bool) else value)


def real(value: object) -> float:
    """A finite float that is exactly the number given, or prints as the Decimal given; -0.0 keeps its sign."""
    if type(value) is float and math.isfinite(value):
        return value
    number = finite(value)
    if isinstance(number, Decimal):
        return _shortest(number)
    if isinstance(number, int):
        return _as_float(number)
    return float(number)


def amount(value: object) -> Decimal:
    """An exact decimal below 10^16 in size; a float counts as the decimal that it prints as."""
    number = finite(value)
    exact = Decimal(repr(float(number))) if isinstance(number, float) else Decimal(number)
    if not -MAX_AMOUNT < exact < MAX_AMOUNT:
        raise Unfit("its size is 10^16 or more, which no price or amount of money is")
    if int(exact.as_tuple().exponent) < MIN_EXPONENT:
        raise Unfit(f"it has more than {-MIN_EXPONENT} digits after the point")
    return exact or Decimal(0)


def truth(value: object) -> bool:
    """True or False; 1 and 0 count as such."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in {0, 1}:
        return value == 1
    raise Unfit("the column holds true or false")


def day(value: object) -> date:
    """A day from 1900 to 2199, as a date or as YYYY-MM-DD."""
    if isinstance(value, datetime):
        raise Unfit("a datetime is a moment: send .date() in the zone that you mean")
    if isinstance(value, str):
        value = _parsed_day(str.__str__(value))
    if not isinstance(value, date):
        raise Unfit(f"the column holds a date, and this is {_kind(value)}")
    _require_year(value.year)
    return date(value.year, value.month, value.day)


def moment(value: object) -> datetime:
    """An aware datetime or ISO text with offset, from 1900 to 2199, as UTC to the microsecond."""
    if type(value) is datetime and value.tzinfo is UTC and FIRST_YEAR <= value.year <= LAST_YEAR:
        return value
    if isinstance(value, str):
        value = _parsed_moment(str.__str__(value))
    if not isinstance(value, datetime):
        raise Unfit(f"the column holds a moment, and this is {_kind(value)}: send an aware datetime")
    if value.utcoffset() is None:
        raise Unfit("it has no time zone: use datetime.now(UTC), or .replace(tzinfo=...) with the zone that it is in")
    if getattr(value, "nanosecond", 0):
        raise Unfit("it has nanoseconds, and PostgreSQL keeps microseconds: round it first")
    _require_year(value.year)  # before the conversion, which overflows at the ends of the calendar
    utc = value.astimezone(UTC)
    _require_year(utc.year)
    return datetime.combine(utc.date(), utc.time(), UTC)


def zoneless_moment(value: object) -> datetime:
    """The same moment for the one legacy column without a zone, which holds UTC."""
    return moment(value).replace(tzinfo=None)


def identity(value: object) -> str:
    """A UUID in its canonical text."""
    if not isinstance(value, str | uuid.UUID):
        raise Unfit(f"the column holds a UUID, and this is {_kind(value)}")
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise Unfit("it is no UUID") from None


def stamp(value: object) -> object:
    """Nothing: the database alone says which transaction wrote a row."""
    raise Unfit(f"the database stamps this column itself, so {_kind(value)} cannot be sent")


def _parsed_day(value: str) -> date:
    if not value:
        raise Unfit("an empty text is no date: send None when the day is unknown")
    try:
        return date.fromisoformat(value if _ISO_DATE.fullmatch(value) else "")
    except ValueError:
        raise Unfit("it is no date written as YYYY-MM-DD") from None


def _parsed_moment(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Unfit("it is no ISO date and time") from None


def _as_float(value: int) -> float:
    try:
        number = float(value)
    except OverflowError:
        raise Unfit("it is larger than any float") from None
    if number != value:
        raise Unfit("a float cannot hold a whole number of this size exactly")
    return number


def _shortest(value: Decimal) -> float:
    number = float(value)
    if math.isinf(number) or Decimal(repr(number)) != value:
        raise Unfit("it has more digits than a double-precision column keeps")
    return number


def _finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)


def _require_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit(f"its year is not from {FIRST_YEAR} to {LAST_YEAR}")


def _kind(value: object) -> str:
    return f"of type {type(value).__qualname__}"
