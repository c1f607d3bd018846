"""Answers about a second small book: two forecasters of the same days, bots that begin with a loss, and rows on either side of each boundary."""

from __future__ import annotations

from datetime import datetime

import pytest
from psycopg2.extras import Json

from alphagex_logs.filters import Filters
from tests.warehouse.opening import insert, warehouse_of
from tests.warehouse.test_a_small_book import rows

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2018-12-{day}" for day in (17, 18, 19, 20))
NOW = datetime(2018, 12, 28, 12)  # noqa: DTZ001  naive UTC
# bot, day, probability, stored confidence, outcome, PnL in dollars
SAID = (
    ("ARES", MONDAY, 0.7, 70, "MAX_PROFIT", 100),
    ("ARES", TUESDAY, 0.7, 70, "PUT_BREACHED", -300),
    ("ARES", WEDNESDAY, 0.6, 60, "LOSS", 0),
    ("ARES", THURSDAY, 0.8, 0.8, "MAX_PROFIT", -5),
    ("ATLAS", MONDAY, 0.6, 72, "MAX_PROFIT", 40),
    ("ATLAS", TUESDAY, 0.6, None, None, None),
    ("ATLAS", WEDNESDAY, 0.6, None, "STRANGE", None),
    ("ATLAS", "2018-12-27", 0.6, None, None, None),
)
RIVALS = (  # of all that a day has, the last was written first
    (MONDAY, 16, 0.9, "MAX_PROFIT"),
    (MONDAY, 15, 0.5, "LOSS"),
    (TUESDAY, 13, 0.4, "MAX_PROFIT"),
    (WEDNESDAY, 16, 0.2, "LOSS"),
    (WEDNESDAY, 15, 0.3, "LOSS"),
    (WEDNESDAY, 14, 0.4, "LOSS"),
)
# bot, day of entry, day of exit, PnL, dollars at risk
TRADES = (
    ("ARES", MONDAY, TUESDAY, 100, 500),
    ("ARES", TUESDAY, WEDNESDAY, -300, None),
    ("ARES", TUESDAY, THURSDAY, 50, None),
    ("ATLAS", MONDAY, MONDAY, -120, None),
    ("ATLAS", THURSDAY, THURSDAY, 50, None),
    ("ATLAS", THURSDAY, THURSDAY, 10, None),
    ("ATLAS", THURSDAY, THURSDAY, 5, None),
)
TOLD = {MONDAY: f"{MONDAY}T21:00:00Z", TUESDAY: f"{MONDAY}T21:00:00Z", WEDNESDAY: f"{WEDNESDAY}T21:00:00Z"}  # the outcome of Tuesday before its prediction
GEX_DAYS = ("12-28T12:00", "12-22T00:00", "12-21T12:00", "12-15T00:00", "12-14T12:00")  # 0, 6.5, 7, 13.5 and 14 days before the newest
DEBUG = ("11-28T12:00:00", "11-28T12:00:01", "12-28T12:00:00", "12-28T12:00:01", "12-29T12:00:00", "12-29T12:00:01")


def at(day, hour):
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00")


def write_predictions(url):
    for bot, day, probability, confidence, outcome, pnl in SAID:
        moments = {"prediction_time": f"{day}T14:00:00Z", "timestamp": f"{day}T14:00:00Z", "outcome_date": TOLD.get(day) if bot == "ARES" else None}
        given = {"win_probability": probability, "confidence": confidence, "actual_outcome": outcome, "actual_pnl": pnl}
        insert(url, "oracle_predictions", bot_name=bot, trade_date=day, advice="TRADE_FULL", **given, **moments)
    for day, hour, probability, outcome in RIVALS:
        given = {"predicted_win_prob": probability, "actual_outcome": outcome, "net_pnl": 0}
        insert(url, "ares_ml_outcomes", trade_date=day, created_at=f"{day}T{hour}:00:00Z", **given)


