"""Bots that were never changed can log to this schema: all their statements succeed on it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import psycopg2
import pytest

from alphagex_logs.catalogue import TABLES
from tests.postgres.legacy import advisor, market, models, trading
from tests.postgres.legacy.reads import READS

WRITES = (*trading.WRITES, *models.WRITES, *advisor.WRITES, *market.WRITES)


@pytest.fixture(scope="module")
def legacy_database(databases):
    with databases.temporary(databases.migrated()) as url:
        yield url


@pytest.fixture
def legacy(legacy_database):
    """A cursor as a legacy bot has it; what the test writes is rolled back."""
    connection = psycopg2.connect(legacy_database)
    with connection.cursor() as cursor:
        yield cursor
    connection.close()


def send(cursor, write):
    for earlier in write.before:
        send(cursor, earlier)
    cursor.execute(write.statement, write.values)


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_legacy_write_succeeds_and_touches_one_row(legacy, write):
    send(legacy, write)
    assert legacy.rowcount == 1


@pytest.mark.parametrize("read", READS)
def test_a_legacy_read_succeeds(legacy, read):
    legacy.execute(READS[read])


def test_the_legacy_writes_reach_every_table_that_has_a_legacy_writer():
    written = {re.search(r"(?:INTO|UPDATE) (\w+)", write.statement)[1] for write in WRITES}
    assert set(TABLES) - written == {"ml_models", "ml_regime_models"}


def test_a_regime_text_of_500_characters_is_kept_whole(legacy):
    send(legacy, trading.DECISION)
    legacy.execute("SELECT length(market_regime) FROM trading_decisions")
    assert legacy.fetchall() == [(500,)]


def test_a_predicted_action_is_kept_as_text(legacy):
    send(legacy, models.ML_PREDICTION)
    legacy.execute("SELECT predicted_value FROM ml_predictions")
    assert legacy.fetchall() == [("SELL_PREMIUM",)]


def test_legacy_readers_get_the_python_types_they_know(legacy):
    for write in (trading.DECISION, models.ARES_OUTCOME, market.GEX_CHANGE):
        send(legacy, write)
    legacy.execute("SELECT id, strike, timestamp, supporting_factors FROM trading_decisions")
    assert [type(value) for value in legacy.fetchone()] == [int, Decimal, datetime, list]
    legacy.execute("SELECT vix, direction_change, trade_date FROM ares_ml_outcomes, gex_change_log")
    assert [type(value) for value in legacy.fetchone()] == [float, bool, date]


def test_a_row_of_a_legacy_bot_gets_an_identity_and_a_version(legacy):
    send(legacy, trading.DECISION)
    legacy.execute("SELECT event_id IS NOT NULL, row_version = pg_current_xact_id() FROM trading_decisions")
    assert legacy.fetchall() == [(True, True)]
