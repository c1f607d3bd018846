"""What holds between tables: rows that belong together, and the two trade journals row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from alphagex_logs.audit.report import MOST_ROWS, Check, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.warehouse import Warehouse

JOURNALS = "autonomous_trade_log and autonomous_trade_activity tell the same, row by row."
_ALONE = "only in autonomous_trade_activity"


def links(warehouse: Warehouse) -> dict[str, list[Check]]:
    """The checks by the table that they are about. Raises QuestionFailed."""
    found = {"autonomous_trade_log": [_journals(warehouse.ask("audit_journals"))]}
    for row in warehouse.ask("audit_links").to_dict("records"):
        alone = int(row["alone"])
        check = Check(row["claim"], Result.NOTE if alone else Result.PASSED, f"Not so for {alone:,} of {int(row['records']):,}.")
        found.setdefault(row["table_name"], []).append(check)
    return found


def _journals(rows: pd.DataFrame) -> Check:
    """Each event is in both journals; what only the richer one tells is no contradiction, but it is listed too."""
    differ = rows[rows["difference"].notna()]
    kinds = differ["difference"].value_counts()
    told = "; ".join([f"{len(rows) - len(differ):,} rows are the same in both", *(f"{count:,} {_kind(kind)}" for kind, count in kinds.items())])
    same = set(kinds.index) <= {_ALONE}
    listed = tuple(_plain(row) for row in differ.head(MOST_ROWS).to_dict("records"))
    return Check(JOURNALS, Result.PASSED if same else Result.NOTE, f"{told}.", listed)


def _kind(difference: object) -> str:
    return str(difference) if str(difference).startswith("only") else f"differ in {difference}"


def _plain(row: Mapping[Any, Any]) -> dict[str, object]:
    """The row with None for what is unknown."""
    return {name: None if pd.isna(value) else value for name, value in row.items()}
