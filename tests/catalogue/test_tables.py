"""What the catalogue says of the 23 tables and of each of their columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alphagex_logs import catalogue, writers
from alphagex_logs.catalogue import TABLES, document
from alphagex_logs.catalogue.model import HOUSE, Category, Origin, Status, Table, Type
from alphagex_logs.errors import UnknownTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagex_logs.catalogue.model import Source

ROOT = Path(__file__).parents[2]
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)

NUMBERS = {
    Category.TRADING: {1},
    Category.ML: {5, 7, 8, 19, 21, 22},
    Category.ORACLE: {6},
    Category.AUTONOMOUS: {2, 3, 4},
    Category.PSYCHOLOGY: {9, 20, 23},
    Category.WHEEL: {14},
    Category.GEX: {15},
    Category.AI: {10, 11, 12, 13},
    Category.SYSTEM: {16, 17, 18},
}


def field_columns() -> dict[str, list[str]]:
    """Table name to column names as found in the field, a star behind those that no CREATE TABLE has."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in (Path(__file__).parent / "columns_in_the_field.txt").read_text().splitlines():
        if line.startswith("    "):
            found[name] += line.split()
        elif line and not line.startswith("#"):
            name = line.split()[1]
            found[name] = []
    return found


def sources(table: Table) -> Iterator[Source]:
    roles = table.roles
    for group in (roles.time, roles.bot, roles.symbol, roles.action, roles.advice, roles.outcome, roles.summary):
        yield from group
    for measure in (roles.probability, roles.pnl):
        yield from measure.sources if measure else ()


def test_an_exit_pnl_of_zero_is_a_scratch_in_the_column_and_unknown_in_the_json():
    column, key = catalogue.TRADING_DECISIONS.roles.pnl.sources
    assert (column.column, column.zero_is_unset) == ("actual_pnl", False)
    assert (key.column, key.key, key.zero_is_unset) == ("full_decision", "actual_pnl", True)


def test_what_an_entry_cost_is_not_pnl():
    (source,) = catalogue.AUTONOMOUS_TRADE_ACTIVITY.roles.pnl.sources
    assert source.where.labels == ("EXIT",)


def test_the_23_tables_are_listed_by_their_number():
    assert [table.number for table in TABLES.values()] == list(range(1, 24))


@pytest.mark.parametrize("category", Category)
def test_a_category_holds_its_tables(category):
    assert {table.number for table in catalogue.of_category(category)} == NUMBERS[category]


def test_status_follows_the_number():
    by_status = {status: [table.number for table in TABLES.values() if table.status is status] for status in Status}
    assert by_status == {Status.ACTIVE: list(range(1, 19)), Status.WIRED: [19, 20], Status.LOW_PRIORITY: [21, 22, 23]}


def test_no_column_of_the_field_is_lost_and_none_is_invented():
    listed = {
        table.name: [column.name + ("*" if column.origin is Origin.MISSING else "") for column in table.columns if column.origin is not Origin.HOUSE]
        for table in TABLES.values()
    }
    assert listed == field_columns()
    assert sum(len(columns) for columns in listed.values()) == 407


@every_table
def test_a_table_is_a_constant_of_its_name(table):
    assert getattr(catalogue, table.name.upper()) is table
    assert table.name.upper() in catalogue.__all__


@every_table
def test_a_table_has_a_title_a_purpose_and_a_writer(table):
    assert table.title
    assert table.purpose.endswith(".")
    assert table.writers


@every_table
def test_the_writers_of_a_table_are_public_functions(table):
    assert [name for name in table.writers if not callable(getattr(writers, name, None))] == []


def test_every_public_writer_belongs_to_a_table():
    listed = {name for table in TABLES.values() for name in table.writers}
    assert {name for name in writers.__all__ if name.startswith(("log_", "record_"))} == listed


@every_table
def test_every_column_says_what_it_means(table):
    assert [column.name for column in table.columns if len(column.meaning) < 8 or not column.meaning.endswith(".")] == []


@every_table
def test_every_measured_number_has_a_unit(table):
    measured = [column for column in table.columns if column.type in {Type.FLOAT, Type.NUMERIC, Type.INTEGER, Type.BIGINT}]
    assert [column.name for column in measured if not column.unit and column.name != "id" and not column.name.endswith("_id")] == []


@every_table
def test_text_has_no_unit_and_only_text_has_labels(table):
    assert [column.name for column in table.columns if column.unit and column.type in {Type.TEXT, Type.JSONB, Type.BOOLEAN, Type.DATE}] == []
    assert [column.name for column in table.columns if column.allowed and column.type is not Type.TEXT] == []


@every_table
def test_labels_are_listed_once(table):
    assert [column.name for column in table.columns if len(set(column.allowed)) != len(column.allowed)] == []


@every_table
def test_every_role_reads_a_column_that_exists(table):
    named = [source.column for source in sources(table)] + [source.where.column for source in sources(table) if source.where]
    local = table.roles.local_time
    named += [local.date, local.time] if local else []
    named += [table.roles.trade_day] if table.roles.trade_day else []
    assert [name for name in named if name not in table.by_name] == []


@every_table
def test_a_key_is_read_from_json_only_and_a_label_condition_names_known_labels(table):
    assert [source for source in sources(table) if (source.key is not None) != (table.column(source.column).type is Type.JSONB)] == []
    assert [source for source in sources(table) if source.where and not set(source.where.labels) <= set(table.column(source.where.column).allowed)] == []


@every_table
def test_the_trade_day_is_a_date(table):
    assert table.roles.trade_day is None or table.column(table.roles.trade_day).type is Type.DATE


@every_table
def test_keys_and_indexes_name_columns_and_the_natural_key_is_unique(table):
    named = [name for group in (table.natural_key, *table.unique, *table.indexes) for name in group]
    assert [name for name in named if name not in table.by_name] == []
    assert table.natural_key == ("event_id",) or table.natural_key in table.unique


@every_table
def test_the_time_of_an_event_is_indexed(table):
    assert any(index[0] == source.column for index in table.indexes for source in table.roles.time)


@every_table
def test_a_table_has_the_house_columns_and_counts_its_rows(table):
    assert {column.name for column in HOUSE} <= set(table.by_name)
    assert table.columns[0].name == "id"
    assert len(table.by_name) == len(table.columns)


def test_a_table_is_found_by_the_name_that_it_had_later():
    assert catalogue.find("prophet_predictions") is catalogue.ORACLE_PREDICTIONS
    assert catalogue.find("gex_change_log") is catalogue.GEX_CHANGE_LOG


def test_an_unknown_table_is_an_error_that_names_it():
    with pytest.raises(UnknownTable, match="'trades'"):
        catalogue.find("trades")


def test_the_page_of_tables_is_the_one_that_the_catalogue_gives():
    assert (ROOT / "docs" / "tables.md").read_text() == document.page()
