"""The numbers of the PnL page from frames that a person can work out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from alphagex_logs.ui.sections import pnl, pnl_numbers


def paths():
    rows = [("ARES", "CONDOR", "LOW", Decimal("10.10"), 2, 0), ("ARES", "CONDOR", None, Decimal("-0.30"), 1, 0), (None, None, None, Decimal("5.00"), 1, 3)]
    return pd.DataFrame(rows, columns=["bot", "strategy", "vix_regime", "pnl", "n", "without_pnl"])


def test_the_waterfall_adds_up_to_the_cent_and_names_what_nobody_can_be_credited_for():
    found = pnl_numbers.parts(paths())
    assert (found.total, found.n, found.excluded) == (Decimal("14.80"), 4, 3)
    assert [(bar.label, bar.amount, bar.n) for bar in found.bars] == [("ARES", Decimal("9.80"), 3), ("unattributed", Decimal("5.00"), 1)]
    assert [(bar.label, bar.n) for bar in found.bars[0].children[0].children] == [("LOW", 2), ("unattributed", 1)]


def structures():
    rows = [
        ("ARES", date(2018, 1, 2), "TRADE_FULL", 0.8, 100.0, 200.0, 50.0),
        ("ARES", date(2018, 1, 3), "TRADE_REDUCED", 0.6, -100.0, 100.0, 25.0),
        ("HERMES", date(2018, 1, 3), None, None, 40.0, None, None),
    ]
    return pd.DataFrame(rows, columns=["bot", "trade_day", "advice", "probability", "pnl", "risk", "credit"])


def skipped(*rows):
    return pd.DataFrame(rows, columns=["bot", "days"])


def test_the_advice_is_worth_what_its_sizes_earned_more_than_even_ones():
    found = pnl_numbers.following(structures(), skipped())
    assert found.value.taken.value == pytest.approx(0.0)
    # At full size (200 at risk) the trades make 100 and -200; sizes 1 and 0.5, evenly 0.75 each: -75.
    assert found.value.size_matched.value == pytest.approx(75.0)


def test_skipping_is_bounded_by_the_structure_of_the_bots_full_trades():
    (bot, worth, mean) = pnl_numbers.following(structures(), skipped(("ARES", 3))).skips[0]
    assert (bot, worth.low, worth.high, worth.missing) == ("ARES", -150.0, 600.0, 3)
    assert (mean.low, mean.high) == (pytest.approx(-600 / 5), pytest.approx(150 / 5))


def test_what_skipping_was_worth_to_a_bot_that_also_buys_is_not_bounded_by_what_it_sold():
    bought = structures().iloc[[1]].assign(credit=None)
    (_, worth, mean) = pnl_numbers.following(pd.concat([structures(), bought]), skipped(("ARES", 3))).skips[0]
    assert (worth.low, worth.high, worth.missing, mean.low, mean.high) == (None, None, 3, None, None)


def test_structural_break_even_is_what_is_risked_over_what_is_at_stake():
    levels = {each.advice: each for each in pnl_numbers.following(structures(), skipped()).levels}
    assert levels["TRADE_FULL"].structural == pytest.approx(0.8)


def test_nothing_gives_no_number_and_no_error():
    found = pnl_numbers.following(structures().iloc[:0], skipped())
    assert (found.levels, found.bins[0].realised.value, found.value.taken.value) == ((), None, None)


def test_a_ratio_on_too_few_days_is_hidden():
    rows = pd.DataFrame({"bot": "ARES", "pnl": [100.0, -50.0], "trade_day": [date(2018, 1, 2), date(2018, 1, 3)], "risk": [100.0, 100.0]})
    found = pnl_numbers.money(rows, None)
    assert found.sharpe.estimate.value is not None
    assert pnl.hidden(found.sharpe.estimate).reason == "n_too_small"


def test_the_best_of_two_bots_is_held_against_the_luck_of_two():
    days = [date(2018, 1, 2 + day) for day in (0, 1, 2, 6, 7, 8, 9)]
    good, bad = ({"bot": bot, "trade_day": days, "pnl": pnl, "risk": 100.0} for bot, pnl in (("ARES", [9, 10, 11] * 2 + [9]), ("ATLAS", [-9, 10] * 3 + [-9])))
    found = pnl_numbers.money(pd.concat([pd.DataFrame(good), pd.DataFrame(bad)]), None).best_bot
    assert (found.best, found.tried) == ("ARES", 2)
    assert pnl_numbers.money(pd.DataFrame(good), None).best_bot.estimate.reason == "one_series"
