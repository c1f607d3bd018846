"""Trading decisions as the CSV that older installations gave: a line per option leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.export.cells import csv_header, csv_line
from alphagex_logs.export.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Generator

    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse import Snapshot


@dataclass(frozen=True, slots=True)
class DecisionLegs:
    """The legs of the decisions that the filters leave, in the order of the decisions; text as in every CSV of ours."""

    filters: Filters
    file_name = "trading_decisions_legs.csv"

    def pieces(self, snapshot: Snapshot) -> Generator[bytes, None, None]:
        """The bytes, read as they are taken. Raises QuestionFailed."""
        question = snapshot.sql_of("decision_legs")
        selection = Selection("trading_decisions", self.filters)
        columns = snapshot.columns_of(question, selection.filter | {"low": 0, "high": 0})
        yield csv_header(columns)
        sql = f"SELECT {csv_line(columns, spreadsheet_safe=True)} FROM ({question})"  # noqa: S608  our own question
        for bounds in selection.ranges(snapshot):
            for batch in snapshot.batches(sql, selection.filter | bounds, 2_048):
                yield "".join(batch.column(0).to_pylist()).encode()
