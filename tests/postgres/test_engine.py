"""The way to PostgreSQL: in UTC, with limits, and with errors that help and give nothing away."""

from __future__ import annotations

import pytest

from alphagex_logs.errors import AlphagexError, DatabaseUnreachable, SettingsError
from alphagex_logs.postgres.engine import check, engine
from tests.postgres.asking import ask, run

SECRET = "geheim-42"


def setting(url, name, **limits):
    made = engine(url, **limits)
    try:
        with made.connect() as connection:
            return connection.exec_driver_sql(f"SHOW {name}").scalar()
    finally:
        made.dispose()


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://", "postgresql+psycopg2://"])
def test_every_usual_spelling_of_the_address_works(empty_database, scheme):
    check(empty_database.replace("postgresql://", scheme))


def test_a_session_is_in_utc_whatever_the_database_says(empty_database):
    name = empty_database.partition("?")[0].rpartition("/")[2]
    run(empty_database, f"ALTER DATABASE {name} SET timezone = 'America/Chicago'")
    assert ask(empty_database, "SHOW timezone") == [("America/Chicago",)]
    assert setting(empty_database, "timezone") == "UTC"


def test_statements_and_waits_for_locks_are_limited(empty_database):
    assert setting(empty_database, "statement_timeout") == "30s"
    assert setting(empty_database, "lock_timeout") == "5s"
    assert setting(empty_database, "statement_timeout", statement_seconds=0) == "0"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://bot:{SECRET}@127.0.0.1:1/logs",
        f"postgresql://bot:{SECRET}@no-such-host.invalid/logs",
        f"postgresql://bot:{SECRET}@/logs?host=/no/such/folder",
    ],
)
def test_an_unreachable_server_is_named_without_the_password(url):
    with pytest.raises(DatabaseUnreachable) as error:
        check(url)
    text = str(error.value)
    assert "database 'logs', does not answer" in text
    assert text.count("\n") == 0
    assert SECRET not in text


@pytest.mark.parametrize("end", ["{}@x@host/logs", "{}/x@host/logs", "x@host:{}/logs", "{}@one:1,two:2/logs", "{}#x@host/logs"])
@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_what_is_no_address_is_not_repeated(scheme, end):
    with pytest.raises(SettingsError, match=r"postgresql://user:password@host:5432/database") as error:
        check(f"{scheme}://bot:{end.format(SECRET)}")
    assert SECRET not in str(error.value)
    assert error.value.__context__ is None


def test_a_wrong_password_is_refused_in_one_line_that_does_not_tell_it(password_server):
    check(password_server.replace("@", f":{SECRET}@"))
    with pytest.raises(DatabaseUnreachable, match='password authentication failed for user "careful"') as error:
        check(password_server.replace("@", ":wrong-word@"))
    assert "wrong-word" not in str(error.value)


def test_errors_of_this_room_have_exit_codes_of_their_own():
    codes = [error.exit_code for error in (AlphagexError, SettingsError, DatabaseUnreachable)]
    assert len(set(codes)) == 3


@pytest.fixture
def password_server(databases, empty_database):
    """An address whose user needs a password."""
    rules = databases.folder / "postgres" / "pg_hba.conf"
    before = rules.read_text()
    run(empty_database, f"CREATE ROLE careful LOGIN PASSWORD '{SECRET}'")
    rules.write_text("local all careful scram-sha-256\n" + before)
    run(empty_database, "SELECT pg_reload_conf(), pg_sleep(0.2)")
    yield empty_database.replace("postgres@", "careful@")
    rules.write_text(before)
    run(empty_database, "SELECT pg_reload_conf(); DROP ROLE careful")