def write_trades(url):
    for number, (bot, entered, exited, pnl, risk) in enumerate(TRADES):
        document = Json({"bot_name": bot, "position_id": str(number)})
        for kind, moment, values in (("ENTRY", f"{entered}T15:00:00Z", {"max_risk_dollars": risk}), ("EXIT", f"{exited}T20:00:00Z", {"actual_pnl": pnl})):
            name = {"decision_id": f"{kind}-{number}", "decision_type": f"{kind}_SIGNAL", "timestamp": moment}
            insert(url, "trading_decisions", full_decision=document, **name, **values)
    insert(url, "wheel_activity_log", timestamp=f"{MONDAY}T20:00:00Z", action="CLOSE_POSITION", pnl_impact=None, cycle_id=1)


@pytest.fixture(scope="module")
def book(databases, tmp_path_factory):
    with databases.temporary(databases.migrated()) as url:
        write_predictions(url)
        write_trades(url)
        for moment in GEX_DAYS:
            insert(url, "gex_change_log", symbol="SPY", timestamp=f"2018-{moment}:00Z")
        for moment in DEBUG:
            insert(url, "spx_debug_logs", log_level="INFO", timestamp=f"2018-{moment}Z")
        for strike in (4000, None):
            insert(url, "spx_wheel_ml_outcomes", trade_id=f"t{strike}", outcome="WIN", strike=strike, trade_date=MONDAY, created_at=f"{MONDAY}T21:00:00Z")
        with warehouse_of(url, tmp_path_factory.mktemp("second")) as warehouse:
            yield warehouse


def test_how_bots_stand_that_begin_with_a_loss_and_have_two_forecasters(book):
    columns = "bot n hits open_predictions pnl closed_positions wins losses max_drawdown"
    assert sorted(rows(book, "bots_overview", columns)) == [
        ("ARES", 4, 2, 0, -150, 3, 2, 1, -300),
        ("ATLAS", 1, 1, 2, -55, 4, 3, 1, -120),  # one is pending, one overdue
        ("HERMES", 0, 0, 0, None, 0, 0, 0, None),
    ]


def test_a_book_that_begins_with_a_loss_is_under_water_from_its_first_day(book):
    columns = "n net_pnl max_drawdown time_under_water"
    assert rows(book, "trade_totals", columns, Filters(bots=("ATLAS",))) == [(4, -55, -120, 1)]


def test_a_position_whose_pnl_nobody_recorded_is_no_scratch_and_no_day(book):
    columns = "n scratches expectancy max_drawdown time_under_water"
    assert rows(book, "trade_totals", columns, Filters(bots=("ARES", "HERMES"))) == [pytest.approx((3, 0, -50, -300, 2 / 3))]
    columns = "positions with_pnl net gross_profit gross_loss wins losses scratches with_risk risk"
    assert rows(book, "pnl_totals", columns) == [(8, 7, -205, 215, -420, 5, 2, 0, 1, 500)]


def test_a_right_or_wrong_prediction_that_earned_nothing_is_in_no_mean(book):
    columns = "n gains losses mean_gain mean_loss break_even"
    assert rows(book, "stakes", columns, source="oracle") == [pytest.approx((5, 2, 2, 70, 152.5, 152.5 / 222.5))]


def test_a_win_and_a_loss_of_nothing_contradict_nothing(book):
    assert rows(book, "contradictions", "bot result pnl", page=0, page_size=10) == [("ARES", "win", -5)]
    chosen = Filters(tables=("oracle_predictions",))
    assert rows(book, "overview_totals", "contradictions pending overdue", chosen) == [(1, 1, 1)]


def test_where_several_meet_none_is_matched(book):
    columns = "source forecasts matched forecasts_alone forecasts_ambiguous positions positions_alone positions_ambiguous pnl pnl_matched"
    assert rows(book, "lineage", columns, source=None) == [
        ("oracle", 7, 2, 4, 1, 7, 3, 2, -205, -20),  # ARES and ATLAS on Monday; none meets the three of Thursday
        ("ares_ml", 6, 0, 3, 3, 3, 0, 3, -150, 0),  # two of Monday's position, one of Tuesday's two, three of none on Wednesday
    ]


