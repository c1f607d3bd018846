"""The schema arrives whole, once, and as the catalogue says."""

from __future__ import annotations

from alphagex_logs.postgres.drift import drift
from alphagex_logs.postgres.engine import is_empty
from alphagex_logs.postgres.migrate import migrate


def test_a_migrated_database_is_what_the_catalogue_says(database):
    assert drift(database) == []


def test_migrating_twice_changes_nothing(empty_database):
    migrate(empty_database)
    steps = []
    migrate(empty_database, lambda done, total, label: steps.append(label))
    assert steps == []
    assert is_empty(empty_database)
