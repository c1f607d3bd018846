"""How numbers read in a chart."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from alphagex_logs.charts import labels


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (labels.money, Decimal("12345.67"), "$12,346"),
        (labels.money, -1204, "-$1,204"),
        (labels.money, Decimal("54586.50"), "$54,587"),
        (labels.money, -120.5, "-$121"),
        (labels.money, 7.5, "$7.50"),
        (labels.money, -0.001, "$0.00"),
        (labels.money, 0, "$0"),
        (labels.signed_money, 1204, "+$1,204"),
        (labels.signed_money, 0, "$0"),
        (labels.rate, 0.683, "68.3 %"),
        (labels.probability, 0.6834, "0.683"),
        (labels.count, np.int64(1204), "1,204"),
        (labels.in_r, -0.123, "-0.12 R"),
        (labels.in_r, 0.0, "0.00 R"),
        (labels.short_money, 1234, "$1.2k"),
        (labels.short_money, -340, "-$340"),
        (labels.short_money, 999.6, "$1.0k"),
        (labels.short_money, 1_000_000, "$1.0M"),
        (labels.short_money, 123_456, "$123k"),
        (labels.short_money, -0.2, "$0"),
        (labels.plain, 1204.5, "1,204.5"),
        (labels.plain, -1e-15, "0"),
        (labels.signed, 3.21, "+3.2"),
        (labels.day, "2018-12-24", "2018-12-24"),
    ],
)
def test_a_value_reads_as_the_house_writes_it(write, value, text):
    assert write(value) == text


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf"), pd.NA, pd.NaT, Decimal("NaN")])
@pytest.mark.parametrize("write", [labels.money, labels.signed_money, labels.rate, labels.probability, labels.count, labels.in_r, labels.score, labels.plain])
def test_unknown_is_a_dash_and_never_zero(write, nothing):
    assert write(nothing) == "—"


def test_a_list_of_words():
    assert labels.listed(["bot"]) == "bot"
    assert labels.listed(["bot", "strategy", "regime"]) == "bot, strategy and regime"


def test_a_q_value_is_never_written_as_zero():
    assert (labels.p_value(0.0), labels.p_value(0.0432), labels.p_value(None)) == ("<0.001", "0.043", "—")
    assert (labels.equals("q", 0.0), labels.equals("q", 0.5), labels.equals("q", None)) == ("q<0.001", "q=0.500", "")


def test_an_e_value_is_as_long_as_it_can_be_read():
    powers = (None, -4, *(math.log10(value) for value in (0.5248, 8.134, 1684.26)), 36.3, 400.0)
    assert [labels.e_value(power) for power in powers] == ["—", "<0.001", "0.525", "8.13", "1,684", "10^36", "10^400"]
