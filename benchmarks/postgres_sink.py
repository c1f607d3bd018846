"""How many rows a second PostgresSink brings into an embedded PostgreSQL, and how long the server takes to start.

Run: python -m benchmarks.postgres_sink
"""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.writers import MarketContext, OracleAdvice, log_oracle_prediction, record_oracle_outcome

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 20_000
MARKET = MarketContext(spot_price=4500.25, vix=17.5)


def timed(label: str, action: Callable[[], object], rows: int = 0) -> None:
    begun = time.perf_counter()
    action()
    seconds = time.perf_counter() - begun
    print(f"{label:42} {seconds:7.2f} s" + (f" {rows / seconds:10,.0f} rows/s" if rows else ""))


def predict(url: str) -> None:
    advice = OracleAdvice(advice="TRADE_FULL", win_probability=0.71, confidence=85.0, top_factors=(("vix", 0.4), ("gex", 0.2)), reasoning="A calm day.")
    with PostgresSink(url) as sink:
        for number in range(ROWS):
            day = date(1950, 1, 1) + timedelta(days=number)
            log_oracle_prediction(sink, trade_date=day, bot="ARES", advice=advice, market=MARKET, at=datetime(2025, 1, 2, tzinfo=UTC))


def settle(url: str) -> None:
    with PostgresSink(url) as sink:
        for number in range(ROWS // 10):
            record_oracle_outcome(sink, trade_date=date(1950, 1, 1) + timedelta(days=number), bot="ARES", outcome="MAX_PROFIT", pnl=100)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="alphagex-benchmark-"))
    try:
        timed("first start of the embedded server", lambda: embedded.start(folder).stop())
        timed("second start (and stop)", lambda: embedded.start(folder).stop())
        with embedded.start(folder) as server:
            timed("migration of a new database", lambda: migrate(server.url))
            timed("migration of a current one", lambda: migrate(server.url))
            timed(f"{ROWS:,} oracle predictions", lambda: predict(server.url), ROWS)
            timed("the same once more (all revised)", lambda: predict(server.url), ROWS)
            timed(f"{ROWS // 10:,} outcomes", lambda: settle(server.url), ROWS // 10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
