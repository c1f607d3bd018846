"""What each page asks when a filter changes, and the filters that the benchmarks change to."""

from __future__ import annotations

from datetime import UTC, datetime

from alphagex_logs.filters import Filters

SOURCE = {"source": "oracle"}
ROWS = {"page": 0, "page_size": 100}
Asked = tuple[tuple[str, dict[str, object]], ...]


def _forecaster(source: str) -> Asked:
    return (("calibration_cells", {"source": source}), ("forecasts_by_day", {"source": source}))


# What a page asks when its filter changes; of pages with tabs, what each tab asks.
PAGES: dict[str, Asked] = {
    "Overview": (("overview_totals", {}), ("activity_by_day", {}), ("bots_overview", {})),
    "Logs": (
        ("facet_counts", {}),
        ("log_count", {}),
        ("activity_by_day_split", {"split": "category"}),
        ("log_rows", {"sort": "newest", **ROWS}),
    ),
    "Predictions, calibration": (("predictions_ledger", {}), *_forecaster("oracle"), ("stakes", SOURCE), ("advice_levels", SOURCE)),
    "Predictions, over time": (("predictions_ledger", {}), ("hit_rate_by_period", {"period": "quarter", **SOURCE}), ("forecasts_by_day", SOURCE)),
    "Predictions, segments": (("predictions_ledger", {}), ("segment_cells", SOURCE)),
    "Predictions, comparison": (
        ("predictions_ledger", {}),
        ("rivals", {}),
        *(question for source in ("oracle", "ares_ml", "spx_wheel_ml", "ml_regime", "ai_advisor") for question in _forecaster(source)),
        ("outcomes_by_bot", SOURCE),
    ),
    "Predictions, rows": (
        ("predictions_ledger", {}),
        ("predictions_in_state", {"state": "overdue", "page": 0, "page_size": 200, **SOURCE}),
        ("outcome_labels", SOURCE),
        ("contradictions", {"page_size": 200}),
        ("confidence_eras", {}),
        ("aggregated_accuracy", {}),
    ),
    "PnL, equity": (("pnl_totals", {}), ("position_pnls", {}), ("pnl_by_bot_and_day", {})),
    "PnL, attribution": (
        ("pnl_totals", {}),
        ("pnl_by_path", {}),
        ("pnl_by_part", {"by": "bot"}),
        ("position_pnls", {}),
        ("pnl_by_bot_strategy_month", {}),
        ("premium_by_bot", {}),
    ),
    "PnL, impact": (("pnl_totals", {}), ("structures", {}), ("skipped_by_bot", {})),
    "PnL, positions": (("pnl_totals", {}), ("positions_list", {"sort": "newest", **ROWS})),
}
# What every page asks once per version of the warehouse, whatever the filter is.
UNFILTERED: Asked = (("known_bots", {}), ("facet_counts", {}), ("data_origin", {}), ("table_status", {}))
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
