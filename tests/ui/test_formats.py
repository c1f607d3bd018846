"""Numbers and times as the screen writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from alphagex_logs.ui import formats


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12345, "$12,345"),
        (Decimal("-1204.40"), "-$1,204"),
        (0, "$0"),
        (-0.3, "$0"),
        (None, "—"),
        (float("nan"), "—"),
        (float("inf"), "—"),
        (pd.NA, "—"),
        (pd.NaT, "—"),
    ],
)
def test_money_has_its_sign_before_the_dollar(value, shown):
    assert formats.money(value) == shown


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf"), pd.NA, pd.NaT])
def test_what_is_unknown_is_a_dash_and_never_zero(missing):
    assert {write(missing) for write in (formats.money, formats.rate, formats.probability, formats.chance, formats.count, formats.moment, formats.day)} == {"—"}


def test_cents_are_kept_when_asked_for():
    assert formats.money(Decimal("-0.30"), cents=True) == "-$0.30"


@pytest.mark.parametrize(("value", "shown"), [(50, "+$50"), (-50, "-$50"), (0, "$0"), (None, "—")])
def test_gains_carry_a_plus_so_that_colour_is_never_alone(value, shown):
    assert formats.signed_money(value) == shown


def test_a_rate_is_a_percentage_and_a_probability_is_not():
    assert (formats.rate(0.683), formats.probability(0.683)) == ("68.3 %", "0.683")


def test_a_sample_shows_its_interval_in_the_unit_of_its_value():
    assert formats.sample(1204, 0.656, 0.709) == "n=1,204  [65.6, 70.9]"
    assert formats.sample(12, -1204, 300, of="money") == "n=12  [-$1,204, $300]"
    assert formats.sample(3) == "n=3"


def test_times_are_read_as_utc_and_shown_in_the_zone_that_is_named():
    assert formats.moment(pd.Timestamp("2018-12-24 18:00")) == "2018-12-24 13:00 NY"
    assert formats.moment(datetime(2018, 7, 2, 17, 0, tzinfo=UTC)) == "2018-07-02 13:00 NY"
    assert formats.moment(datetime(2018, 7, 2, 17, 0, tzinfo=UTC), ZoneInfo("Europe/Berlin")) == "2018-07-02 19:00 CEST"
    assert formats.moment(None) == "—"


def test_a_day_is_iso():
    assert formats.day(date(2018, 12, 24)) == "2018-12-24"


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (timedelta(days=365 * 7 + 30), "7 years"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(minutes=3), "3 min"),
        (timedelta(0), "0 s"),
    ],
)
def test_age_is_rounded_down_to_its_largest_unit(span, shown):
    assert formats.age(span) == shown


def test_a_chance_is_never_written_as_certain():
    assert [formats.chance(value) for value in (1, 0.9995, 0.683, 0.0004, 0)] == [">0.999", ">0.999", "0.683", "<0.001", "<0.001"]
