"""Rows that are not as their columns say: the stream breaks, and no value is read from a wrong place."""

from __future__ import annotations

from struct import pack

import pytest

from alphagex_logs.sync.binary import BrokenRow, Form

BIGINT, TEXT = 20, 25


def row(*cells: tuple[int, bytes]) -> bytes:
    return pack(">h", len(cells)) + b"".join(pack(">i", length) + value for length, value in cells)


KEY = (8, pack(">q", 7))


def test_rows_become_columns():
    batch = Form([("id", BIGINT), ("symbol", TEXT)], views=True).batch([row(KEY, (3, b"SPX")), row(KEY, (-1, b""))])
    assert batch.to_pydict() == {"id": [7, 7], "symbol": ["SPX", None]}


@pytest.mark.parametrize("text", [(2, b"SPX"), (4, b"SPX"), (2_000_000_000, b"SPX")], ids=["shorter", "longer", "far beyond the last row"])
def test_a_row_of_another_form_is_refused(text):
    form = Form([("id", BIGINT), ("symbol", TEXT), ("bot", TEXT)], views=True)
    with pytest.raises(BrokenRow):
        form.batch([row(KEY, text, (4, b"ARES"))])