def test_a_bot_day_is_one_bots_and_has_the_forecasts_of_all(book):
    found = rows(book, "segment_cells", "bot_day bot weekday n wins", source=None)
    assert sorted((bot, weekday, n, wins) for _, bot, weekday, n, wins in found) == [
        ("ARES", "Monday", 1, 0),
        ("ARES", "Monday", 1, 1),
        ("ARES", "Monday", 1, 1),
        ("ARES", "Thursday", 1, 1),
        ("ARES", "Tuesday", 1, 0),
        ("ARES", "Tuesday", 1, 1),
        *[("ARES", "Wednesday", 1, 0)] * 4,
        ("ATLAS", "Monday", 1, 1),
    ]
    assert len({number for number, *_ in found}) == len({(bot, weekday) for _, bot, weekday, *_ in found}) == 5


def test_of_a_days_forecasts_the_last_counts(book):
    columns = "trade_day probability won n made_at known_at"
    assert rows(book, "forecasts_by_day", columns, source="ares_ml") == [
        (datetime.fromisoformat(MONDAY), 0.9, True, 2, at(MONDAY, 16), at(TUESDAY, 20)),
        (datetime.fromisoformat(TUESDAY), 0.4, True, 1, at(TUESDAY, 13), at(THURSDAY, 20)),
        (datetime.fromisoformat(WEDNESDAY), 0.2, False, 3, at(WEDNESDAY, 16), None),
    ]


def test_rivals_agree_or_not_and_are_compared_when_both_have_spoken(book):
    columns = "rival bot said rival_said won agreed made_at known_at"
    assert rows(book, "rivals", columns) == [
        ("ares_ml", "ARES", 0.7, 0.9, True, True, at(MONDAY, 16), at(TUESDAY, 20)),
        ("ares_ml", "ARES", 0.7, 0.4, False, False, at(TUESDAY, 14), at(THURSDAY, 20)),
        ("ares_ml", "ARES", 0.6, 0.2, False, True, at(WEDNESDAY, 16), None),
    ]


def test_the_scale_of_most_rows_comes_first(book):
    told = [("0-100", 3, 60, 70), ("unknown", 3, None, None), ("0-100, times 1.2", 1, 72, 72), ("win probability", 1, 0.8, 0.8)]
    assert rows(book, "confidence_eras", "era n lowest highest") == told


def test_labels_are_those_of_rows_that_have_an_outcome_and_unknown_ones_come_first(book):
    found = rows(book, "outcome_labels", "outcome result n against_pnl pnl", source="oracle")
    assert found[:2] == [("STRANGE", "unmapped", 1, 0, None), ("MAX_PROFIT", "win", 3, 1, 135)]
    assert sorted(found[2:], key=str) == [("LOSS", "loss", 1, 0, 0), ("PUT_BREACHED", "loss", 1, 0, -300)]


def test_what_does_not_fit_between_two_tables(book):
    assert rows(book, "audit_links", "table_name records alone") == [
        ("oracle_predictions", 6, 1),  # its outcome is older than itself
        ("spx_wheel_ml_outcomes", 2, 1),
        ("trading_decisions", 7, 3),  # ATLAS on Thursday, of which ORACLE said nothing
    ]


def test_thirty_days_end_with_the_moment_of_the_audit(book):
    found = {name: told for name, *told in rows(book, "audit_tables", "table_name records seen_at without_moment last_30_days", audit_now=NOW)}
    assert found["spx_debug_logs"] == [6, datetime(2018, 12, 29, 12), 0, 2]  # noqa: DTZ001  naive UTC
    assert found["gex_change_log"] == [5, NOW, 0, 5]


def test_a_week_has_seven_days_of_24_hours(book):
    assert rows(book, "overview_totals", "records last_7_days prior_7_days", Filters(tables=("gex_change_log",))) == [(5, 2, 2)]
