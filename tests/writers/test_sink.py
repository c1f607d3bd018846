"""The contract between writers and sinks."""

from __future__ import annotations

import uuid

import pandas as pd
import pytest

from alphagex_logs.catalogue import AI_PERFORMANCE, GEX_CHANGE_LOG, ML_PREDICTIONS, ORACLE_PREDICTIONS
from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers import EventId, log_action, log_gex_change
from alphagex_logs.writers.operations import Verb
from alphagex_logs.writers.sink import amendment, insertion, known, replacement
from alphagex_logs.writers.testing import RecordingSink


class KeepingSink(RecordingSink):
    """A sink that may raise nothing into the bot."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[tuple[str, dict, Exception]] = []

    def refuse(self, writer, fields, error):
        self.refused.append((writer, dict(fields), error))
        return EventId("kept")


def test_a_row_gets_an_identity_of_its_own_or_keeps_the_callers():
    mine = uuid.uuid4()
    values = {"symbol": "SPY"}
    assert insertion(GEX_CHANGE_LOG, values).event_id != insertion(GEX_CHANGE_LOG, values).event_id
    assert insertion(GEX_CHANGE_LOG, {**values, "event_id": mine}).event_id == str(mine)
    assert "event_id" not in insertion(GEX_CHANGE_LOG, {**values, "event_id": mine}).values


def test_everybody_who_writes_a_row_by_its_key_gives_it_the_same_identity():
    first = replacement(AI_PERFORMANCE, {"date": "2018-12-24", "net_pnl": 1}, key=("date",))
    second = replacement(AI_PERFORMANCE, {"date": "2018-12-24", "net_pnl": 2}, key=("date",))
    other = replacement(AI_PERFORMANCE, {"date": "2018-12-26", "net_pnl": 2}, key=("date",))
    assert first.event_id == second.event_id != other.event_id
    assert first.event_id == "a10a5c45-afdf-54a6-8300-2ffbb793a1c4"  # must never change


def test_a_row_that_is_found_by_a_column_must_know_it():
    with pytest.raises(ValueRefused, match=r"oracle_predictions\.trade_date cannot take None"):
        replacement(ORACLE_PREDICTIONS, {"bot_name": "ARES"}, key=("bot_name", "trade_date"))
    with pytest.raises(ValueRefused, match=r"ml_predictions\.event_id cannot take None"):
        amendment(ML_PREDICTIONS, {"event_id": None}, {"correct": True})


def test_an_amendment_has_an_identity_of_its_own_and_plain_values():
    change = amendment(ML_PREDICTIONS, {"event_id": uuid.UUID(int=7)}, {"correct": 1})
    assert change.verb is Verb.UPDATE
    assert change.match == {"event_id": "00000000-0000-0000-0000-000000000007"}
    assert change.values == {"correct": True}


def test_an_amendment_says_only_what_is_known():
    assert known({"pnl": 0, "label": "", "price": None, "at": pd.NaT}) == {"pnl": 0, "label": ""}


def test_a_refusal_is_raised_by_a_sink_that_does_not_keep_it():
    with pytest.raises(ValueRefused, match="previous_gex"):
        log_gex_change(RecordingSink(), symbol="SPY", previous_gex="much", current_gex=1)


def test_a_sink_that_keeps_refusals_gets_writer_arguments_and_error_and_the_bot_goes_on():
    sink = KeepingSink()
    assert log_gex_change(sink, symbol="SPY", previous_gex="much", current_gex=1) == "kept"
    (writer, fields, error) = sink.refused[0]
    assert (writer, fields) == ("log_gex_change", {"symbol": "SPY", "previous_gex": "much", "current_gex": 1})
    assert isinstance(error, ValueRefused)


def test_nothing_of_an_action_is_accepted_when_half_of_it_is_refused():
    sink = KeepingSink()
    log_action(sink, action="CHECK_START", symbol=5)
    assert sink.operations == []
    assert [writer for writer, _, _ in sink.refused] == ["log_action"]


def test_a_mistyped_argument_reaches_the_sink_too_so_that_a_bot_survives_its_own_typo():
    sink = KeepingSink()
    log_gex_change(sink, symbl="SPY", previous_gex=1, current_gex=1)
    assert isinstance(sink.refused[0][2], TypeError)


def test_a_sink_is_closed_by_its_with_block():
    with RecordingSink() as sink:
        assert not sink.closed
    assert sink.closed
