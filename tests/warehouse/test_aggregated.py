"""Ratios that were stored ready-made: put together by their counts, and named where they contradict them."""

from __future__ import annotations

import pytest

from alphagex_logs.filters import Filters
from alphagex_logs.metrics.rates import weighted_rate
from tests.warehouse.opening import insert, warehouse_of

# made, hits, stored
DAYS = [(10, 5, 0.5), (90, 18, 0.2), (4, 1, 25.0), (10, 5, 0.6), (10, 5, 60.0), (0, 0, 0.5), (5, 7, 0.5), (None, 3, 0.5), (8, 2, None)]


def test_ratios_are_put_together_by_their_counts(database, tmp_path):
    for day, (made, hits, stored) in enumerate(DAYS, 1):
        insert(database, "ai_performance", date=f"2018-01-{day:02}", predictions_made=made, correct_predictions=hits, accuracy=stored)
    insert(database, "pattern_learning", pattern_name="PIN", occurrences=20, success_rate=75)
    with warehouse_of(database, tmp_path) as warehouse:
        found = warehouse.ask("aggregated_accuracy", Filters()).set_index("table_name").to_dict("index")
        wrong = warehouse.ask("aggregated_contradictions", Filters(), page=0, page_size=10)
    daily, learnt = found["ai_performance"], found["pattern_learning"]
    assert (daily["records"], daily["made"], daily["hits"], daily["contradictions"]) == (9, 132, 36, 2)
    assert daily["mean_stored"] == pytest.approx((5 * 0.5 + 0.2 + 25 + 0.6 + 60 - 0.5) / 8)
    assert (learnt["records"], learnt["made"], learnt["hits"], learnt["mean_stored"], learnt["contradictions"]) == (1, 20, 15, 75, 0)
    assert sorted(wrong[["made", "hits", "stored"]].itertuples(index=False, name=None)) == [(10, 5, 0.6), (10, 5, 60)]
    rows = weighted_rate(*([row[place] for row in DAYS] for place in (1, 0, 2)))
    assert rows.estimate.value == daily["hits"] / daily["made"]
    assert [DAYS[place] for place in rows.contradictions] == [(10, 5, 0.6), (10, 5, 60.0)]
