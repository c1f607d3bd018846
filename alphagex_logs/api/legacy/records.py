"""How predictions did, for the older clients that show it beside the rows: outcomes are read through the outcome map, not by one label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse import Snapshot


def record(snapshot: Snapshot, filters: Filters, table: str) -> dict[str, Any]:
    """The record of one table's predictions; accuracy and confidence in percent, null while nothing is decided."""
    return snapshot.ask("prediction_record", replace(filters, tables=(table,)))[0]


def oracle_record(snapshot: Snapshot, filters: Filters) -> dict[str, object]:
    """`stats` of /logs/oracle."""
    found = record(snapshot, filters, "oracle_predictions")
    return {"stats": {name: found[name] for name in ("total_with_outcome", "wins", "losses", "accuracy", "avg_confidence")}}


def ares_record(snapshot: Snapshot, filters: Filters) -> dict[str, object]:
    """`stats` of /logs/ares-ml."""
    found = record(snapshot, filters, "ares_ml_outcomes")
    return {"stats": {"total": found["total"], "wins": found["wins"], "win_rate": found["accuracy"], "avg_pnl": found["avg_pnl"]}}
