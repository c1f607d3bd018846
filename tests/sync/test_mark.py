"""Marks: which of two comes later, and what is no mark."""

from __future__ import annotations

import pytest

from alphagex_logs.sync import Mark


def test_a_mark_follows_an_earlier_one_of_the_same_database():
    assert Mark("10:20:15", "a").follows(Mark("10:18:", "a"))


def test_a_mark_of_another_database_follows_nothing():
    assert not Mark("10:20:", "b").follows(Mark("5:5:", "a"))


def test_transaction_numbers_that_went_back_are_another_past():
    assert not Mark("10:20:", "a").follows(Mark("10:21:", "a"))


def test_what_is_settled_is_older_than_the_oldest_running_transaction():
    assert Mark("10:20:15,17", "a").settled() == Mark("10:10:", "a")


@pytest.mark.parametrize("text", ["", "1", "1:2", "1:2:x", "1:2:'; DROP TABLE x", "1:2:3,", "-1:2:"])
def test_a_text_that_is_no_snapshot_never_becomes_sql(text):
    with pytest.raises(ValueError, match="snapshot"):
        Mark(text, "a")
