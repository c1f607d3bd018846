"""A warehouse of more bytes than it may use as memory: it answers all the same, and works on disk where it must."""

from __future__ import annotations

import pytest

from alphagex_logs.filters import Filters
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
from tests.warehouse.opening import run

LIMIT = 128 * 2**20
ROWS = 110_000
_FILL = f"""
    INSERT INTO spx_debug_logs (timestamp, message)
    SELECT timestamptz '2018-01-01T00:00:00Z' + number * interval '1 minute', md5(number::text) || repeat(md5((number + 1)::text), 40)
    FROM generate_series(1, {ROWS}) AS number
"""


@pytest.fixture(scope="module")
def crowded(databases, tmp_path_factory):
    folder = tmp_path_factory.mktemp("crowded")
    with databases.temporary(databases.migrated()) as url:
        run(url, _FILL)
        warehouse = Warehouse.open(Settings(data_dir=folder, memory_limit=f"{LIMIT}B"), url)
        try:
            warehouse.refresh()
            yield warehouse
        finally:
            warehouse.close()


def test_the_rows_are_larger_than_the_memory(crowded):
    size, records = crowded.rows("SELECT sum(length(message)), count(*) FROM spx_debug_logs")[0]
    assert records == ROWS
    assert size > LIMIT


def test_questions_and_searches_are_answered(crowded):
    assert crowded.ask("log_count", Filters())["records"][0] == ROWS
    (digits,) = crowded.rows("SELECT message[1:20] FROM spx_debug_logs WHERE id = 77777")[0]
    assert crowded.ask("log_count", Filters(text=digits))["records"][0] == 2, "its own row, and the one before it, which repeats its digits"
    assert crowded.ask("facet_counts", Filters()).set_index("facet")["records"]["table"] == ROWS


def test_grouping_by_more_than_the_memory_works_on_disk(crowded):
    spilled = 0
    records = 0
    for batch in crowded.stream("SELECT message, count(*) AS n FROM spx_debug_logs GROUP BY message", rows_per_batch=10_000):
        spilled = max(spilled, crowded.rows("SELECT coalesce(sum(size), 0) FROM duckdb_temporary_files()")[0][0])
        records += sum(batch["n"].to_pylist())
    assert records == ROWS
    assert spilled > 0
