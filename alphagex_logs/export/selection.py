"""Which rows: one relation of the warehouse through one filter, in one fixed order, as SQL that a person can run again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import UnknownTable
from alphagex_logs.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from alphagex_logs.warehouse import Snapshot

ROWS_PER_PART = 8_192
ARGUMENTS = "$since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text"
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Relation:
    """How the rows of one relation are found, counted and ordered; `moment` is the column to cut parts by, None to cut by id."""

    chosen: str
    order: tuple[str, ...]
    moment: str | None = None


_DERIVED = {
    "events": _Relation(f"chosen_events({ARGUMENTS})", ('"at"', "table_name", "id"), '"at"'),
    "predictions": _Relation(f"chosen_predictions({ARGUMENTS})", ('"at"', "table_name", "id"), '"at"'),
    "closed_positions": _Relation(f"chosen_positions({ARGUMENTS})", ("closed_at", "position_key"), "closed_at"),
}
_TABLE = _Relation(f"chosen_events({ARGUMENTS})", ("id",))
RELATIONS = (*TABLES, *_DERIVED)


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of one relation through one filter."""

    relation: str
    filters: Filters

    def __post_init__(self) -> None:
        """See that there is such a relation. Raises UnknownTable."""
        if self.relation not in RELATIONS:
            raise UnknownTable(self.relation)

    @property
    def sql(self) -> str:
        """The statement that gives the rows; `parameters` are its values."""
        return f"{self._rows('')} ORDER BY {', '.join(self._how.order)}"

    @property
    def parameters(self) -> dict[str, object]:
        """The values of the statement's parameters: none when nothing is filtered."""
        return {} if self._is_whole else self.filter

    def count(self, snapshot: Snapshot) -> int:
        """How many rows there are."""
        whole = f'SELECT count(*) FROM "{self.relation}"' if self._is_whole else f"SELECT count(*) FROM {self._how.chosen}"  # noqa: S608  catalogue names
        return int(snapshot.rows(whole, self.parameters)[0][0])

    def batches(self, snapshot: Snapshot, columns: str, rows_per_batch: int) -> Iterator[pa.RecordBatch]:
        """The rows in order, part after part, so that sorting and joining never need more memory than one part."""
        order = ", ".join(f"logged.{name}" for name in self._how.order)  # not what a select list calls by the same name
        snapshot.forget()
        for condition, bounds in self._parts(snapshot):
            snapshot.forget()
            sql = f"SELECT {columns} FROM ({self._rows(condition)}) AS logged ORDER BY {order}"  # noqa: S608  catalogue names
            yield from snapshot.batches(sql, self.parameters | bounds, rows_per_batch)

    def ranges(self, snapshot: Snapshot) -> Iterator[dict[str, object]]:
        """`low` and `high` of ids, half-open, that cut the rows of a log table into parts of about ROWS_PER_PART."""
        return (bounds for _, bounds in self._parts(snapshot))

    @property
    def _how(self) -> _Relation:
        return _DERIVED.get(self.relation, _TABLE)

    @property
    def _is_whole(self) -> bool:
        return self.relation in TABLES and self.filter == Filters().parameters() | {"tables": [self.relation]}

    @property
    def filter(self) -> dict[str, object]:
        """The filter as parameters of the macros `chosen_...`; a table is chosen unless the filter names others."""
        parameters = self.filters.parameters()
        if self.relation in TABLES:
            wanted = not self.filters.tables or self.relation in self.filters.tables
            parameters["tables"] = [self.relation] if wanted else []
        return parameters

    def _rows(self, condition: str) -> str:
        within = f" WHERE {condition}" if condition else ""
        if self.relation in _DERIVED:
            return f"SELECT * FROM {self._how.chosen}{within}"  # noqa: S608  our own names
        if self._is_whole:
            return f'SELECT * FROM "{self.relation}"{within}'  # noqa: S608  catalogue names
        either = f"{condition} AND " if condition else ""
        return f'SELECT * FROM "{self.relation}" WHERE {either}id IN (SELECT id FROM {self._how.chosen}{within})'  # noqa: S608  catalogue names

    def _parts(self, snapshot: Snapshot) -> Iterator[tuple[str, dict[str, object]]]:
        """Conditions that cut the rows into parts of about ROWS_PER_PART, in order, with their values."""
        cut = self._how.moment or "id"
        bucket = f"date_trunc('minute', {cut})" if self._how.moment else f"id // {ROWS_PER_PART}"
        source = f'"{self.relation}"' if self._is_whole else self._how.chosen
        unknown = False
        for first, last in snapshot.rows(_PARTS.format(bucket=bucket, source=source, cut=cut), self.parameters):
            if first is None:
                unknown = True
            elif self._how.moment:
                yield f"{cut} >= $low AND {cut} < $high", {"low": first, "high": last + _MINUTE}
            else:
                yield f"{cut} >= $low AND {cut} < $high", {"low": first * ROWS_PER_PART, "high": (last + 1) * ROWS_PER_PART}
        if unknown:
            yield f"{cut} IS NULL", {}


# Buckets of neighbouring rows, counted, and as many of them taken together as fill a part; rows whose moment is unknown are a part of their own.
_PARTS = f"""
    WITH counted AS (SELECT {{bucket}} AS bucket, count(*) AS records FROM {{source}} GROUP BY ALL),
    placed AS (SELECT bucket, sum(records) OVER (ORDER BY bucket) // {ROWS_PER_PART} AS part FROM counted)
    SELECT min(bucket), max(bucket) FROM placed GROUP BY part, bucket IS NULL ORDER BY min(bucket)"""  # noqa: S608  our own names
