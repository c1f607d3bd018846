"""Why changes are read by snapshot difference: what commits late is lost by every rule that remembers a largest number or time."""

from __future__ import annotations

from tests.warehouse.opening import connected, run, warehouse_of

ADD = "INSERT INTO gex_change_log (symbol, timestamp) VALUES (%s, clock_timestamp())"


def symbols(warehouse):
    return [row[0] for row in warehouse.rows("SELECT symbol FROM gex_change_log ORDER BY symbol")]


def test_a_reader_that_remembers_the_largest_id_loses_what_commits_late_and_ours_does_not(database, tmp_path):
    with connected(database) as slow, warehouse_of(database, tmp_path) as warehouse:
        slow.cursor().execute(ADD, ["SLOW"])  # takes the smaller id, commits last
        run(database, ADD, "FAST")
        last_id = run(database, "SELECT max(id) FROM gex_change_log")[0][0]
        warehouse.refresh()
        slow.commit()
        warehouse.refresh()
        assert run(database, f"SELECT symbol FROM gex_change_log WHERE id > {last_id}") == []
        assert symbols(warehouse) == ["FAST", "SLOW"]


def test_a_reader_that_remembers_the_latest_time_loses_what_commits_late_and_ours_does_not(database, tmp_path):
    with connected(database) as slow, warehouse_of(database, tmp_path) as warehouse:
        slow.cursor().execute(ADD, ["SLOW"])
        run(database, ADD, "FAST")
        latest = run(database, "SELECT max(timestamp)::text FROM gex_change_log")[0][0]
        warehouse.refresh()
        slow.commit()
        warehouse.refresh()
        assert run(database, f"SELECT symbol FROM gex_change_log WHERE timestamp > '{latest}'") == []
        assert symbols(warehouse) == ["FAST", "SLOW"]


def test_a_transaction_that_stays_open_holds_nobody_back(database, tmp_path):
    with connected(database) as slow, warehouse_of(database, tmp_path) as warehouse:
        slow.cursor().execute(ADD, ["SLOW"])
        for number in range(3):
            run(database, ADD, f"FAST{number}")
            assert warehouse.refresh()
            assert len(symbols(warehouse)) == number + 1


def test_what_was_read_is_not_read_again_while_an_older_transaction_is_open(database, tmp_path):
    with connected(database) as slow, warehouse_of(database, tmp_path) as warehouse:
        slow.cursor().execute(ADD, ["SLOW"])
        run(database, ADD, "FAST")
        assert [warehouse.refresh() for _ in range(3)] == [True, False, False]


def test_what_is_rolled_back_never_comes(database, tmp_path):
    with connected(database) as other, warehouse_of(database, tmp_path) as warehouse:
        cursor = other.cursor()
        cursor.execute(ADD, ["KEPT"])
        cursor.execute("SAVEPOINT here")
        cursor.execute(ADD, ["ROLLED BACK"])
        cursor.execute("ROLLBACK TO here")
        cursor.execute("SAVEPOINT there")
        cursor.execute(ADD, ["RELEASED"])
        cursor.execute("RELEASE there")
        warehouse.refresh()
        other.commit()
        cursor.execute(ADD, ["NEVER"])
        other.rollback()
        warehouse.refresh()
        assert symbols(warehouse) == ["KEPT", "RELEASED"]
