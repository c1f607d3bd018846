"""Every variant of the field is taken over in place: no row and no value changes, and bots and pages need no change either."""

from __future__ import annotations

import psycopg2
import pytest

from alphagex_logs.errors import MigrationRefused
from alphagex_logs.postgres.drift import drift
from alphagex_logs.postgres.migrate import migrate, plan
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.writers import log_gex_change
from tests.adopt.variants import VARIANTS, build, checksums, columns_of
from tests.postgres.asking import ask, run
from tests.postgres.legacy.reads import READS
from tests.postgres.test_legacy_writes import WRITES, send
from tests.warehouse.opening import warehouse_of


@pytest.fixture(scope="module", params=VARIANTS)
def adopted(request, databases):
    """The address of an adopted database, and what its tables held before: columns and checksums."""
    with databases.temporary() as url:
        build(url, request.param)
        columns = columns_of(url)
        before = checksums(url, columns)
        planned = plan(url)
        assert checksums(url, columns) == before
        assert len(planned) > 0
        migrate(url)
        yield url, columns, before


def test_every_row_keeps_every_value(adopted):
    url, columns, before = adopted
    assert checksums(url, columns) == before


def test_it_is_what_the_catalogue_says_and_nothing_is_left_to_do(adopted):
    assert drift(adopted[0]) == []
    assert plan(adopted[0]) == []


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_legacy_write_succeeds(adopted, write):
    connection = psycopg2.connect(adopted[0])
    with connection.cursor() as cursor:
        send(cursor, write)
        assert cursor.rowcount == 1
    connection.rollback()
    connection.close()


@pytest.mark.parametrize("read", READS)
def test_a_legacy_read_succeeds(adopted, read):
    ask(adopted[0], READS[read].replace("%", "%%"))


def test_every_row_has_an_identity_and_none_claims_to_be_new(adopted):
    url, columns, before = adopted
    for table, (rows, _sum) in before.items():
        assert ask(url, f'SELECT count(DISTINCT event_id), count(row_version) FROM "{table}"') == [(rows, rows)]
        stamped = {"created_at", "updated_at", "timestamp", "prediction_time"} - columns[table].keys()
        present = columns_of(url)[table].keys()
        for column in stamped & present:
            assert ask(url, f'SELECT count("{column}") FROM "{table}"') == [(0,)]


def test_the_warehouse_holds_every_row(adopted, tmp_path):
    url, _columns, before = adopted
    with warehouse_of(url, tmp_path) as warehouse:
        held = {table: warehouse.rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in before}
    assert held == {table: rows for table, (rows, _sum) in before.items()}


