"""The numbers of the Predictions page from frames that a person can work out by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from alphagex_logs.charts.murphy import murphy_curve
from alphagex_logs.charts.sheet import alt_text
from alphagex_logs.ui.sections import predictions_numbers, predictions_segments, predictions_stakes, predictions_time
from alphagex_logs.ui.sections.predictions import p_value, worth_numbers


def levels(*rows):
    return pd.DataFrame(rows, columns=["advice", "lowest", "highest"])


def test_advice_cut_points_are_where_one_advice_ends_and_the_next_begins():
    found = predictions_stakes.thresholds(levels(("SKIP_TODAY", 0.40, 0.54), ("TRADE_REDUCED", 0.55, 0.69), ("TRADE_FULL", 0.70, 0.95)))
    assert found == {"TRADE_REDUCED": 0.55, "TRADE_FULL": 0.70}


def test_advice_that_overlaps_has_no_cut_point():
    assert predictions_stakes.thresholds(levels(("TRADE_REDUCED", 0.5, 0.8), ("TRADE_FULL", 0.7, 0.9))) == {"TRADE_REDUCED": 0.5}


def test_break_even_of_a_two_wide_condor_for_half_is_three_quarters():
    answer = pd.DataFrame([{"n": 2, "gains": 1, "losses": 1, "mean_gain": 50.0, "mean_loss": 150.0}])
    assert predictions_stakes.stakes(answer).break_even == 0.75


def test_without_a_loss_there_are_no_stakes():
    assert predictions_stakes.stakes(pd.DataFrame([{"n": 1, "gains": 1, "losses": 0, "mean_gain": 50.0, "mean_loss": None}])) is None


def cells():
    rows = [(1, 0.9, 1, 1), (2, 0.8, 1, 1), (3, 0.7, 1, 0), (4, 0.6, 1, 1)]
    return pd.DataFrame(rows, columns=["bot_day", "probability", "n", "wins"]).assign(revised_n=[0, 0, 1, 0], revised_wins=0)


def days():
    frame = pd.DataFrame({"trade_day": [date(2018, 1, day) for day in (2, 3, 4, 5)], "probability": [0.9, 0.8, 0.7, 0.6], "won": [True, True, False, True]})
    made = pd.to_datetime(frame["trade_day"]) + pd.Timedelta(hours=21)
    return frame.assign(bot="ARES", source="oracle", model_version="1", made_at=made, known_at=made + pd.Timedelta(hours=23))


def test_the_reference_example_has_a_brier_score_of_0_175():
    found = predictions_numbers.accuracy(cells(), days())
    assert found.corp.brier.value == pytest.approx(0.175)
    assert found.skill.value == pytest.approx(0.066667, abs=1e-6)
    assert found.skill_fixed.value == pytest.approx(0.090437, abs=1e-6)


def test_a_revised_row_is_left_out_of_the_unrevised_score():
    found = predictions_numbers.accuracy(cells(), days())
    assert found.revised == 1
    assert found.unrevised.value == pytest.approx((0.1**2 + 0.2**2 + 0.4**2) / 3)


def test_bots_are_compared_on_common_days_only():
    other = days().assign(bot="ATLAS", probability=0.5).iloc[:3]
    (pair,) = predictions_numbers.between_bots(pd.concat([days(), other]))
    assert pair.label == "ARES - ATLAS"
    assert pair.difference.estimate.n == 3
    assert pair.difference.estimate.value == pytest.approx((0.01 + 0.04 + 0.49) / 3 - 0.25)


def test_every_comparison_has_an_interval_for_any_time_that_is_the_wider_one():
    other = days().assign(bot="ATLAS", probability=0.5)
    for each in [*predictions_numbers.between_bots(pd.concat([days(), other])), *predictions_numbers.against_the_past(days(), "bot")]:
        once, anytime = each.difference.estimate, each.anytime.estimate
        assert anytime.value == pytest.approx(once.value)
        assert anytime.low < once.low < once.high < anytime.high
        assert each.anytime.streams == 1


def test_weekly_trades_made_daily_are_watched_in_streams():
    weekly = days().assign(known_at=lambda rows: rows["made_at"] + pd.Timedelta(days=3))
    assert (predictions_numbers.monitored(days()).e_process.streams, predictions_numbers.monitored(weekly).e_process.streams) == (1, 3)


def test_a_small_p_value_is_never_written_as_zero():
    assert (p_value(0.0), p_value(0.0432), p_value(None)) == ("p<0.001", "p=0.043", "")


def test_trading_above_break_even_earns_two_thirds_of_what_foresight_would():
    # 0.9 and 0.8 are above 0.75 and win 50 each; always trading wins three times and loses 150 once, foresight wins three times.
    found = predictions_numbers.accuracy(cells(), days(), predictions_stakes.Stakes(win=50, loss=150, n=4))
    worth = found.worth
    assert (worth.policy.policy.value, worth.policy.always.value, worth.policy.perfect.value) == (25, 0, 37.5)
    assert worth.relative_value.value == pytest.approx(2 / 3)
    assert worth.regret.value == pytest.approx(37.5 - 25)
    assert [number.key for number in worth_numbers(found, "oracle")] == ["policy_value", "relative_value", "regret", "majority_test"]
    assert worth_numbers(predictions_numbers.accuracy(cells(), days()), "oracle") == []


def test_the_chart_of_regret_tells_at_break_even_what_the_tile_tells():
    stakes = predictions_stakes.Stakes(win=100, loss=240, n=4)  # break-even 0.7059: 0.707 is traded and lost, 0.6 is not and would have won
    found = predictions_numbers.accuracy(cells().assign(probability=[0.9, 0.8, 0.707, 0.6]), days(), stakes)
    drawn = murphy_curve(found.murphy, stakes=(stakes.win, stakes.loss))
    assert found.worth.regret.value == (240 + 100) / 4
    assert "forecasts: regret, $ per trade $85 at break-even 0.706" in alt_text(drawn)


def test_two_wins_above_break_even_could_be_luck_where_three_in_four_win_anyway():
    majority = predictions_numbers.accuracy(cells(), days(), predictions_stakes.Stakes(win=50, loss=150, n=4)).worth.majority
    assert (majority.estimate.value, majority.estimate.n, majority.base_rate) == (1.0, 2, 0.75)
    assert majority.p_value == pytest.approx(0.75**2)


def test_errors_of_forecasts_that_were_open_at_once_are_tested_as_such():
    weekly = days().assign(known_at=lambda rows: rows["made_at"] + pd.Timedelta(days=3))
    (alone,), (together,) = (predictions_numbers.against_the_past(frame, "bot") for frame in (days(), weekly))
    assert (alone.anytime.streams, together.anytime.streams) == (1, 3)
    assert alone.lagged.p_value == pytest.approx(alone.difference.p_value)
    assert together.lagged.p_value != pytest.approx(together.difference.p_value)


def test_the_win_rate_of_the_past_knows_no_outcome_that_was_still_open():
    told = predictions_numbers.accuracy(cells(), days()).skill_expanding.value
    open_until_the_end = days().assign(known_at=lambda rows: rows["made_at"].max() + pd.Timedelta(hours=1))
    reference = [(0.5 - 1) ** 2, (1.5 / 2 - 1) ** 2, (2.5 / 3 - 0) ** 2, (2.5 / 4 - 1) ** 2]
    assert told == pytest.approx(1 - 0.7 / sum(reference))
    assert predictions_numbers.accuracy(cells(), open_until_the_end).skill_expanding.value == pytest.approx(1 - 0.7 / (4 * 0.25))


def test_a_segment_is_held_against_all_other_rows():
    found = predictions_numbers.segment_table(segment_cells())["bot"]
    assert [(each.label, each.against_rest.value, each.against_rest.n) for each in found] == [("ARES", 0.5, 8), ("ATLAS", -0.5, 8)]


def test_a_segment_that_holds_every_row_is_not_tested_and_makes_no_other_q_value_smaller():
    judged = predictions_numbers.segment_table(pd.concat([segment_cells(), segment_cells().assign(bot_day=range(8, 16))]))
    tested = {name: [each.p_value is not None for each in members] for name, members in judged.items()}
    assert tested == {name: [False] for name in judged} | {"bot": [True, True]}
    ares, atlas = judged["bot"]
    assert (ares.q_value, atlas.q_value) == (max(ares.p_value, atlas.p_value), min(2 * atlas.p_value, ares.p_value))


def test_below_ten_bot_days_a_segment_is_not_judged():
    twelve = pd.concat([segment_cells().assign(bot="PHOENIX", bot_day=range(8, 16)), segment_cells().assign(bot="PHOENIX", bot_day=range(16, 24))])
    judged = predictions_numbers.segment_table(pd.concat([segment_cells(), twelve]))
    rows = predictions_segments.segment_rows(judged).set_index("segment")
    few, enough = rows.loc["ARES"], rows.loc["PHOENIX"]
    assert (few["n"], few["hit_rate"], few["interval"], few["evidence"]) == (4, 75, "[30.1, 95.4]", "insufficient")
    assert (few["rest_interval"], few[["rest", "said", "bias", "brier", "p_value", "q_value"]].notna().sum()) == ("—", 0)
    assert enough["rest_interval"] != "—" and enough[["rest", "said", "bias", "brier", "p_value", "q_value"]].notna().all()
    assert predictions_segments.forest_rows(judged["bot"]).set_index("segment")["q_value"].notna().to_dict() == {"ARES": False, "ATLAS": False, "PHOENIX": True}
    nobody = predictions_segments.segment_rows(predictions_numbers.segment_table(segment_cells()))
    assert nobody["q_value"].isna().all() and (nobody["q_value"] < predictions_segments.Q_LIMIT).sum() == 0


def segment_cells():
    frame = pd.DataFrame({"bot_day": range(8), "probability": 0.7, "bot": ["ARES"] * 4 + ["ATLAS"] * 4, "n": 1, "wins": [1, 1, 1, 0, 1, 0, 0, 0]})
    return frame.assign(advice="TRADE_FULL", vix_regime="LOW", gex_regime="(none)", weekday="Monday", model_version="1")


def test_the_later_half_of_the_probabilities_is_held_against_the_earlier():
    half = pd.concat([days().iloc[:1]] * 30)
    moved = predictions_numbers.monitored(pd.concat([half.assign(probability=0.6), half.assign(probability=0.8)]))
    assert (moved.shift.estimate.value, moved.shift.p_value) == (1, pytest.approx(1 / 301))
    assert moved.stability.expected_without_drift == pytest.approx(2 / 30)
    assert moved.turned == pytest.approx(2 / 60)
    assert predictions_time.drift_numbers(moved, "oracle")[0].note == "p=0.003 shuffled, p=0.033 turned"
    few = predictions_numbers.monitored(days())
    assert (few.shift.estimate.reason, few.stability.estimate.reason, few.turned) == ("n_too_small", "n_too_small", None)
    assert predictions_time.drift_numbers(few, "oracle")[0].note == ""
