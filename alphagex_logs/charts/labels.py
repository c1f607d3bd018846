"""How numbers read, in charts and on the screen: `$12,345`, `68.3 %`, `0.683`, `n=1,204`; what is unknown is an em dash, never 0 and never NaN."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

UNKNOWN = "—"

Writer = Callable[[Any], str]


def number(value: Any) -> float | None:
    """The value as a float (Decimal and numpy numbers too), or None where it is missing, NaN or infinite."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    as_float = float(value)
    return as_float if math.isfinite(as_float) else None


def _written(value: Any, form: str) -> str:
    known = number(value)
    if known is None:
        return UNKNOWN
    shown = format(known, form)
    return shown.removeprefix("-") if float(shown.replace(",", "")) == 0 and shown.startswith("-") else shown


def count(value: Any) -> str:
    """`1,204`."""
    return _written(value, ",.0f")


def plain(value: Any) -> str:
    """`1,204`, `0.683`: a number of whatever unit."""
    shown = _written(value, ",.3f")
    return shown if shown == UNKNOWN else shown.rstrip("0").rstrip(".")


def digits(value: Any) -> str:
    """`14.2`, `0.119`, `1,835`: a number of whatever unit, to three significant digits."""
    known = number(value)
    size = abs(known or 0.0)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return _written(known, f",.{places}f")


def probability(value: Any) -> str:
    """`0.683`."""
    return _written(value, ".3f")


def rate(value: Any) -> str:
    """`68.3 %` of a fraction."""
    known = number(value)
    return UNKNOWN if known is None else f"{_written(known * 100, '.1f')} %"


def ratio(value: Any) -> str:
    """`1.43`."""
    return _written(value, ",.2f")


def change(value: Any) -> str:
    """`+2.1 %` and `-0.4 %` of a fraction: how much more or less than before."""
    known = number(value)
    return UNKNOWN if known is None else f"{known * 100:+.1f} %"


def money(value: Any, *, cents: bool | None = None) -> str:
    """`$12,345` and `-$1,204`; with cents or without, or with cents below ten dollars where nothing is said.

    Half a dollar is rounded away from zero, as the tables of the browser do it: the same sum reads the same in both.
    """
    known = number(value)
    if known is None:
        return UNKNOWN
    with_cents = 0 < abs(known) < 10 if cents is None else cents
    shown = _written(abs(known), ",.2f") if with_cents else f"{math.floor(abs(known) + 0.5):,}"
    return f"-${shown}" if known < 0 and float(shown.replace(",", "")) else f"${shown}"


def signed_money(value: Any, *, cents: bool | None = None) -> str:
    """`+$1,204`, `-$1,204`, `$0`: for gains and losses, which never rely on colour alone."""
    shown = money(value, cents=cents)
    return shown if shown[0] == "-" or shown in {UNKNOWN, "$0", "$0.00"} else f"+{shown}"


def short_money(value: Any) -> str:
    """`$1.2k`, `-$340`, `$0`: dollars where room is short; nothing where unknown."""
    known = number(value)
    if known is None:
        return ""
    size = abs(known)
    scale, letter = (1e6, "M") if size >= 999_500 else (1e3, "k") if size >= 999.5 else (1.0, "")
    digits = 1 if letter and size < 99.95 * scale else 0
    return f"{'-' if known <= -0.5 else ''}${size / scale:.{digits}f}{letter}"


def in_r(value: Any) -> str:
    """`+0.12 R`: a multiple of the dollars at risk."""
    shown = _written(value, "+.2f")
    return shown if shown == UNKNOWN else f"{shown.replace('+0.00', '0.00')} R"


def p_value(value: Any) -> str:
    """`0.043`, `<0.001`: a p-value or q-value, never written as zero."""
    known = number(value)
    return "<0.001" if known is not None and known < 0.001 else _written(known, ".3f")


def equals(name: str, value: Any) -> str:
    """`p=0.043`, `p<0.001`; nothing where unknown."""
    written = p_value(value)
    return "" if written == UNKNOWN else f"{name}{'' if written[0] == '<' else '='}{written}"


def e_value(log10: Any) -> str:
    """`8.13`, `1,684`, `10^36`, `<0.001`: evidence, given as its power of ten because of a large one its size is all that is read."""
    power = number(log10)
    if power is None or -3 <= power < 2:
        return _written(None if power is None else 10.0**power, ".3g")
    if power < -3:
        return "<0.001"
    return f"{10.0**power:,.0f}" if power < 4 else f"10^{power:.0f}"


def score(value: Any) -> str:
    """`-0.0580`: a score or a difference of scores."""
    return _written(value, "+.4f")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a value axis measures: its words on the axis, plotly's format of its ticks, and how one value is written."""

    axis: str
    tick: str
    write: Writer


DOLLARS = Unit("$", "$,~f", money)
DOLLARS_PER_TRADE = Unit("$ per trade", "$,~f", signed_money)
R_PER_TRADE = Unit("R per trade", "+.2~f", in_r)
R = Unit("R (PnL / dollars at risk)", "+.2~f", in_r)
HIT_RATE = Unit("hit rate, share of resolved", ".2~%", rate)
PROBABILITY = Unit("probability, 0-1", ".2~f", probability)
SCORE = Unit("score", "+.3~f", score)


def interval(low: Any, high: Any, write: Writer) -> str:
    """`[65.6 %, 70.9 %]`, or nothing where an end is unknown."""
    return "" if number(low) is None or number(high) is None else f"[{write(low)}, {write(high)}]"


def spoken(*parts: str) -> str:
    """The parts that say something, as one sentence of alt text."""
    return f"{', '.join(part for part in parts if part)}."


def lines(*parts: str) -> str:
    """The parts that say something, one below the other, for a hover label."""
    return "<br>".join(part for part in parts if part)


def listed(words: Sequence[str]) -> str:
    """`bot, strategy and regime`."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def day(value: Any) -> str:
    """`2018-12-24`."""
    return UNKNOWN if pd.isna(value) or isinstance(value, float) else f"{pd.Timestamp(value):%Y-%m-%d}"


def month(value: Any) -> str:
    """`2018-12`."""
    return UNKNOWN if pd.isna(value) else f"{pd.Timestamp(value):%Y-%m}"


def escaped(value: Any) -> str:
    """A label from the logs as plain text: plotly reads a part of HTML in every label."""
    return UNKNOWN if value is None or pd.isna(value) else html.escape(str(value), quote=False)


def wrapped(text: str, width: int) -> str:
    """The text in lines of at most `width` characters; a chart does not know how wide it will be shown."""
    return "<br>".join(textwrap.wrap(text, width)) if text else ""


def signed(value: Any) -> str:
    """`+3.2`: a number of wins."""
    return _written(value, "+.1f")
