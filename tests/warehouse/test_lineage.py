"""Forecasts and positions: what the question counts is what the metric links, row by row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alphagex_logs.filters import Filters
from alphagex_logs.metrics.lineage import Record, link

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
