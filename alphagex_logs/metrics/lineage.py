"""Lineage: which record of one table belongs to which record of the next, and which belong to none or to several."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.metrics.results import Estimate, Reason, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Record:
    """What identifies a row across tables: its position, or else bot, trading day and symbol. None is unknown."""

    position_id: str | None = None
    bot: str | None = None
    trade_date: date | None = None
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop. Every row of either side is in exactly one group: matched (in `pairs`), orphan, or ambiguous.

    All numbers are positions in the two inputs.
    """

    pairs: tuple[tuple[int, int], ...]
    orphan_left: tuple[int, ...]
    orphan_right: tuple[int, ...]
    ambiguous_left: tuple[int, ...]
    ambiguous_right: tuple[int, ...]

    @property
    def matched(self) -> Estimate:
        """The share of left rows with exactly one partner."""
        left = len(self.pairs) + len(self.orphan_left) + len(self.ambiguous_left)
        return Estimate.of(ratio(len(self.pairs), left), left, otherwise=Reason.NO_DATA)


def link(left: Sequence[Record], right: Sequence[Record], window_days: int = 0) -> Hop:
    """Match rows by position where both sides know it, the rest by bot, symbol and trading day within `window_days`.

    Rows with several candidates, on either side, are ambiguous: none of them silently takes the first. A symbol that is unknown on one side
    fits any; a bot or day that is unknown fits none.
    """
    candidates = _by_position(left, right)
    named_left, named_right = set(candidates), {place for places in candidates.values() for place in places}
    rest_left = [place for place in range(len(left)) if place not in named_left]
    rest_right = [place for place in range(len(right)) if place not in named_right]
    candidates |= _by_day(left, right, rest_left, rest_right, window_days)
    return _settle(candidates, len(left), len(right))


def _by_position(left: Sequence[Record], right: Sequence[Record]) -> dict[int, set[int]]:
    known = defaultdict(set)
    for place, record in enumerate(right):
        if record.position_id is not None:
            known[record.position_id].add(place)
    return {place: set(known[row.position_id]) for place, row in enumerate(left) if row.position_id is not None and row.position_id in known}


def _by_day(left: Sequence[Record], right: Sequence[Record], rest_left: list[int], rest_right: list[int], window: int) -> dict[int, set[int]]:
    of_bot = defaultdict(list)
    for place in rest_right:
        of_bot[right[place].bot].append(place)
    found = {place: {other for other in of_bot[left[place].bot] if _fits(left[place], right[other], window)} for place in rest_left}
    return {place: others for place, others in found.items() if others}


def _fits(one: Record, other: Record, window: int) -> bool:
    if one.bot is None or one.trade_date is None or other.trade_date is None:
        return False
    if one.position_id is not None and other.position_id is not None:
        return False  # two positions that are known to differ
    same_symbol = one.symbol is None or other.symbol is None or one.symbol == other.symbol
    return same_symbol and abs((one.trade_date - other.trade_date).days) <= window


def _settle(candidates: dict[int, set[int]], left: int, right: int) -> Hop:
    """A pair is a match only if each is the other's sole candidate."""
    wanted = defaultdict(set)
    for place, others in candidates.items():
        for other in others:
            wanted[other].add(place)
    pairs = tuple((place, next(iter(others))) for place, others in sorted(candidates.items()) if len(others) == 1 and len(wanted[next(iter(others))]) == 1)
    paired_left, paired_right = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return Hop(
        pairs,
        tuple(place for place in range(left) if place not in candidates),
        tuple(place for place in range(right) if place not in wanted),
        tuple(sorted(set(candidates) - paired_left)),
        tuple(sorted(set(wanted) - paired_right)),
    )
