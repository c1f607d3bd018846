"""The kept counts of events: after every kind of change they are what counting all events gives."""

from __future__ import annotations

from tests.warehouse.opening import insert, run, warehouse_of

KEPT = "SELECT table_name, bot, sum(records), sum(contradictions), min(oldest_at), max(newest_at) FROM event_counts GROUP BY ALL ORDER BY ALL"
COUNTED = """SELECT table_name, bot, count(*), count(*) FILTER (WHERE result = 'win' AND pnl < 0 OR result = 'loss' AND pnl > 0), min("at"), max("at")
    FROM events GROUP BY ALL ORDER BY ALL"""


def test_rows_that_come_change_move_and_go_are_counted_as_they_are(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        found = []

        def follow(statement="SELECT 1"):
            run(database, statement)
            warehouse.refresh()
            found.append(dict(warehouse.rows("SELECT CAST(day AS VARCHAR), sum(records) FROM event_counts GROUP BY ALL")))
            assert warehouse.rows(KEPT) == warehouse.rows(COUNTED)

        for moment in ("2018-01-02T21:00:00Z", "2018-01-02T22:00:00Z", "2018-03-05T21:00:00Z"):
            insert(database, "gex_change_log", symbol="SPX", timestamp=moment)
        follow()
        insert(database, "trading_decisions", bot_name="a bot never seen", timestamp="2018-01-02T21:00:00Z", actual_pnl=-5, outcome_notes="WIN")
        follow()
        follow("UPDATE gex_change_log SET timestamp = '2019-02-01T00:00:00Z' WHERE timestamp > '2018-03-01'")
        follow("UPDATE gex_change_log SET timestamp = NULL WHERE timestamp > '2019-01-01'")
        follow("DELETE FROM gex_change_log WHERE timestamp < '2018-01-02T21:30:00Z'")
        follow("TRUNCATE trading_decisions")
        insert(database, "gex_change_log", symbol="SPX", timestamp="2018-01-02T20:00:00Z")
        follow("UPDATE gex_change_log SET symbol = 'SPY' WHERE timestamp = '2018-01-02T22:00:00Z'")
        insert(database, "gex_change_log", symbol="SPY", timestamp="2018-01-02T23:00:00Z")
        follow()
        assert found == [
            {"2018-01-02": 2, "2018-03-05": 1},
            {"2018-01-02": 3, "2018-03-05": 1},
            {"2018-01-02": 3, "2019-02-01": 1},
            {"2018-01-02": 3, None: 1},
            {"2018-01-02": 2, None: 1},
            {"2018-01-02": 1, None: 1},
            {"2018-01-02": 2, None: 1},
            {"2018-01-02": 3, None: 1},
        ]


def test_rows_without_a_moment_are_counted_anew_beside_those_that_have_one(database, tmp_path):
    timeless, timed = (insert(database, "gex_change_log", symbol="SPY", timestamp=moment) for moment in (None, "2018-12-24T15:00:00Z"))
    with warehouse_of(database, tmp_path) as warehouse:
        for changed in (timeless, timed):
            run(database, "UPDATE gex_change_log SET symbol = 'SPX' WHERE id = %s", changed)
            warehouse.refresh()
            assert warehouse.rows("SELECT sum(records) FROM event_counts") == [(2,)]
        assert warehouse.rows("SELECT DISTINCT symbol FROM event_counts") == [("SPX",)]
