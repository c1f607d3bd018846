"""Every number on the Predictions and PnL pages can be had by hand: its SQL, as shown, gives it; and chart, download and API agree with it."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from starlette.testclient import TestClient

from alphagex_logs import export, warehouse
from alphagex_logs.api import create_api
from alphagex_logs.catalogue.vocabulary import PredictionState
from alphagex_logs.charts.equity import curves
from alphagex_logs.filters import Filters
from alphagex_logs.metrics.definitions import DEFINITIONS
from alphagex_logs.metrics.eras import eras
from alphagex_logs.metrics.segments import pnl_segments
from alphagex_logs.ui import data, reproduce, scores
from alphagex_logs.ui.sections import impact, pnl, pnl_numbers, predictions, predictions_numbers, predictions_stakes, predictions_time
from tests.warehouse.opening import warehouse_of

YEAR = Filters(datetime(2017, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC), "custom")
CHOICES = {
    "all": Filters(),
    "one year": YEAR,
    "one bot": Filters(bots=("PHOENIX",)),
    "one advice": Filters(advice=("TRADE_REDUCED",)),
    "text": Filters(text="2750"),
    "one outcome": Filters(outcomes=("WIN",)),
    "nothing": Filters(bots=("ORACLE",), symbols=("(none)",)),
}
SOURCES = [*predictions.SOURCES.values(), None]
every_choice = pytest.mark.parametrize("chosen", CHOICES.values(), ids=list(CHOICES))


@pytest.fixture(scope="module", autouse=True)
def house(replayed, loaded, tmp_path_factory):
    with warehouse_of(replayed, loaded(tmp_path_factory.mktemp("same"))) as opened:
        warehouse.use(opened)
        yield opened
        warehouse.use(None)


def by_hand(question, chosen, **params):
    """What a person gets who copies the shown statement into any DuckDB client."""
    statement = reproduce.statement(question, chosen, **params)
    assert not re.search(r"\$[a-z]", re.sub(r"--.*|'[^']*'", "", statement))
    return warehouse.current()._database.cursor().execute(statement).df()


def numbers(chosen, source):
    found = scores.accuracy(chosen, source)
    return told_by(found, source)


def told_by(found, source):
    return [*predictions.headline_numbers(found, source), *predictions.test_numbers(found, source), *predictions.worth_numbers(found, source)]


def money_numbers(chosen, capital=500_000.0):
    found = scores.money(chosen, capital)
    return [*pnl.headline_numbers(found), *pnl.daily_numbers(found), *pnl.capital_numbers(found)]


def agree(shown, found):
    return shown is None if found is None or pd.isna(found) else math.isclose(shown, float(found), rel_tol=1e-12, abs_tol=1e-12)


@every_choice
@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_the_sql_behind_a_tile_of_predictions_gives_its_number(chosen, source):
    for number in numbers(chosen, source):
        if number.column:
            row = by_hand(number.question, chosen, **number.params).iloc[0]
            assert agree(number.estimate.value, row[number.column]), number.label
            assert number.estimate.n == row["n"], number.label


@every_choice
def test_the_sql_behind_a_tile_of_money_gives_its_number(chosen):
    for number in money_numbers(chosen):
        if number.column:
            assert agree(number.estimate.value, by_hand(number.question, chosen).iloc[0][number.column]), number.label


@pytest.mark.parametrize("source", ["oracle", None], ids=str)
def test_the_other_tiles_of_predictions_follow_from_the_rows_that_their_sql_gives(source):
    shown = {number.label: number.estimate for number in numbers(YEAR, source)}
    cells, daily, worth = (by_hand(question, YEAR, source=source) for question in ("calibration_cells", "forecasts_by_day", "stakes"))
    again = predictions_numbers.accuracy(cells, daily, predictions_stakes.stakes(worth))
    assert {number.label: number.estimate for number in told_by(again, source)} == shown
    moved = predictions_numbers.monitored(daily)
    seen = predictions_time.drift_numbers(scores.monitored(YEAR, source), source)
    assert [number.estimate for number in predictions_time.drift_numbers(moved, source)] == [number.estimate for number in seen]


def test_the_other_tiles_of_money_follow_from_the_rows_that_their_sql_gives():
    again = pnl_numbers.money(by_hand("position_pnls", YEAR), 500_000.0)
    found = [*pnl.headline_numbers(again), *pnl.daily_numbers(again), *pnl.capital_numbers(again)]
    assert [number.estimate for number in found] == [number.estimate for number in money_numbers(YEAR)]


def test_the_tiles_on_advice_follow_from_the_rows_that_their_sql_gives():
    again = pnl_numbers.following(by_hand("structures", YEAR), by_hand("skipped_by_bot", YEAR))
    told, found = ([number.estimate for number in impact.value_numbers(each)] for each in (again, scores.following(YEAR)))
    assert [(each.value, each.low, each.high) for each in told] == [pytest.approx((each.value, each.low, each.high), rel=1e-12) for each in found]
    effect = pnl_numbers.effect(by_hand("structures", YEAR))
    assert [number.estimate for number in impact.effect_numbers(effect)] == [number.estimate for number in impact.effect_numbers(scores.effect(YEAR))]


def test_every_tile_explains_itself():
    drift = predictions_time.drift_numbers(scores.monitored(YEAR, "oracle"), "oracle")
    effect = impact.effect_numbers(scores.effect(YEAR))
    for each in [*numbers(YEAR, "oracle"), *drift, *money_numbers(YEAR), *impact.value_numbers(scores.following(YEAR)), *effect]:
        told = scores.definition(each, YEAR)
        assert DEFINITIONS[each.key].formula in told.formula
        assert "Unit: " in told.formula
        assert f"n={each.estimate.n:,}" in told.leaves_out
        assert (told.question, told.beside) == (each.question, each.beside)


def test_a_number_of_two_answers_names_both():
    worth = predictions.worth_numbers(scores.accuracy(YEAR, "oracle"), "oracle")
    assert [(number.question, number.beside) for number in worth] == [("calibration_cells", "stakes")] * 3 + [("forecasts_by_day", "stakes")]


@every_choice
def test_tile_chart_download_and_api_tell_the_same_net_pnl(chosen, house):
    net = scores.money(chosen, None).net.value or 0.0
    drawn = curves(data.ask("pnl_by_bot_and_day", chosen).rename(columns={"realised_pnl": "pnl"}))
    with house.snapshot() as snapshot:
        downloaded = b"".join(export.download("closed_positions", export.Format.CSV, chosen, raw=True).pieces(snapshot)).decode("utf-8-sig")
    served = (
        TestClient(create_api(), raise_server_exceptions=False).get("/logs/export/closed_positions.csv", params=as_query(chosen)).content.decode("utf-8-sig")
    )
    parts = pnl_numbers.parts(data.ask("pnl_by_path", chosen))
    assert (list(drawn.values())[-1]["equity"].iloc[-1] if drawn else 0.0) == pytest.approx(net, abs=1e-6)
    assert column_sum(downloaded, "pnl") == pytest.approx(net, abs=1e-6)
    assert column_sum(served, "pnl") == pytest.approx(net, abs=1e-6)
    assert float(parts.total) == pytest.approx(net, abs=1e-6)
    assert sum(bar.amount for bar in parts.bars) == parts.total
    assert sum(bar.n for bar in parts.bars) == scores.money(chosen, None).net.n


def served(relation, chosen):
    """The rows that the API gives for these filters, as a client reads them."""
    answer = TestClient(create_api(), raise_server_exceptions=False).get(f"/logs/export/{relation}.csv", params=[*as_query(chosen), ("raw", "1")])
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def charted(found):
    """The rows under the reliability diagram, as its download gives them."""
    fit = found.reliability
    return list(zip(fit.probabilities, fit.counts, strict=True))


@every_choice
@pytest.mark.parametrize("source", ["oracle", "ai_advisor", None], ids=str)
def test_tile_chart_and_api_tell_the_same_about_predictions(chosen, source):
    found = scores.accuracy(chosen, source)
    rows = [row for row in served("predictions", chosen) if row["state"] == "resolved" and row["won"] and source in {None, row["source"]}]
    said, won = [float(row["probability"]) for row in rows], [row["won"] == "true" for row in rows]
    assert (
        found.hit_rate.estimate.n
        == len(rows)
        == sum(n for _, n in charted(found))
        == sum(data.ask("outcomes_by_bot", chosen, source=source).query("result in ('win', 'loss')")["n"])
    )
    assert sum(won) == sum(data.ask("outcomes_by_bot", chosen, source=source).query("result == 'win'")["n"])
    if rows:
        by_hand_brier = math.fsum((p - y) ** 2 for p, y in zip(said, won, strict=True)) / len(rows)
        assert found.corp.brier.value == pytest.approx(by_hand_brier, abs=1e-12)
        assert found.hit_rate.estimate.value == pytest.approx(sum(won) / len(rows), abs=1e-12)
        assert found.bias.bias.value == pytest.approx((math.fsum(said) - sum(won)) / len(rows), abs=1e-12)
        assert math.fsum(p * n for p, n in charted(found)) == pytest.approx(math.fsum(said), abs=1e-6)
        periods = predictions_time.per_period(data.ask("hit_rate_by_period", chosen, period="quarter", source=source))
        assert math.fsum(periods["value"] * periods["n"]) == pytest.approx(sum(won), abs=1e-6)


@every_choice
def test_tile_chart_and_api_tell_the_same_about_money(chosen):
    found = scores.money(chosen, None)
    earned = [float(row["pnl"]) for row in served("closed_positions", chosen) if row["pnl"]]
    gains, losses = (math.fsum(pnl for pnl in earned if pnl * sign > 0) for sign in (1, -1))
    assert (found.counts.n, found.counts.wins, found.counts.losses) == (len(earned), sum(pnl > 0 for pnl in earned), sum(pnl < 0 for pnl in earned))
    parts = data.ask("pnl_by_part", chosen, by="bot")
    assert parts["closed_positions"].sum() == len(earned)
    assert (parts["wins"].sum(), parts["losses"].sum()) == (found.counts.wins, found.counts.losses)
    if earned:
        assert found.expectancy.value == pytest.approx(math.fsum(earned) / len(earned), abs=1e-9)
        assert data.ask("position_pnls", chosen)["pnl"].astype(float).sum() == pytest.approx(math.fsum(earned), abs=1e-6)
    if losses:
        assert found.profit_factor.value == pytest.approx(gains / -losses, abs=1e-12)


def as_query(chosen):
    return [(name, value) for name, values in filters_query(chosen).items() for value in values]


def filters_query(chosen):
    from alphagex_logs import filters

    return filters.to_query(chosen)


def column_sum(text, name):
    return math.fsum(float(row[name]) for row in csv.DictReader(io.StringIO(text)) if row[name])


@every_choice
def test_tile_and_download_tell_the_same_hit_rate(chosen, house):
    with house.snapshot() as snapshot:
        downloaded = b"".join(export.download("predictions", export.Format.CSV, chosen, raw=True).pieces(snapshot)).decode("utf-8-sig")
    kept = [row for row in csv.DictReader(io.StringIO(downloaded)) if row["source"] == "oracle" and row["state"] == "resolved" and row["won"]]
    rate = scores.accuracy(chosen, "oracle").hit_rate
    assert (rate.wins, rate.estimate.n) == (sum(row["won"] == "true" for row in kept), len(kept))


@every_choice
@pytest.mark.parametrize("source", ["oracle", None], ids=str)
def test_the_ledger_adds_up_and_its_counts_are_rows(chosen, source):
    book = scores.ledger(chosen, source)
    rows = {name: len(data.ask("predictions_in_state", chosen, source=source, state=name, page=0, page_size=100_000)) for name in predictions_states()}
    assert rows == {name: getattr(book, name) for name in rows}
    assert sum(rows.values()) == book.total


@every_choice
@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_a_count_of_the_ledger_opens_exactly_its_rows_on_the_logs_page(chosen, source):
    for state in PredictionState:
        tables = (predictions.TABLE_OF[source],) if source else chosen.tables
        rows = data.ask("log_count", replace(chosen, states=(state,), tables=tables))["records"].iloc[0]
        assert rows == getattr(scores.ledger(chosen, source), state), state


def predictions_states():
    return [state.value for state in PredictionState]


def test_what_sql_takes_for_an_era_the_metrics_take_for_it_too():
    rows = warehouse.current()._database.cursor().execute("SELECT confidence, win_probability FROM oracle_predictions").df()
    found = pd.Series([str(era) for era in eras(rows["confidence"].to_numpy(), rows["win_probability"].to_numpy())]).value_counts()
    assert data.ask("confidence_eras", Filters()).set_index("era")["n"].to_dict() == found.to_dict()


def test_segments_are_parts_of_the_whole():
    judged = scores.segments(Filters(), "oracle")
    whole = scores.accuracy(Filters(), "oracle").hit_rate.estimate.n
    assert {name: sum(each.hit_rate.n for each in members) for name, members in judged.items()} == dict.fromkeys(judged, whole)


def test_advice_is_valued_at_what_was_really_taken():
    told = data.ask("structures", Filters()).dropna(subset=["advice", "risk"])
    assert scores.following(Filters()).value.taken.value == pytest.approx(told["pnl"].astype(float).sum(), abs=0.01)


@pytest.mark.parametrize("chosen", [Filters(bots=("ARES",)), Filters(advice=("TRADE_FULL",), bots=("ATLAS",))], ids=["one bot", "one advice of a bot"])
def test_one_number_has_one_interval_wherever_it_stands(chosen):
    money, told = scores.money(chosen, None), scores.following(chosen)
    (taken,), counted = [value.taken for _, value in told.value_by_bot], data.ask("part_pnls", chosen, by="bot")
    rows = counted.loc[counted.index.repeat(counted["n"])]
    (part,) = pnl_segments(rows["part"].tolist(), rows["pnl"].astype(float).to_numpy(), rows["trade_day"].to_numpy())
    means = [part.mean, told.bins[0].realised, *(level.pnl for level in told.levels if len(told.levels) == 1)]
    assert [(taken.low, taken.high)] == [pytest.approx((money.net.low, money.net.high))]
    assert [(each.low, each.high) for each in means] == [pytest.approx((money.expectancy.low, money.expectancy.high))] * len(means)


def test_too_few_days_hide_a_ratio_and_no_capital_hides_a_share():
    week = Filters(datetime(2018, 1, 2, tzinfo=UTC), datetime(2018, 1, 9, tzinfo=UTC), "custom")
    found = scores.money(week, None)
    assert [number.estimate.value for number in pnl.daily_numbers(found) if number.key in {"sharpe", "sortino", "calmar"}] == [None, None, None]
    assert {number.estimate.reason for number in pnl.capital_numbers(found) if number.key == "max_drawdown"} == {"no_capital"}
