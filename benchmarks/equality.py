"""Whether two ways to ask give the same answers."""

from __future__ import annotations

from collections.abc import Sized
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Hashable

CLOSE = 1e-9


def difference(ours: pd.DataFrame, theirs: pd.DataFrame) -> str:
    """What is first seen to differ: rows, their order, columns, or a value by more than 1e-9; nothing where the answers are the same."""
    try:
        pd.testing.assert_frame_equal(_plain(ours), _plain(theirs), check_dtype=False, rtol=CLOSE, atol=CLOSE)
    except AssertionError as error:
        return " ".join(str(error).split())
    return ""


def _plain(answer: pd.DataFrame) -> pd.DataFrame:
    """The values without the types that hold them: words of enumerations as text, exact decimals as numbers, what is missing as None."""
    cells: dict[Hashable, pd.Series] = {name: column.astype(object).where(column.notna(), None).map(_value) for name, column in answer.items()}
    return pd.DataFrame(cells).reset_index(drop=True).infer_objects()


def _value(cell: object) -> object:
    if isinstance(cell, Decimal):
        return float(cell)
    return tuple(map(float, cell)) if isinstance(cell, Sized) and not isinstance(cell, str) else cell
