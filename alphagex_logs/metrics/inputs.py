"""How sequences enter: floats with NaN for missing, outcomes as 0 and 1, bot-days as consecutive numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from alphagex_logs.errors import MetricRefused

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = Sequence[float | Decimal | bool | None] | NDArray[Any]
Labels: TypeAlias = Sequence[Any] | NDArray[Any]

LARGEST_AMOUNT = 2.0**53 / 100
"""Beyond this a float no longer holds cents: such an amount is a broken row, and is left out and counted."""


def floats(values: Numbers) -> Floats:
    """The values as a float array: None, NaN, infinities and amounts beyond LARGEST_AMOUNT become NaN.

    Takes sequences, numpy arrays and whatever has pandas' `to_numpy`, which knows its own missing values.
    """
    array = values.to_numpy(dtype=float, na_value=np.nan) if hasattr(values, "to_numpy") else np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise MetricRefused(f"A metric takes one sequence of numbers, not an array of {array.ndim} dimensions.")
    usable = np.abs(array) <= LARGEST_AMOUNT  # false for NaN
    return array if usable.all() else np.where(usable, array, np.nan)


def probabilities(values: Numbers) -> Floats:
    """The values as probabilities: anything outside 0 to 1 becomes NaN."""
    array = floats(values)
    inside = (array >= 0) & (array <= 1)
    return array if inside.all() else np.where(inside, array, np.nan)


def outcomes(values: Numbers) -> Floats:
    """The values as outcomes, 1 (win) or 0 (loss): anything else becomes NaN."""
    array = floats(values)
    known = (array == 0) | (array == 1)
    return array if known.all() else np.where(known, array, np.nan)


def present(values: Numbers) -> tuple[Floats, int]:
    """The known values, and how many were left out."""
    array = floats(values)
    known = array[~np.isnan(array)]
    return known, len(array) - len(known)


def complete(*arrays: Floats) -> tuple[Flags, int]:
    """Which rows have a value in every array, and how many have not."""
    same_length(*arrays)
    mask = ~np.logical_or.reduce([np.isnan(array) for array in arrays])
    return mask, len(mask) - int(mask.sum())


def same_length(*columns: Labels | None) -> None:
    """Refuse columns that do not describe the same rows."""
    lengths = {len(column) for column in columns if column is not None}
    if len(lengths) > 1:
        raise MetricRefused(f"Columns of one metric differ in length: {sorted(lengths)}.")


def sum_by(index: Integers, values: NDArray[Any], size: int = 0) -> Floats:
    """Sum values per index, 0 to `size` - 1 at least."""
    return np.bincount(index, values, size).astype(np.float64, copy=False)


def quotients(numerators: Floats, denominators: Floats) -> Floats:
    """The quotients of two arrays, NaN where the denominator is 0."""
    with np.errstate(over="ignore"):
        found: Floats = np.divide(numerators, denominators, out=np.full(len(numerators), np.nan), where=denominators != 0)
    return found


def codes(labels: Labels) -> tuple[Integers, int]:
    """Every label as a number from 0, and how many different labels there are. A missing label is a label of its own per row."""
    values = labels.to_numpy() if hasattr(labels, "to_numpy") else labels
    if not isinstance(values, np.ndarray):  # a list may hold tuples such as (bot, day), of which numpy would make two columns
        return _object_codes(list(values))
    if values.dtype.kind in "iu":
        return _integer_codes(values)
    if values.dtype.kind == "O":
        return _object_codes(values.tolist())
    _, inverse = np.unique(values, return_inverse=True, equal_nan=False)
    return inverse.astype(np.int64), int(inverse.max(initial=-1)) + 1


def _integer_codes(values: NDArray[Any]) -> tuple[Integers, int]:
    if len(values) == 0:
        return values.astype(np.int64), 0
    lowest, span = int(values.min()), int(values.max()) - int(values.min()) + 1
    if span > 4 * len(values) + 1024:  # too sparse to count in place
        unique, inverse = np.unique(values, return_inverse=True)
        return inverse.astype(np.int64), len(unique)
    shifted = (values - values.dtype.type(lowest)).astype(np.int64)
    used = np.bincount(shifted, minlength=span) > 0
    return (np.cumsum(used) - 1)[shifted], int(used.sum())


def _object_codes(values: list[Any]) -> tuple[Integers, int]:
    seen: dict[Any, int] = {}
    found = np.fromiter((seen.setdefault(_key(value, row), len(seen)) for row, value in enumerate(values)), np.int64, len(values))
    return found, len(seen)


def _key(value: Any, row: int) -> Any:
    """Rows without a bot-day cannot be tied to each other: each stands alone."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN differs from itself
        return ("no label", row)
    return tuple(value) if isinstance(value, list) else value
