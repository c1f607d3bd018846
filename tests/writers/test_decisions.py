"""Decision ids, and the document in which legacy readers look a decision up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers import Bot, Decision, MarketContext, Outcome, TradeLeg, log_decision, new_decision_id, record_decision_outcome
from alphagex_logs.writers.testing import RecordingSink

AT = datetime(2018, 12, 24, 18, 0, 0, 123456, tzinfo=UTC)
PUT = TradeLeg(leg_id=2, action="SELL", option_type="put", strike=2300, expiration=date(2018, 12, 26), realized_pnl=-55.5)
WING = TradeLeg(leg_id=1, action="BUY", option_type="put", strike=2275, expiration=date(2018, 12, 26))
# Every key of the legacy document.
LEGACY_KEYS = """
    decision_id timestamp decision_type bot_name what why how action symbol strategy legs underlying_snapshot option_snapshot
    underlying_price_at_entry underlying_price_at_exit market_context backtest_reference reasoning position_size_dollars
    position_size_contracts position_size_method max_risk_dollars target_profit_pct stop_loss_pct expected_hold_days
    probability_of_profit passed_risk_checks risk_check_details actual_entry_price actual_exit_price actual_pnl actual_hold_days
    outcome_notes order_id fill_timestamp
"""


def logged(**more: object) -> dict:
    sink = RecordingSink()
    given = {"decision_id": "ARES-1", "decision_type": "ENTRY_SIGNAL", "bot": Bot.ARES, "action": "SELL", "symbol": "SPX", **more}
    log_decision(sink, decision=Decision(**given), at=AT)
    return sink.rows("trading_decisions")[0]


def test_ten_thousand_ids_of_one_microsecond_over_threads_are_all_different():
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: new_decision_id(Bot.ARES, AT), range(10_000)))
    assert len(set(ids)) == 10_000


def test_an_id_names_the_bot_and_sorts_by_time():
    first, second = new_decision_id("ARES", AT), new_decision_id("ARES", AT.replace(microsecond=123457))
    assert first.startswith("ARES-20181224180000123456-")
    assert first < second


def test_an_id_fits_the_fifty_characters_of_a_legacy_column():
    assert len(new_decision_id("A_BOT_WITH_A_VERY_LONG_NAME", AT)) == 50


def test_an_id_needs_a_moment_with_a_zone():
    with pytest.raises(ValueRefused, match="no time zone"):
        new_decision_id("ARES", datetime(2018, 12, 24))  # noqa: DTZ001 - the point


def test_legacy_readers_find_every_key_they_know():
    document = logged()["full_decision"]
    assert [key for key in LEGACY_KEYS.split() if key not in document] == []


def test_what_is_unknown_is_null_and_never_zero_but_snapshots_are_objects_to_look_into():
    document = logged()["full_decision"]
    assert (document["actual_pnl"], document["probability_of_profit"], document["max_risk_dollars"]) == (None, None, None)
    assert (document["option_snapshot"], document["underlying_snapshot"], document["legs"]) == ({}, {}, [])


def test_a_document_names_its_bot_its_position_and_its_legs():
    row = logged(position_id="ARES-7", order_id="o-1", legs=[WING, PUT])
    document = row["full_decision"]
    assert row["bot_name"] == document["bot_name"] == "ARES"
    assert (document["position_id"], document["order_id"]) == ("ARES-7", "o-1")
    assert [(leg["strike"], leg["expiration"], leg["realized_pnl"]) for leg in document["legs"]] == [(2275, "2018-12-26", None), (2300, "2018-12-26", -55.5)]


def test_the_strike_column_has_the_short_put_or_else_the_first_leg():
    call = TradeLeg(leg_id=1, action="BUY", option_type="call", strike=2400)
    assert [logged(legs=legs)["strike"] for legs in ([WING, PUT], [call, WING], [])] == [2300, 2400, None]


def test_a_market_that_was_seen_is_in_the_columns_and_in_the_document():
    row = logged(market=MarketContext(spot_price=2351.1, vix=36.07, market_regime="VIX above 35"))
    assert (str(row["spot_price"]), str(row["vix"]), row["market_regime"]) == ("2351.1", "36.07", "VIX above 35")
    assert row["full_decision"]["underlying_snapshot"]["price"] == 2351.1
    assert row["full_decision"]["market_context"]["regime"] == "VIX above 35"


def test_an_empty_expiration_is_refused_where_legacy_code_lost_the_row():
    with pytest.raises(ValueRefused, match=r"trading_decisions\.expiration cannot take '': an empty text is no date: send None"):
        logged(legs=[TradeLeg(leg_id=1, action="BUY", option_type="put", strike=2300, expiration="")])  # type: ignore[arg-type] - the point


def test_an_outcome_changes_only_what_it_knows():
    sink = RecordingSink()
    record_decision_outcome(sink, decision_id="ARES-1", outcome=Outcome(pnl=-1234.56, label="PUT_BREACHED"), at=AT)
    change = sink.changes("trading_decisions")[0]
    assert change.match == {"decision_id": "ARES-1"}
    assert {name: str(value) for name, value in change.values.items()} == {
        "actual_pnl": "-1234.56",
        "outcome_notes": "PUT_BREACHED",
        "outcome_updated_at": "2018-12-24 18:00:00.123456+00:00",
    }
