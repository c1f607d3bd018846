"""The files in queries/: each says what it answers, and answers it, on no rows and on many."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from pandas.testing import assert_frame_equal

from alphagex_logs.errors import QuestionFailed
from alphagex_logs.filters import Filters
from alphagex_logs.warehouse import questions
from alphagex_logs.warehouse.warehouse import _plain
from tests.warehouse.opening import warehouse_of

ALL = sorted(file.stem for file in questions.FOLDER.glob("*.sql"))
FILTERS = set(Filters().parameters())
OTHERS = {
    "period": "month",
    "split": "bot",
    "by": "bot",
    "sort": "newest",
    "state": "pending",
    "source": None,
    "page": 0,
    "page_size": 50,
    "after_at": None,
    "after_table": None,
    "after_id": None,
    "event_id": "00000000-0000-0000-0000-000000000000",
    "reach": 3,
    "table_name": "oracle_predictions",
    "low": 1,
    "high": 100,
    "audit_now": datetime(2018, 12, 31, 21),  # noqa: DTZ001  moments in questions are naive UTC
    "recent_since": datetime(2018, 12, 1),  # noqa: DTZ001  moments in questions are naive UTC
}
every_question = pytest.mark.parametrize("question", ALL)


def others(question):
    return {name: value for name, value in OTHERS.items() if name in questions.parameters_of(questions.sql_of(question))}


@every_question
def test_its_head_says_what_it_answers_from_what_and_one_row_of_it(question):
    head = [line for line in questions.sql_of(question).splitlines() if line.startswith("--")]
    assert re.fullmatch(r"-- [A-Z].*[.:?]?", head[0])
    assert any(line.startswith("-- params: ") for line in head)
    assert any(line.startswith("-- one row") for line in head)


@every_question
def test_its_head_names_its_parameters(question):
    head = "\n".join(line for line in questions.sql_of(question).splitlines() if line.startswith("--"))
    named = questions.parameters_of(questions.sql_of(question))
    assert named <= FILTERS | OTHERS.keys()
    assert [name for name in named if not re.search(rf"\b{name}\b", head)] == []


@every_question
def test_it_does_not_choose_every_column(question):
    assert not re.search(r"(?i)^select\s+\*", questions.sql_of(question), re.MULTILINE)


@every_question
def test_it_answers_over_all_rows(full, question):
    assert full.ask(question, Filters(), **others(question)) is not None


@every_question
def test_it_answers_through_every_filter(full, question):
    since, until = datetime(2018, 1, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)
    chosen = Filters(
        since, until, "custom", ("ARES", "(none)"), ("oracle",), ("oracle_predictions",), ("SPX", "(none)"), ("MAX_PROFIT",), ("TRADE_FULL",), "vix"
    )
    assert full.ask(question, chosen, **others(question)) is not None


@pytest.fixture(scope="module")
def nothing(databases, tmp_path_factory):
    with databases.temporary(databases.migrated()) as url, warehouse_of(url, tmp_path_factory.mktemp("nothing")) as warehouse:
        yield warehouse


@every_question
def test_it_answers_over_no_rows(nothing, question):
    answer = nothing.ask(question, Filters(), **others(question))
    assert not answer.columns.empty


@every_question
def test_it_has_the_answer_that_its_file_has_in_any_sql_tool(full, question):
    sql, values = questions.sql_of(question), Filters().parameters() | others(question)
    with full._database.cursor() as cursor:
        plainly = _plain(cursor.execute(sql, {name: values[name] for name in questions.parameters_of(sql)}).df())
    assert_frame_equal(full.ask(question, Filters(), **others(question)), plainly)


def test_pages_together_are_the_whole_and_nothing_comes_twice(full):
    chosen = Filters(bots=("HERMES",))
    count = int(full.ask("log_count", chosen)["records"][0])
    pages = [full.ask("log_rows", chosen, sort="newest", page=page, page_size=100) for page in range(-(-count // 100))]
    ids = [event_id for page in pages for event_id in page["event_id"]]
    assert len(ids) == len(set(ids)) == count
    assert [moment for page in pages for moment in page["at"]] == sorted((moment for page in pages for moment in page["at"]), reverse=True)


def test_an_endless_list_is_the_pages_in_the_same_order(full):
    chosen = Filters(bots=("ATLAS",))
    expected = full.ask("log_rows", chosen, sort="newest", page=0, page_size=250)["event_id"].tolist()
    found, after = [], {"after_at": None, "after_table": None, "after_id": None}
    while len(found) < 250:
        part = full.ask("log_rows_after", chosen, page_size=50, **after)
        found += part["event_id"].tolist()
        last = part.iloc[-1]
        after = {"after_at": last["at"].to_pydatetime(), "after_table": last["table_name"], "after_id": int(last["id"])}
    assert found == expected


def test_a_filter_does_not_count_against_itself_in_the_facets(full):
    free = full.ask("facet_counts", Filters()).set_index(["facet", "label"])["records"]
    chosen = full.ask("facet_counts", Filters(bots=("ARES",))).set_index(["facet", "label"])["records"]
    assert chosen["bot"].to_dict() == free["bot"].to_dict()
    assert chosen["category"].sum() == free["bot", "ARES"]


def test_facets_count_every_row_once(full):
    counts = full.ask("facet_counts", Filters()).groupby("facet")["records"].sum()
    assert set(counts[["bot", "category", "table", "symbol"]]) == {int(full.ask("log_count", Filters())["records"][0])}


@pytest.mark.parametrize("outcome", ["WIN", "LOSS"])
def test_facets_tell_of_scored_trades_what_choosing_their_outcome_shows(full, outcome):
    settled, chosen = Filters(states=("resolved",)), Filters(states=("resolved",), outcomes=(outcome,))
    free, told = (full.ask("facet_counts", each).set_index(["facet", "label"])["records"] for each in (settled, chosen))
    shown = int(full.ask("log_count", chosen)["records"][0])
    assert (free["outcome", outcome], told["table"].sum()) == (shown, shown)
    assert told["table", "ml_decision_logs"] > 0


def test_the_reason_for_an_empty_answer_is_the_filter_that_emptied_it(full):
    chosen = Filters(bots=("HERMES",), categories=("oracle",))
    assert full.ask("log_count", chosen)["records"][0] == 0
    without = full.ask("empty_filter_reasons", chosen).set_index("dropped")["records"]
    assert without["bot"] > 0
    assert without["category"] > 0
    assert without["symbol"] == 0
    assert without["everything"] == full.ask("log_count", Filters())["records"][0]


def test_the_parts_of_the_pnl_add_up_to_the_total(full):
    net = full.ask("pnl_totals", Filters())["net"][0]
    for by in ("bot", "strategy", "vix_regime", "gex_regime", "advice", "symbol", "weekday", "table"):
        assert full.ask("pnl_by_part", Filters(), by=by)["realised_pnl"].sum() == pytest.approx(net, abs=0.005)
    assert full.ask("pnl_by_bot_and_day", Filters())["realised_pnl"].sum() == pytest.approx(net, abs=0.005)


def test_the_ledger_counts_every_prediction_once(full):
    assert full.ask("predictions_ledger", Filters())["n"].sum() == full.rows("SELECT count(*) FROM predictions")[0][0]


def test_the_calibration_groups_are_the_pairs(full):
    groups, pairs = full.ask("calibration_groups", Filters(), source="oracle"), full.ask("prediction_pairs", Filters(), source="oracle")
    assert (groups["n"].sum(), groups["wins"].sum()) == (len(pairs), pairs["won"].sum())


def test_all_tables_have_a_status_even_those_without_rows(nothing, full):
    assert len(nothing.ask("table_status")) == len(full.ask("table_status")) == 23
    assert set(nothing.ask("table_status")["records"]) == {0}
    assert full.ask("table_status")["records"].sum() == full.ask("log_count", Filters())["records"][0]


def test_the_neighbours_of_a_row_stand_around_it(full):
    middle = full.rows("SELECT event_id FROM events WHERE bot = 'ARES' ORDER BY \"at\", table_name, id LIMIT 1 OFFSET 100")[0][0]
    around = full.ask("neighbours", event_id=str(middle), reach=3)
    assert around["place"].tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert around["event_id"][3] == str(middle)
    assert around["at"].is_monotonic_increasing


def test_an_unknown_question_is_refused(full):
    for question in ("nonsense", "../pyproject", "", "log_count.sql"):
        with pytest.raises(QuestionFailed, match="no question"):
            full.ask(question)


def test_a_missing_and_a_surplus_parameter_are_named(full):
    with pytest.raises(QuestionFailed, match="needs page, page_size, sort"):
        full.ask("log_rows", Filters())
    with pytest.raises(QuestionFailed, match="does not know colour"):
        full.ask("log_count", Filters(), colour="red")


@pytest.mark.parametrize("sql", ["SELECT 1; SELECT 2", "DROP TABLE store.events", "COPY events TO 'x.csv'", "SELEC", ""])
def test_only_one_select_is_ever_run(full, sql):
    with pytest.raises(QuestionFailed):
        full.rows(sql)
    with pytest.raises(QuestionFailed):
        full.stream(sql)


@pytest.mark.parametrize("sql", ["SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM read_csv('http://127.0.0.1:9/x')"])
def test_the_warehouse_reads_its_own_file_and_no_other(full, sql):
    with pytest.raises(QuestionFailed):
        full.rows(sql)
