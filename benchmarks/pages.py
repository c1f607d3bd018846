"""What each page asks when a filter changes, and the filters that the benchmarks change to."""

from __future__ import annotations

from datetime import UTC, datetime

from alphagex_logs.filters import Filters

SOURCE = {"source": "oracle"}
ROWS = {"page": 0, "page_size": 100}
PAGES: dict[str, tuple[tuple[str, dict[str, object]], ...]] = {
    "overview": (("overview_totals", {}), ("activity_by_day", {}), ("bots_overview", {}), ("table_status", {})),
    "logs": (
        ("facet_counts", {}),
        ("activity_by_day_split", {"split": "category"}),
        ("log_count", {}),
        ("log_rows", {"sort": "newest", **ROWS}),
    ),
    "predictions": (
        ("predictions_ledger", {}),
        ("calibration_cells", SOURCE),
        ("calibration_groups", SOURCE),
        ("forecasts_by_day", SOURCE),
        ("hit_rate_by_period", {"period": "quarter", **SOURCE}),
        ("segment_cells", SOURCE),
        ("outcomes_by_bot", SOURCE),
        ("stakes", SOURCE),
        ("advice_levels", SOURCE),
        ("outcome_labels", SOURCE),
        ("predictions_in_state", {"state": "overdue", **SOURCE, **ROWS}),
        ("contradictions", {"page_size": 100}),
        ("confidence_eras", {}),
        ("aggregated_accuracy", {}),
        ("rivals", {}),
    ),
    "pnl": (
        ("pnl_by_bot_and_day", {}),
        ("pnl_by_part", {"by": "bot"}),
        ("pnl_by_path", {}),
        ("position_pnls", {}),
        ("pnl_by_bot_strategy_month", {}),
        ("pnl_totals", {}),
        ("positions_list", {"sort": "newest", **ROWS}),
        ("premium_by_bot", {}),
        ("structures", {}),
        ("skipped_by_bot", {}),
    ),
}
YEAR = {"since": datetime(2017, 1, 1, tzinfo=UTC), "until": datetime(2018, 1, 1, tzinfo=UTC)}
FILTERS = {
    "everything": Filters(),
    "a year": Filters(**YEAR),
    "a week": Filters(since=datetime(2017, 3, 6, tzinfo=UTC), until=datetime(2017, 3, 13, tzinfo=UTC)),
    "a bot": Filters(bots=("ARES",)),
    "two bots, a year": Filters(bots=("ATLAS", "HERMES"), **YEAR),
    "a category": Filters(categories=("trading",)),
    "a table": Filters(tables=("oracle_predictions",)),
    "a symbol": Filters(symbols=("SPX",)),
    "an outcome": Filters(outcomes=("MAX_PROFIT",)),
    "text": Filters(text="condor"),
}