def test_values_that_are_no_dates_stop_it_before_any_change(empty_database):
    build(empty_database, "oracle of the module")
    run(empty_database, "UPDATE ares_ml_outcomes SET trade_date = 'yesterday' WHERE id = 3; UPDATE ares_ml_outcomes SET trade_date = '2025-02-30' WHERE id = 4")
    before = checksums(empty_database), columns_of(empty_database)
    with pytest.raises(MigrationRefused, match=r"ares_ml_outcomes\.trade_date is text, and these values are no date: '2025-02-30', 'yesterday'"):
        migrate(empty_database)
    assert (checksums(empty_database), columns_of(empty_database)) == before
    assert ask(empty_database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'agx'") == [(0,)]


def test_repeats_of_what_must_be_unique_stop_it_before_any_change(empty_database):
    build(empty_database, "oracle of the module")
    run(
        empty_database,
        """ALTER TABLE oracle_predictions DROP CONSTRAINT oracle_predictions_trade_date_bot_name_key;
        INSERT INTO oracle_predictions (trade_date, bot_name) VALUES ('2025-11-02', 'text 1')""",
    )
    with pytest.raises(MigrationRefused, match=r"\(2025-11-02, text 1\) 2 times"):
        migrate(empty_database)
    assert ask(empty_database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'agx'") == [(0,)]
    run(empty_database, "DELETE FROM oracle_predictions WHERE id = 21")
    migrate(empty_database)
    assert drift(empty_database) == []


def test_a_view_on_a_column_that_must_change_is_named(empty_database):
    build(empty_database, "oracle of the module")
    run(empty_database, "CREATE VIEW their_report AS SELECT action FROM trading_decisions")
    with pytest.raises(MigrationRefused, match=r"trading_decisions\.action .* these views stand on it: their_report"):
        migrate(empty_database)


def test_triggers_of_their_own_neither_change_a_row_nor_keep_it_from_its_identity(empty_database):
    build(empty_database, "oracle of the module")
    run(
        empty_database,
        """ALTER TABLE gex_change_log ADD COLUMN touched TIMESTAMPTZ DEFAULT '2020-01-01Z';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := now(); RETURN NEW; END $$;
        CREATE TRIGGER "Touch :it" BEFORE UPDATE ON gex_change_log FOR EACH ROW EXECUTE FUNCTION touch();
        ALTER TABLE gex_change_log ENABLE ALWAYS TRIGGER "Touch :it";
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON wheel_activity_log EXECUTE FUNCTION refuse()""",
    )
    enabled = "SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgname IN ('Touch :it', 'refuse') ORDER BY 1"
    columns, before, armed = columns_of(empty_database), checksums(empty_database), ask(empty_database, enabled)
    migrate(empty_database)
    assert checksums(empty_database, columns) == before
    assert ask(empty_database, enabled) == armed == [("Touch :it", "A"), ("refuse", "O")]
    assert drift(empty_database) == []


def test_a_column_of_their_own_that_every_row_must_bring_does_not_bar_our_writers(empty_database):
    build(empty_database, "oracle of the module")
    run(empty_database, "ALTER TABLE gex_change_log ADD COLUMN account TEXT NOT NULL DEFAULT 'a'; ALTER TABLE gex_change_log ALTER account DROP DEFAULT")
    migrate(empty_database)
    with PostgresSink(empty_database) as sink:
        log_gex_change(sink, symbol="SPY", previous_gex=1.0, current_gex=2.0)
    assert ask(empty_database, "SELECT account, count(*) FROM gex_change_log GROUP BY 1 ORDER BY 1") == [("a", 20), (None, 1)]


def test_an_index_of_theirs_that_has_the_name_of_ours_stays(empty_database):
    build(empty_database, "oracle of the module")
    run(empty_database, "CREATE INDEX ix_gex_change_log_symbol ON gex_change_log (symbol) WHERE symbol <> 'SPY'")
    run(empty_database, "CREATE INDEX uq_gex_change_log_event_id ON gex_change_log (lower(symbol))")
    theirs = "SELECT indexdef FROM pg_indexes WHERE indexname IN ('ix_gex_change_log_symbol', 'uq_gex_change_log_event_id') ORDER BY 1"
    before = ask(empty_database, theirs)
    migrate(empty_database)
    assert [text.replace("::text", "").replace("(symbol)", "symbol") for (text,) in ask(empty_database, theirs)] == [
        text.replace("::text", "").replace("(symbol)", "symbol") for (text,) in before
    ]
    assert drift(empty_database) == []


def test_a_primary_key_that_only_their_programs_can_fill_is_named(empty_database):
    build(empty_database, "oracle of the module")
    run(
        empty_database,
        """ALTER TABLE gex_change_log ADD COLUMN account TEXT NOT NULL DEFAULT 'a';
        ALTER TABLE gex_change_log ALTER account DROP DEFAULT, DROP CONSTRAINT gex_change_log_pkey, ADD PRIMARY KEY (account, id)""",
    )
    with pytest.raises(MigrationRefused, match=r"gex_change_log\.account is a part of the primary key and has no default"):
        migrate(empty_database)


def test_no_table_is_rewritten_but_those_whose_values_change_their_type(empty_database):
    build(empty_database, "oracle of the migration")
    files = "SELECT relname, relfilenode FROM pg_class WHERE relname = ANY(%s)"
    names = list(columns_of(empty_database))
    before = dict(ask(empty_database, files, names))
    migrate(empty_database)
    after = dict(ask(empty_database, files, names))
    assert {name for name in names if before[name] != after[name]} == {"ares_ml_outcomes", "spx_wheel_ml_outcomes", "ml_predictions"}
