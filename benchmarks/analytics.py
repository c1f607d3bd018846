"""How fast the Predictions and PnL pages answer a filter change at the server: `python benchmarks/analytics.py [ROWS] [--folder FOLDER]`.

Makes a warehouse of ROWS predictions (1,000,000 unless told otherwise) by multiplying those of the replay in DuckDB: its five years are
repeated three times, and each bot-day holds 54 intraday predictions around the one that was made. Then it asks what each page asks after
a filter change, with nothing cached, and prints medians. The limits, which the slowest answer of each tab has to keep: Predictions 1 s with its
bands, PnL 0.5 s.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from alphagex_logs import start
from alphagex_logs.filters import Filters
from alphagex_logs.settings import Settings
from alphagex_logs.ui.sections import pnl_numbers, predictions_inputs, predictions_numbers, predictions_stakes
from alphagex_logs.warehouse import Warehouse

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"  # a warehouse reads PostgreSQL only when it is refreshed
INTRADAY = 54
LIMITS = {"Predictions": 1.0, "PnL": 0.5}
# An intraday copy shares its bot-day's outcome; its probability is some steps of 0.01 away, as of a forecast that is made again and again; 3 digits.
PREDICTIONS = """CREATE OR REPLACE TEMP TABLE multiplied AS
    SELECT made.* REPLACE (
        row_number() OVER () AS id, uuid() AS event_id, trade_day + (year * 1820)::INTEGER AS trade_day,
        "at" + to_days((year * 1820)::INTEGER) + to_minutes(copy::INTEGER) AS "at",
        round(least(0.99, greatest(0.01, probability + ((copy * 7) % 11 - 5) / 100)), 3) AS probability)
    FROM store.predictions AS made CROSS JOIN range($years) AS years (year) CROSS JOIN range($copies) AS copies (copy) LIMIT $rows"""
POSITIONS = """CREATE OR REPLACE TEMP TABLE more AS
    SELECT made.* REPLACE (position_key || '/' || year AS position_key, uuid() AS event_id,
        trade_day + (year * 1820)::INTEGER AS trade_day, closed_at + to_days((year * 1820)::INTEGER) AS closed_at,
        entry_day + (year * 1820)::INTEGER AS entry_day, opened_at + to_days((year * 1820)::INTEGER) AS opened_at)
    FROM store.closed_positions AS made CROSS JOIN range($years) AS years (year)"""


def make(folder: Path, rows: int) -> None:
    house = start.open_database(Settings(data_dir=folder))
    try:
        with_rows = Warehouse.open(house.settings, house.url)
        with_rows.refresh()
        with_rows.close()
    finally:
        house.stop()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as database:
        have = database.execute("SELECT count(*) FROM store.predictions").fetchall()[0][0]
        years = -(-rows // (have * INTRADAY))
        database.execute(PREDICTIONS, {"years": years, "copies": INTRADAY, "rows": rows})
        database.execute(POSITIONS, {"years": years})
        for relation, source in (("predictions", "multiplied"), ("closed_positions", "more")):
            database.execute(f"DELETE FROM store.{relation}")
            database.execute(f"INSERT INTO store.{relation} SELECT * FROM {source}")


def choices() -> list[Filters]:
    """Filter changes as a person makes them: everything, one bot, some years, one advice."""
    since, until = datetime(2015, 1, 1, tzinfo=UTC), datetime(2018, 7, 1, tzinfo=UTC)
    return [Filters(), Filters(bots=("ARES",)), Filters(since, until, "custom"), Filters(advice=("TRADE_FULL",)), Filters(bots=("ARES", "PHOENIX"))]


def predictions_page(house: Warehouse, chosen: Filters, source: str | None) -> None:
    cells, daily = (house.ask(question, chosen, source=source) for question in ("calibration_cells", "forecasts_by_day"))
    predictions_numbers.accuracy(cells, daily, predictions_stakes.stakes(house.ask("stakes", chosen, source=source)))
    house.ask("predictions_ledger", chosen)
    predictions_stakes.thresholds(house.ask("advice_levels", chosen, source=source))


def monitoring_tab(house: Warehouse, chosen: Filters, source: str | None) -> None:
    predictions_numbers.monitored(house.ask("forecasts_by_day", chosen, source=source))
    house.ask("hit_rate_by_period", chosen, period="quarter", source=source)
    if source is not None:
        predictions_inputs.shifts(house.ask("inputs_by_day", chosen, source=source))


def segments_tab(house: Warehouse, chosen: Filters, source: str | None) -> None:
    predictions_numbers.segment_table(house.ask("segment_cells", chosen, source=source))


def pnl_page(house: Warehouse, chosen: Filters, _source: str | None) -> None:
    house.ask("pnl_totals", chosen)
    pnl_numbers.money(house.ask("position_pnls", chosen), None)
    house.ask("pnl_by_bot_and_day", chosen)


def attribution_tab(house: Warehouse, chosen: Filters, _source: str | None) -> None:
    pnl_numbers.parts(house.ask("pnl_by_path", chosen))


def impact_tab(house: Warehouse, chosen: Filters, _source: str | None) -> None:
    structures = house.ask("structures", chosen)
    pnl_numbers.following(structures, house.ask("skipped_by_bot", chosen))
    pnl_numbers.effect(structures)


PARTS = {
    "Predictions": (predictions_page, ("oracle", None)),
    "Predictions, over time": (monitoring_tab, ("oracle", None)),
    "Predictions, segments": (segments_tab, ("oracle", None)),
    "PnL": (pnl_page, (None,)),
    "PnL, attribution": (attribution_tab, (None,)),
    "PnL, impact": (impact_tab, (None,)),
}


def measure(folder: Path, repeats: int) -> bool:
    house, slow = Warehouse.open(Settings(data_dir=folder), NOWHERE), False
    counts = [house.rows(f"SELECT count(*) FROM {relation}")[0][0] for relation in ("predictions", "closed_positions")]
    print(f"{counts[0]:,} predictions, {counts[1]:,} closed positions", flush=True)
    for name, (answer, sources) in PARTS.items():
        for source in sources:
            times, work = zip(*(timed(answer, house, chosen, source) for _ in range(repeats) for chosen in choices()), strict=True)
            median, worst = statistics.median(times), max(times)
            over = worst > LIMITS[name.partition(",")[0]]
            slow |= over
            said = f"median {median:.2f} s, worst {worst:.2f} s, processor {statistics.median(work):.2f} s{'  TOO SLOW' if over else ''}"
            print(f"{name}{f' ({source})' if source else ''}: {said}", flush=True)
    house.close()
    return not slow


def timed(answer, house: Warehouse, chosen: Filters, source: str | None) -> tuple[float, float]:
    """Seconds on the clock, and of the processor: on a busy machine only the second can be compared."""
    began, worked = time.perf_counter(), time.process_time()
    answer(house, chosen, source)
    return time.perf_counter() - began, time.process_time() - worked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if not (folder / "warehouse.duckdb").exists():
            make(folder, given.rows)
        return 0 if measure(folder, given.repeats) else 1


if __name__ == "__main__":
    sys.exit(main())
