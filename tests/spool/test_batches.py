"""Many operations at once have the effect that they have one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alphagex_logs.catalogue import TRADING_DECISIONS
from alphagex_logs.postgres import apply as applying
from alphagex_logs.postgres import bulk, changes
from alphagex_logs.postgres.order import gathered
from alphagex_logs.writers.operations import EventId, Operation, Verb
from alphagex_logs.writers.sink import amendment, insertion
from tests.postgres.asking import ask, connected, run

MOMENT = datetime(2025, 1, 2, tzinfo=UTC)


def insert(number, **values):
    named = {"decision_id": f"D{number}", "timestamp": MOMENT, "decision_type": "NO_TRADE", "action": "SKIP", "symbol": "SPX", **values}
    return insertion(TRADING_DECISIONS, named)


def update(number, pnl, **values):
    return amendment(TRADING_DECISIONS, {"decision_id": f"D{number}"}, {"actual_pnl": pnl, **values})


def apply(url, operations):
    with connected(url) as connection:
        connection.autocommit = False
        applying.apply(connection, operations)
        connection.commit()


def state(url):
    return ask(url, "SELECT decision_id, actual_pnl::text, full_decision, outcome_notes FROM trading_decisions ORDER BY decision_id")


def test_inserts_come_before_updates_of_other_rows():
    first, second = insert(1), insert(2)
    assert list(gathered([first, update(1, 5), second, update(2, 6)]))[:2] == [first, second]


def test_an_update_stays_before_the_row_that_it_might_find():
    operations = [update(1, 5), insert(1)]
    assert list(gathered(operations)) == operations


@pytest.mark.parametrize("match", [{"symbol": "SPY"}, {"full_decision": {"a": 1}}, {"actual_pnl": Decimal("1.0")}], ids=["default", "document", "decimal"])
def test_an_update_stays_where_nobody_can_tell_what_it_finds(match):
    row = insertion(TRADING_DECISIONS, {"decision_id": "D", "timestamp": MOMENT, "actual_pnl": Decimal("1.00"), "full_decision": {"a": 1}})
    operations = [Operation(Verb.UPDATE, "trading_decisions", EventId("e"), {"action": "x"}, match=match), row]
    assert list(gathered(operations)) == operations


def test_many_updates_in_one_statement_change_the_rows_that_they_name(database):
    apply(database, [insert(number) for number in range(30)])
    apply(database, [update(number, Decimal(f"{number}.50"), outcome_notes=f"\\ \n\t'\"{number}") for number in range(30)])
    assert state(database) == sorted((f"D{number}", f"{number}.50", None, f"\\ \n\t'\"{number}") for number in range(30))


def test_documents_days_and_nothing_arrive_in_one_statement_as_they_do_one_by_one(database):
    values = {"full_decision": {"a": [1, None, "x\ny", 1.5]}, "expiration": date(2025, 3, 1), "timestamp": MOMENT, "strike": None, "passed_risk_checks": True}
    apply(database, [insert(number) for number in range(20)])
    apply(database, [update(number, None, **values) for number in range(20)])
    found = ask(database, 'SELECT DISTINCT full_decision, expiration::text, "timestamp", strike, passed_risk_checks FROM trading_decisions')
    assert [(row[0], str(row[1])[:10], *row[2:]) for row in found] == [(values["full_decision"], "2025-03-01", MOMENT, None, True)]


def test_of_many_updates_those_without_a_row_wait(database):
    apply(database, [insert(number) for number in range(0, 20, 2)])
    apply(database, [update(number, number) for number in range(20)])
    assert len(ask(database, "SELECT 1 FROM agx.pending_outcome")) == 10
    apply(database, [insert(number) for number in range(1, 20, 2)])
    assert [row[:2] for row in state(database)] == sorted((f"D{number}", f"{number}") for number in range(20))
    assert ask(database, "SELECT 1 FROM agx.pending_outcome") == []


def test_an_update_finds_the_newest_of_several_rows(database):
    run(database, "ALTER TABLE trading_decisions DROP CONSTRAINT uq_trading_decisions_decision_id")
    apply(database, [insert(number % 10) for number in range(20)])
    apply(database, [update(number, number) for number in range(10)])
    assert ask(database, "SELECT count(*) FROM trading_decisions WHERE actual_pnl IS NOT NULL AND id > 10") == [(10,)]


numbers = st.integers(0, 4)
steps = st.lists(st.tuples(st.sampled_from(["insert", "update"]), numbers, st.integers(0, 99)), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_order_of_inserts_and_updates_ends_as_it_does_one_by_one(database, given_steps):
    seen, operations = set(), []
    for kind, number, value in given_steps:
        if kind == "insert" and number not in seen:
            seen.add(number)
            operations.append(insert(number))
        elif kind == "update":
            operations.append(update(number, value))
    ends = []
    for batches in ([operations], [[one] for one in operations]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(changes, "FEWEST", 1)
            patch.setattr(bulk, "FEWEST", 1)
            for batch in batches:
                apply(database, batch)
        waiting = ask(database, "SELECT match->>'decision_id', changes->>'actual_pnl' FROM agx.pending_outcome ORDER BY id")
        ends.append((state(database), sorted(waiting, key=lambda found: found[0])))
        run(database, "TRUNCATE trading_decisions; TRUNCATE agx.pending_outcome")
    assert ends[0] == ends[1]


def test_corrections_of_many_rows_go_together_and_the_last_one_stands(database, monkeypatch):
    apply(database, [insert(number) for number in range(40)])
    alone = []
    monkeypatch.setattr(changes.pending, "change", lambda _cursor, operation: alone.append(operation))
    apply(database, [update(number, value) for number in range(40) for value in (1, 2, 3)])
    assert {row[1] for row in state(database)} == {"3"}
    assert alone == []
