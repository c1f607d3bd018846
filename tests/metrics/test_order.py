"""Segments stand in the order in which people name them."""

from __future__ import annotations

from alphagex_logs.metrics.segments import natural_order


def in_order(*labels):
    return sorted(labels, key=natural_order)


def test_regimes_rise_and_weekdays_follow_each_other():
    assert in_order("EXTREME", "(none)", "HIGH", "LOW", "ELEVATED", "NORMAL") == ["LOW", "NORMAL", "ELEVATED", "HIGH", "EXTREME", "(none)"]
    assert in_order("Friday", "Monday", "Thursday", "Tuesday", "Wednesday") == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert in_order("SKIP_TODAY", "TRADE_REDUCED", "TRADE_FULL") == ["TRADE_FULL", "TRADE_REDUCED", "SKIP_TODAY"]


def test_other_labels_stand_by_name_and_what_is_unknown_comes_last():
    assert in_order("(none)", "PHOENIX", "ARES") == ["ARES", "PHOENIX", "(none)"]
