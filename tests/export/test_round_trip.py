"""Every table in every format, read back by another program: equal to what the warehouse holds, cell by cell."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.export import RELATIONS, Format, Selection
from alphagex_logs.filters import Filters, from_query, resolve
from tests.export import reading

EVERYTHING = Filters()
every_relation = pytest.mark.parametrize("relation", RELATIONS)


@pytest.fixture(scope="module")
def parquet(full):
    """The Parquet file of a relation, read back."""
    return cache(lambda relation, filters=EVERYTHING: reading.parquet(reading.content(full, relation, Format.PARQUET, filters)))


def documents(relation):
    return {column.name for column in TABLES[relation].columns if column.type is Type.JSONB} if relation in TABLES else set()


@every_relation
def test_parquet_gives_back_every_row_and_every_value(full, parquet, relation):
    found = parquet(relation)
    assert {str(field.type) for field in found.schema if pa.types.is_timestamp(field.type)} <= {"timestamp[us, tz=UTC]"}
    everything = Selection(relation, EVERYTHING)
    held = pa.Table.from_batches(full.stream(everything.sql, everything.parameters))
    plain = pa.schema([field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in held.schema])
    assert held.num_rows > 0
    assert found.cast(plain).equals(held.cast(plain))


@every_relation
@pytest.mark.parametrize("raw", [False, True], ids=["safe", "raw"])
def test_csv_gives_back_what_parquet_does(full, parquet, relation, raw):
    found = reading.csv_typed(reading.content(full, relation, Format.CSV, raw=raw), parquet(relation).schema)
    assert found.equals(parquet(relation))


@every_relation
def test_json_and_ndjson_give_back_what_parquet_does(full, parquet, relation):
    year = resolve(from_query({"range": ["1Y"]}), full.newest())
    rows = reading.json_rows(reading.content(full, relation, Format.JSON, year))
    assert reading.ndjson_rows(reading.content(full, relation, Format.NDJSON, year)) == rows
    expected = reading.comparable(parquet(relation, year))
    for row in expected:
        row.update({name: json.loads(row[name], parse_float=Decimal) for name in documents(relation) if row[name] is not None})
    assert rows == expected
