"""The schema arrives whole, once, as the catalogue says, and takes nothing away."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import DatabaseUnreachable, MigrationRefused
from alphagex_logs.postgres.drift import COMPARISON, drift
from alphagex_logs.postgres.engine import engine, is_empty
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.migrations import frozen
from alphagex_logs.postgres.schema import OWN_SCHEMA, metadata
from tests.postgres.asking import ask, connected, disconnect_all, run

MIGRATE = "import sys; from alphagex_logs.postgres.migrate import migrate; migrate(sys.argv[1])"


def test_a_migrated_database_is_what_the_catalogue_says(database):
    assert drift(database) == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE gex_change_log DROP COLUMN symbol",
        "ALTER TABLE gex_change_log ALTER symbol TYPE varchar(3)",
        "ALTER TABLE gex_change_log ALTER symbol DROP NOT NULL",
        "ALTER TABLE gex_change_log ALTER direction_change SET DEFAULT true",
        "ALTER TABLE gex_change_log ALTER row_version TYPE text",
        "ALTER TABLE oracle_predictions DROP CONSTRAINT uq_oracle_predictions_trade_date_bot_name",
        "DROP INDEX ix_gex_change_log_row_version_id",
        "DROP TABLE agx.writer_cursor",
    ],
)
def test_a_difference_from_the_catalogue_is_seen(database, change):
    run(database, change)
    assert len(drift(database)) > 0


def test_a_new_database_is_what_sqlalchemy_says_of_the_catalogue(database):
    made = engine(database)
    with made.connect() as connection:
        options = {**COMPARISON, "include_name": lambda name, kind, parents: kind != "schema" or name in {None, OWN_SCHEMA}}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    made.dispose()


def test_tables_of_others_are_no_difference(database):
    run(database, "CREATE TABLE wheel_cycles (id serial PRIMARY KEY); CREATE SCHEMA strangers; CREATE TABLE strangers.gex_change_log (x int)")
    assert drift(database) == []


def test_migrating_twice_changes_nothing(empty_database):
    migrate(empty_database)
    epoch = ask(empty_database, "SELECT epoch FROM agx.sync_epoch")
    steps = []
    migrate(empty_database, lambda done, total, label: steps.append(label))
    assert steps == []
    assert ask(empty_database, "SELECT epoch FROM agx.sync_epoch") == epoch


def test_steps_that_databases_have_taken_do_not_change():
    """A change of the catalogue is a new step: with these altered, a new database and one of last year would differ."""
    made = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in frozen.FOLDER.glob("*.sql")}
    assert made == {
        "0001_log_tables.sql": "f8ae1452b71cecd7",
        "0002_gap.sql": "3a25d396f3263afc",
        "0003_archive.sql": "115c18253296579f",
        "0004_renumbered.sql": "40b399a7d1049cbe",
    }


def test_progress_names_every_table_and_ends_at_the_total(empty_database):
    steps = []
    migrate(empty_database, lambda *step: steps.append(step))
    assert set(TABLES) <= {label for _done, _total, label in steps}
    assert steps[-1][0] == steps[-1][1] == len(steps) - 1


def test_processes_that_migrate_at_once_all_succeed(empty_database):
    processes = [subprocess.Popen([sys.executable, "-c", MIGRATE, empty_database], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[1] for process in processes] == ["", "", ""]
    assert drift(empty_database) == []


def test_a_database_of_a_newer_version_is_refused(database):
    run(database, "UPDATE agx.schema_version SET version_num = '9999'")
    with pytest.raises(MigrationRefused, match=r"newer version.*Update the program"):
        migrate(database)


def test_a_server_that_goes_away_meanwhile_has_refused_nothing(empty_database):
    with pytest.raises(DatabaseUnreachable, match=r"stopped answering: .* running it again goes on from here"):
        migrate(empty_database, lambda _done, _total, _table: disconnect_all(empty_database))
    migrate(empty_database)
    assert drift(empty_database) == []


def test_a_user_without_the_right_to_create_is_told_so(empty_database):
    name = empty_database.partition("?")[0].rpartition("/")[2]
    role = f"reader_{name}"
    run(empty_database, f"CREATE ROLE {role} LOGIN")
    try:
        with pytest.raises(MigrationRefused, match="permission denied for database"):
            migrate(empty_database.replace("postgres@", f"{role}@"))
    finally:
        run(empty_database, f"DROP ROLE {role}")
    assert ask(empty_database, "SELECT count(*) FROM information_schema.tables WHERE table_schema IN ('public', 'agx')") == [(0,)]


def test_a_server_that_is_away_is_unreachable():
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1:1, database 'logs', does not answer: Connection refused"):
        migrate("postgresql://bot@127.0.0.1:1/logs")


def test_a_table_that_is_there_keeps_its_rows_and_gets_what_it_lacks(empty_database):
    run(
        empty_database,
        """
        CREATE TABLE dead_letter (theirs text);
        CREATE TABLE alembic_version (version_num text);
        INSERT INTO alembic_version VALUES ('theirs');
        CREATE TABLE oracle_predictions (
            id serial PRIMARY KEY, trade_date date NOT NULL, bot_name text NOT NULL, advice text, extra text, UNIQUE (trade_date, bot_name)
        );
        INSERT INTO oracle_predictions (trade_date, bot_name, advice, extra)
        VALUES ('2025-12-01', 'ARES', 'TRADE_FULL', 'ours alone'), ('2025-12-02', 'ARES', NULL, NULL)
        """,
    )
    migrate(empty_database)
    assert ask(empty_database, "SELECT id, advice, extra FROM oracle_predictions ORDER BY id") == [(1, "TRADE_FULL", "ours alone"), (2, None, None)]
    assert ask(empty_database, "SELECT count(DISTINCT event_id), count(row_version) FROM oracle_predictions") == [(2, 2)]
    assert ask(empty_database, "SELECT count(*) FROM pg_index WHERE indrelid = 'oracle_predictions'::regclass AND indisunique") == [(3,)]
    assert ask(empty_database, "SELECT version_num FROM alembic_version") == [("theirs",)]
    assert not is_empty(empty_database)


def test_a_migrated_database_without_rows_is_empty_until_a_row_comes(database):
    assert is_empty(database)
    run(database, "INSERT INTO ml_models (model_name) VALUES ('m')")
    assert not is_empty(database)


def test_a_migration_gives_up_on_a_busy_table_and_goes_on_from_there(empty_database):
    run(empty_database, "CREATE TABLE gex_change_log (id serial PRIMARY KEY, symbol text)")
    with connected(empty_database) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE gex_change_log")
        with pytest.raises(MigrationRefused, match="lock timeout"):
            migrate(empty_database, lock_seconds=0.2)
    migrate(empty_database)
    assert drift(empty_database) == []
