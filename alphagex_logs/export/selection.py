"""Which rows: one relation of the warehouse through one filter, in one fixed order, as SQL that a person can run again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import UnknownTable
from alphagex_logs.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from alphagex_logs.warehouse import Snapshot

# A part is read and sorted at once. Rows of tables may hold long documents; those of what is derived are short, and lie scattered over the file,
# so that each part reads through much of it.
BITS, BITS_DERIVED = 13, 16
ROWS_PER_PART = 1 << BITS
ARGUMENTS = "$since, $until, $bots, $categories, $tables, $symbols, $outcomes, $advice, $states, $text"
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Relation:
    """How the rows of one relation are found, counted and ordered; `moment` is the column to cut parts by, None to cut by id."""

    chosen: str
    order: tuple[str, ...]
    moment: str | None = None

    @property
    def rows_per_part(self) -> int:
        return 1 << (BITS_DERIVED if self.moment else BITS)


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

    def read_through(self, snapshot: Snapshot) -> int:
        """How many rows a download gives: read as it reads them, which `count` does not."""
        return sum(batch.num_rows for batch in self.batches(snapshot, "logged.id", 8 * ROWS_PER_PART))

    def batches(self, snapshot: Snapshot, columns: str, rows_per_batch: int) -> Iterator[pa.RecordBatch]:
        """The rows in order, part after part, so that sorting and joining never need more memory than one part."""
        order = ", ".join(f"logged.{name}" for name in self._how.order)  # not what a select list calls by the same name
        snapshot.forget()
        for condition, bounds in self._parts(snapshot):
            snapshot.forget()
            sql = f"SELECT {columns} FROM ({self._rows(condition)}) AS logged ORDER BY {order}"  # noqa: S608  catalogue names
            yield from snapshot.batches(sql, self.parameters | bounds, rows_per_batch)

    def ranges(self, snapshot: Snapshot) -> Iterator[dict[str, object]]:
        """`low` and `high`, half-open, of the ids or moments that cut the rows into parts."""
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
        """Conditions that cut the rows into parts of about so many rows, in order, with their values."""
        cut, unknown = self._how.moment or "id", False
        for bounds in self._by_moment(snapshot) if self._how.moment else self._by_id(snapshot):
            if bounds is None:
                unknown = True
            else:
                yield f"{cut} >= $low AND {cut} < $high", bounds
        if unknown:
            yield f"{cut} IS NULL", {}

    def _by_id(self, snapshot: Snapshot) -> Iterator[dict[str, object] | None]:
        """Bounds of the parts; a shift, because a division would count the ids on both sides of 0 as neighbours and lose some of them."""
        for first, last, _records in self._counted(snapshot, f"id >> {BITS}"):
            yield {"low": first << BITS, "high": (last + 1) << BITS}

    def _by_moment(self, snapshot: Snapshot) -> Iterator[dict[str, object] | None]:
        """The same by days, and by minutes where there is much in a few days: to count all minutes of years takes more memory than all else."""
        days, minutes = (f"CAST(date_trunc('{unit}', {self._how.moment}) AS TIMESTAMP)" for unit in ("day", "minute"))
        for first, last, records in self._counted(snapshot, days):
            bounds = {"low": first, "high": last + _DAY} if first else None
            if bounds is None or records <= 2 * self._how.rows_per_part:
                yield bounds
            else:
                yield from ({"low": low, "high": high + _MINUTE} for low, high, _records in self._counted(snapshot, minutes, bounds))

    def _counted(self, snapshot: Snapshot, bucket: str, within: Mapping[str, object] | None = None) -> list[tuple[Any, Any, int]]:
        """First and last bucket of each part, and its rows; buckets that are unknown are a part of their own, the last."""
        source = f'"{self.relation}"' if self._is_whole else self._how.chosen
        condition = f"WHERE {self._how.moment} >= $low AND {self._how.moment} < $high" if within else ""
        parts = _PARTS.format(bucket=bucket, source=source, condition=condition, rows=self._how.rows_per_part)
        return snapshot.rows(parts, self.parameters | dict(within or {}))


# Buckets of neighbouring rows, counted, and as many of them taken together as fill a part.
_PARTS = """
    WITH counted AS (SELECT {bucket} AS bucket, count(*) AS records FROM {source} {condition} GROUP BY ALL),
    placed AS (SELECT *, sum(records) OVER (ORDER BY bucket) // {rows} AS part FROM counted)
    SELECT min(bucket), max(bucket), sum(records) FROM placed GROUP BY part, bucket IS NULL ORDER BY min(bucket)"""
