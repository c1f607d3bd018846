"""Updates, deletes, truncates and other histories: after a refresh the warehouse holds what PostgreSQL holds."""

from __future__ import annotations

import time

import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.sync import Mark, Source
from tests.warehouse.opening import insert, run, warehouse_of


def rows(warehouse):
    return warehouse.rows("SELECT id, symbol FROM gex_change_log ORDER BY id")


def events(warehouse):
    return warehouse.rows("SELECT id, symbol FROM events ORDER BY id")


def all_settled(source):
    """The mark at which all that is committed now is settled: transactions of other databases hold that up as long as they run."""
    committed = source.now()
    while (mark := source.now()).xmin < committed.xmax:
        time.sleep(0.01)
    return mark.settled()


def test_an_update_replaces_the_row_and_its_event(database, tmp_path):
    key = insert(database, "gex_change_log", symbol="SPY")
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "UPDATE gex_change_log SET symbol = 'QQQ'")
        assert warehouse.refresh()
        assert rows(warehouse) == events(warehouse) == [(key, "QQQ")]


def test_a_deleted_row_goes_with_its_event(database, tmp_path):
    first, second = (insert(database, "gex_change_log", symbol=symbol) for symbol in ("A", "B"))
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "DELETE FROM gex_change_log WHERE id = %s", first)
        assert warehouse.refresh()
        assert rows(warehouse) == events(warehouse) == [(second, "B")]


def test_a_row_with_another_id_leaves_nothing_under_its_old_one(database, tmp_path):
    first, second = (insert(database, "gex_change_log", symbol=symbol) for symbol in ("A", "B"))
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "UPDATE gex_change_log SET id = id + 100")
        warehouse.refresh()
        assert rows(warehouse) == events(warehouse) == [(first + 100, "A"), (second + 100, "B")]
        run(database, "UPDATE gex_change_log SET id = CASE id WHEN %s THEN %s ELSE 7 END", first + 100, second)
        warehouse.refresh()
        assert rows(warehouse) == events(warehouse) == [(second, "A"), (7, "B")]


def test_a_row_that_comes_back_under_its_old_id_is_there_once(database, tmp_path):
    key = insert(database, "gex_change_log", symbol="A")
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "DELETE FROM gex_change_log")
        run(database, "INSERT INTO gex_change_log (id, symbol) VALUES (%s, 'B')", key)
        warehouse.refresh()
        assert rows(warehouse) == [(key, "B")]


def test_a_row_that_came_and_went_between_two_refreshes_was_never_there(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        insert(database, "gex_change_log", symbol="A")
        run(database, "DELETE FROM gex_change_log")
        warehouse.refresh()
        assert rows(warehouse) == []


def test_a_truncate_empties_the_copy_and_later_rows_come(database, tmp_path):
    insert(database, "gex_change_log", symbol="A")
    kept = insert(database, "oracle_predictions", bot_name="ARES")
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "TRUNCATE gex_change_log")
        key = insert(database, "gex_change_log", symbol="B")
        assert warehouse.refresh()
        assert rows(warehouse) == [(key, "B")]
        assert warehouse.rows("SELECT id FROM oracle_predictions") == [(kept,)]


def test_another_epoch_means_that_all_is_read_anew(database, tmp_path):
    insert(database, "gex_change_log", symbol="A")
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "ALTER TABLE gex_change_log DISABLE TRIGGER ALL")  # a change that leaves no trace, as a restored backup does
        run(database, "UPDATE gex_change_log SET symbol = 'UNSEEN'")
        assert not warehouse.refresh()
        run(database, "UPDATE agx.sync_epoch SET epoch = gen_random_uuid()")
        assert warehouse.refresh()
        assert [symbol for _, symbol in rows(warehouse)] == ["UNSEEN"]


def test_a_writer_that_lies_about_the_row_version_is_overruled(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "INSERT INTO gex_change_log (symbol, row_version) VALUES ('LIE', '1')")
        warehouse.refresh()
        assert [symbol for _, symbol in rows(warehouse)] == ["LIE"]


def test_all_tables_are_read_at_one_moment(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "INSERT INTO gex_change_log (symbol) VALUES ('A'); INSERT INTO psychology_analysis (symbol) VALUES ('A')")
        warehouse.refresh()
        both = "SELECT row_version FROM gex_change_log UNION SELECT row_version FROM psychology_analysis"
        assert len(warehouse.rows(both)) == 1
        assert warehouse.version == 2


def test_nothing_to_read_costs_one_look(database):
    source = Source(database)
    mark = source.now()
    with source.changes(mark) as changes:
        # Other databases of the cluster move the snapshot on; that alone is no change.
        assert (changes.mark.identity, changes.tables) == (mark.identity, ())
    source.close()


def test_only_tables_with_changes_are_named(database):
    source = Source(database)
    mark = source.now()
    insert(database, "gex_change_log", symbol="A")
    with source.changes(mark) as changes:
        assert [table.name for table in changes.tables] == ["gex_change_log"]
    source.close()


def test_a_mark_of_another_database_cannot_be_followed(database):
    source = Source(database)
    with source.changes(Mark("1:1:", "another")) as changes:
        assert changes is None
    source.close()


def test_a_page_leaves_out_what_changes_while_it_is_read_and_the_changes_bring_it(database):
    source = Source(database)
    kept, changed = (insert(database, "gex_change_log", symbol=symbol) for symbol in ("KEPT", "OLD"))
    settled = all_settled(source)
    run(database, "UPDATE gex_change_log SET symbol = 'NEW' WHERE id = %s", changed)
    with source.rows(source.pages(), settled) as reader:
        assert reader.read_all()["id"].to_pylist() == [kept]
    with source.changes(settled) as changes, changes.rows(TABLES["gex_change_log"]) as reader:
        assert reader.read_all()["symbol"].to_pylist() == ["NEW"]
    source.close()


def test_pages_cover_every_key_once_whatever_the_statistics_say(database):
    source = Source(database)
    run(database, "INSERT INTO gex_change_log (id, symbol) SELECT i * i * 1000 - 7, 'S' FROM generate_series(0, 99) AS i")
    run(database, "UPDATE pg_class SET reltuples = 3000000 WHERE relname = 'gex_change_log'")
    pages = source.pages()
    settled = all_settled(source)
    with source.rows(pages, settled) as reader:
        keys = reader.read_all()["id"].to_pylist()
    assert len(pages) == 49
    assert sorted(keys) == [i * i * 1000 - 7 for i in range(100)]
    source.close()


def test_a_database_that_was_never_migrated_says_what_to_do(empty_database):
    with pytest.raises(DatabaseUnreachable, match="alphagex-logs migrate"):
        Source(empty_database).now()


def test_an_error_names_the_place_and_not_the_password():
    source = Source("postgresql://somebody:s3cret@127.0.0.1:9/logs")
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1:9") as caught:
        source.now()
    assert "s3cret" not in str(caught.value)


def test_a_lost_connection_is_opened_again(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alphagex-sync' AND datname = current_database()")
        key = insert(database, "gex_change_log", symbol="A")
        with pytest.raises(DatabaseUnreachable):
            warehouse.refresh()
        assert warehouse.refresh()
        assert rows(warehouse) == [(key, "A")]
