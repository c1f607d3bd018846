"""Every row that odd values left in the log tables opens on every page, alone in the drawer, and as the row that it is."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest

from alphagex_logs.errors import ValueRefused
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.writers import (
    MarketContext,
    OracleAdvice,
    log_gex_change,
    log_oracle_prediction,
    log_psychology_notification,
    record_oracle_outcome,
)
from tests.postgres.asking import ask, run
from tests.spool.oddities import ODD
from tests.ui.conftest import on
from tests.warehouse.opening import warehouse_of

PAGES = ("overview", "logs", "predictions", "pnl", "audit", "health")
MOMENT = dt.datetime(2025, 1, 2, 15, tzinfo=dt.UTC)


def kept(writer, sink, **fields):
    """The identity of the row, or None where the writer refuses the value."""
    with suppress(ValueRefused, TypeError, ValueError, AttributeError, RuntimeError):
        return writer(sink, **fields)
    return None


def log_everywhere(sink, number, value):
    """One odd value in each place where a bot could send it; the identities of the rows that it made."""
    day = dt.date(2020, 1, 1) + dt.timedelta(days=number)
    made = [
        kept(log_gex_change, sink, symbol=value, previous_gex=1.0, current_gex=2.0, at=MOMENT),
        kept(log_gex_change, sink, symbol="SPY", previous_gex=1.0, current_gex=2.0, spot_price=value, at=MOMENT),
        kept(log_psychology_notification, sink, message=value, details=value, at=MOMENT),
        kept(log_psychology_notification, sink, message="m", details={"inside": value}, at=MOMENT),
        kept(log_oracle_prediction, sink, trade_date=day, bot="ARES", market=MarketContext(spot_price=4500.0), advice=said(reasoning=value), at=MOMENT),
        kept(log_oracle_prediction, sink, trade_date=day, bot=value, market=MarketContext(spot_price=value), advice=said(), at=MOMENT),
    ]
    kept(record_oracle_outcome, sink, trade_date=day, bot="ARES", outcome=value, pnl=1.0)
    kept(record_oracle_outcome, sink, trade_date=day, bot="ARES", outcome="MAX_PROFIT", pnl=value)
    return [identity for identity in made if identity is not None]


def said(**fields):
    return OracleAdvice(advice="TRADE_FULL", win_probability=0.7, confidence=85.0, **fields)


@pytest.fixture
def odd_rows(database):
    made = {}
    # Longer text than an index entry can be is refused by PostgreSQL itself; here as much as the tables take is wanted.
    for (index,) in ask(database, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE '%%UNIQUE%%'"):
        run(database, f'DROP INDEX "{index}"')
    with PostgresSink(database) as sink:
        for number, (kind, value) in enumerate(ODD.items()):
            made[kind] = log_everywhere(sink, number, value)
    return made


def test_every_odd_row_opens_on_every_page(database, odd_rows, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database)  # the Health page asks it itself
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
    assert sum(map(bool, odd_rows.values())) > 30
    with warehouse_of(database, tmp_path) as opened, on(opened) as screen:
        for page in PAGES:
            app = screen.open(page)
            assert not app.exception, page
            assert [shown.value for shown in app.error] == [], page
        app = screen.open("health")  # the drawer is the same on every page, and this page the quickest
        for kind, identities in odd_rows.items():
            for identity in {*identities[:1], *identities[-1:]}:  # of each kind a row of the first place that takes it, and one of the last
                app.query_params["row"] = identity
                app.run()
                assert not app.exception, kind
                assert [shown.value for shown in app.error] == [], kind
                assert any(f"row={identity}" in shown.value for shown in app.code), kind
