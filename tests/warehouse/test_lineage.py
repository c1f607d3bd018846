"""Forecasts and positions: what the question counts is what the metric links, row by row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alphagex_logs.filters import Filters
from alphagex_logs.metrics.lineage import Record, link
from tests.warehouse.opening import insert, warehouse_of

YEAR = Filters(datetime(2017, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC), "custom")


@pytest.mark.parametrize("source", ["oracle", "ares_ml", "spx_wheel_ml"])
def test_the_question_counts_what_the_metric_links(full, source):
    told = full.ask("lineage", YEAR, source=source).iloc[0]
    window = "\"at\" >= '2017-01-01' AND \"at\" < '2018-01-01' AND state IN ('resolved', 'pending', 'overdue')"
    made = full.rows(f"SELECT bot, trade_day FROM predictions WHERE source = '{source}' AND {window}")
    bots = ", ".join(f"'{bot}'" for bot in {bot for bot, _ in made})
    entered = full.rows(f"SELECT bot, entry_day FROM closed_positions WHERE closed_at >= '2017-01-01' AND closed_at < '2018-01-01' AND bot IN ({bots})")
    hop = link([Record(bot=bot, trade_date=day) for bot, day in made], [Record(bot=bot, trade_date=day) for bot, day in entered])
    assert (told["forecasts"], told["matched"], told["forecasts_alone"], told["forecasts_ambiguous"]) == (
        len(made),
        len(hop.pairs),
        len(hop.orphan_left),
        len(hop.ambiguous_left),
    )
    assert (told["positions"], told["positions_alone"], told["positions_ambiguous"]) == (len(entered), len(hop.orphan_right), len(hop.ambiguous_right))


def test_every_expected_outcome_is_known_or_open_in_the_delays(full):
    delays, ledger = full.ask("outcome_delays", Filters(), source="oracle"), full.ask("predictions_ledger", Filters())
    states = ledger[ledger["source"] == "oracle"].set_index("state")["n"]
    assert delays.loc[delays["known"], "n"].sum() == states["resolved"]
    assert delays.loc[~delays["known"], "n"].sum() == states["pending"] + states["overdue"]
    assert (delays["days"] >= 0).all()


def test_an_outcome_of_the_evening_is_of_that_day_in_new_york(database, tmp_path):
    said = {"timestamp": datetime(2018, 6, 6, 20, 22, tzinfo=UTC), "prediction_date": "2018-06-06", "confidence_score": 60}
    for told in (datetime(2018, 6, 7, 0, 30, tzinfo=UTC), datetime(2018, 6, 7, 5, 0, tzinfo=UTC)):  # 20:30 of the same day, 1:00 of the next
        insert(database, "ai_predictions", **said, actual_outcome="WIN", prediction_correct=1, feedback_timestamp=told)
    insert(database, "ai_predictions", **said)
    insert(database, "gex_change_log", timestamp=datetime(2018, 6, 8, 3, 0, tzinfo=UTC))  # the newest row, of the 7th in New York
    with warehouse_of(database, tmp_path) as house:
        delays = house.ask("outcome_delays", Filters(), source="ai_advisor")
    assert list(delays[["known", "days", "n"]].itertuples(index=False, name=None)) == [(False, 1, 1), (True, 0, 1), (True, 1, 1)]
