"""Facts about segments and the waterfall, which say where money came from, that a person can check with a pencil."""

from decimal import Decimal

import numpy as np

from alphagex_logs.metrics import segments, waterfall
from alphagex_logs.metrics.results import Evidence


def test_segments_say_how_many_alarms_are_false():
    labels = np.repeat([f"bot {number}" for number in range(20)], 50)
    p = np.full(1000, 0.7)
    won = (np.random.default_rng(5).random(1000) < 0.7).astype(int)
    found = segments.prediction_segments(segments.split(labels, p, won))
    assert len(found) == 20
    assert sum(each.p_value < 0.05 for each in found) >= 1
    assert all(each.q_value >= 0.05 for each in found)


def test_a_segment_without_a_label_is_left_out_and_a_small_one_is_marked():
    found = segments.pnl_segments(["a", None, "a", "b"], [10, 99, -10, 5])
    assert [(each.label, each.net.value, each.evidence) for each in found] == [("a", 0, Evidence.INSUFFICIENT), ("b", 5, Evidence.INSUFFICIENT)]
    assert found[1].p_value is None


def test_a_waterfall_adds_up_to_the_cent():
    paths = [("ARES", "condor"), ("ARES", None), ("HERMES", "wheel"), (None,), ("ARES", "condor")]
    pnl = [Decimal("0.10"), Decimal("0.20"), Decimal("-5.55"), Decimal("1.01"), Decimal("0.30")]
    found = waterfall.waterfall(paths, pnl)
    assert [(bar.label, bar.amount) for bar in found.bars] == [("HERMES", Decimal("-5.55")), ("ARES", Decimal("0.60")), ("unattributed", Decimal("1.01"))]
    assert [(bar.label, bar.amount) for bar in found.bars[1].children] == [("condor", Decimal("0.40")), ("unattributed", Decimal("0.20"))]
    assert sum(bar.amount for bar in found.bars) == found.total == Decimal("-3.94")


def test_a_waterfall_does_not_depend_on_the_order_of_rows():
    rows = [("a", 0.1), ("b", 0.2), ("a", -0.3), ("c", 0.7), ("b", None)]
    forwards, backwards = (waterfall.waterfall([label for label, _ in order], [pnl for _, pnl in order]) for order in (rows, rows[::-1]))
    assert forwards == backwards
    assert (forwards.n, forwards.excluded) == (4, 1)


def test_what_the_rows_do_not_explain_is_unattributed():
    found = waterfall.waterfall(["a"], [Decimal("10.00")], total=Decimal("12.50"))
    assert [(bar.label, bar.amount) for bar in found.bars] == [("a", Decimal("10.00")), ("unattributed", Decimal("2.50"))]
