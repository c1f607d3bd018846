"""Waterfall: who earned the total, level by level (bot, strategy, regime), adding up to the cent with what nobody can be credited for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from alphagex_logs.metrics.inputs import LARGEST_AMOUNT, same_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.metrics.inputs import Labels, Numbers

UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in dollars over `n` positions; its children add up to it. The bar `unattributed` gathers rows without a label."""

    label: str
    amount: Decimal
    n: int
    children: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars, the largest contribution (in size) first and `unattributed` last, and their exact sum."""

    bars: tuple[Bar, ...]
    total: Decimal
    n: int
    excluded: int


def waterfall(paths: Labels, pnl: Numbers, total: Decimal | None = None) -> Waterfall:
    """Split PnL by paths: one label per row, or a tuple of labels from the outermost level in; None is unattributed.

    Sums are exact decimals. Where a `total` from elsewhere is given (equity, an account), what the rows do not explain joins `unattributed`.
    """
    same_length(paths, pnl)
    rows = [(_path(path), amount) for path, amount in ((path, _money(value)) for path, value in zip(paths, pnl, strict=True)) if amount is not None]
    bars = _bars(rows, 0)
    found = sum((bar.amount for bar in bars), Decimal(0))
    if total is not None and total != found:
        bars = _with_remainder(bars, total - found)
    return Waterfall(bars, found if total is None else total, len(rows), len(pnl) - len(rows))


def _path(path: Any) -> tuple[str | None, ...]:
    parts = path if isinstance(path, tuple | list) else (path,)
    return tuple(None if part is None or part != part or part == "" else str(part) for part in parts)  # noqa: PLR0124 - NaN differs from itself


def _money(value: Any) -> Decimal | None:
    """The exact amount; floats to a millionth of a dollar. None for a missing, infinite or broken one."""
    if value is None or value != value or abs(value) > LARGEST_AMOUNT:  # noqa: PLR0124 - NaN differs from itself
        return None
    return value if isinstance(value, Decimal) else Decimal(f"{float(value):.6f}")


def _bars(rows: list[tuple[tuple[str | None, ...], Decimal]], depth: int) -> tuple[Bar, ...]:
    def label(row: tuple[tuple[str | None, ...], Decimal]) -> str:
        return (row[0][depth] if depth < len(row[0]) else None) or UNATTRIBUTED

    found = []
    for name, members in groupby(sorted(rows, key=label), key=label):
        of_name = list(members)
        deeper = name != UNATTRIBUTED and any(depth + 1 < len(path) for path, _ in of_name)
        amount = sum((amount for _, amount in of_name), Decimal(0))
        found.append(Bar(name, amount, len(of_name), _bars(of_name, depth + 1) if deeper else ()))
    return _ordered(found)


def _ordered(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    return tuple(sorted(bars, key=lambda bar: (bar.label == UNATTRIBUTED, -abs(bar.amount), bar.label)))


def _with_remainder(bars: tuple[Bar, ...], remainder: Decimal) -> tuple[Bar, ...]:
    known = [bar for bar in bars if bar.label != UNATTRIBUTED]
    before = next((bar for bar in bars if bar.label == UNATTRIBUTED), Bar(UNATTRIBUTED, Decimal(0), 0))
    return (*known, Bar(UNATTRIBUTED, before.amount + remainder, before.n))
