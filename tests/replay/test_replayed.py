"""The replay in a real database: every table filled, once, with rows that make sense together."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal

import psycopg2
import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.replay import replay
from alphagex_logs.replay.market import load_days

CLOSES = {day.date: day.close for day in load_days()}


@pytest.fixture
def ask(replayed):
    with closing(psycopg2.connect(replayed)) as connection:
        connection.set_session(readonly=True)

        def rows(statement, *parameters):
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall()

        yield rows


def _counts(url):
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        counts = {}
        for name in TABLES:
            cursor.execute(f"SELECT count(*), md5(string_agg((to_jsonb(t) - 'id' - 'row_version')::text, '' ORDER BY event_id)) FROM {name} AS t")
            counts[name] = cursor.fetchone()
        return counts


def test_walking_the_same_days_twice_adds_and_changes_nothing(database):
    told = []
    with PostgresSink(database) as sink:
        first = replay(sink, days=90)
    once = _counts(database)
    with PostgresSink(database) as sink:
        second = replay(sink, days=90, progress=lambda *step: told.append(step))
    assert _counts(database) == once
    assert first.rows == second.rows == {name: count for name, (count, _) in once.items()}
    assert told == [(60, 90, "2014-03-31"), (90, 90, "complete")]


def test_walking_on_later_gives_the_same_rows_as_walking_at_once(database, databases):
    with PostgresSink(database) as sink:
        replay(sink, until=date(2014, 2, 14))
        replay(sink, days=60)
    with databases.temporary(databases.migrated()) as other:
        with PostgresSink(other) as sink:
            replay(sink, days=60)
        assert _counts(database) == _counts(other)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_filled(ask, table):
    assert ask(f"SELECT count(*) FROM {table}")[0][0] > 0


def test_there_are_tens_of_thousands_of_rows(ask):
    total = sum(ask(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES)
    assert 35_000 < total < 60_000


def test_nothing_waits_for_a_row_that_never_came(ask):
    assert ask("SELECT count(*) FROM agx.pending_outcome") == [(0,)]


def test_oracle_speaks_of_ares_once_on_every_day_on_which_its_limits_let_it_ask(ask):
    blocked = ask("SELECT timestamp::date, vix FROM trading_decisions WHERE bot_name = 'ARES' AND decision_type = 'RISK_BLOCKED' ORDER BY 1")
    assert [(str(day), float(vix)) for day, vix in blocked] == [("2015-08-24", 40.74), ("2015-08-25", 36.02), ("2018-02-05", 37.32), ("2018-12-24", 36.07)]
    assert ask("SELECT count(*), count(DISTINCT trade_date) FROM oracle_predictions WHERE bot_name = 'ARES'") == [(1253, 1253)]


def test_every_prediction_was_made_before_its_trade(ask):
    late = ask(
        """SELECT p.trade_date, p.bot_name FROM oracle_predictions p JOIN trading_decisions d
           ON d.bot_name = p.bot_name AND d.decision_type = 'ENTRY_SIGNAL' AND (d.timestamp AT TIME ZONE 'America/New_York')::date = p.trade_date
           WHERE p.prediction_time >= d.timestamp OR p.timestamp > p.prediction_time"""
    )
    assert late == []


def test_oracle_and_the_decision_tell_the_same_outcome_and_money(ask):
    """Every entry has its prediction; each resolved prediction has the money and the label of its position."""
    pairs = ask(
        """SELECT p.actual_outcome, p.actual_pnl, d.outcome_notes, d.actual_pnl FROM trading_decisions d LEFT JOIN oracle_predictions p
           ON d.bot_name = p.bot_name AND (d.timestamp AT TIME ZONE 'America/New_York')::date = p.trade_date WHERE d.decision_type = 'ENTRY_SIGNAL'"""
    )
    told = [(label, Decimal(repr(pnl)), decided, money) for label, pnl, decided, money in pairs if label is not None]
    assert len(told) > 2000
    assert [pair for pair in told if (pair[0], pair[1]) != (pair[2], pair[3])] == []


def test_what_is_not_traded_has_no_outcome(ask):
    assert ask("SELECT count(*) FROM oracle_predictions WHERE advice = 'SKIP_TODAY' AND (actual_outcome IS NOT NULL OR actual_pnl IS NOT NULL)") == [(0,)]
    assert ask("SELECT count(*) FROM trading_decisions WHERE decision_type <> 'ENTRY_SIGNAL' AND actual_pnl IS NOT NULL") == [(0,)]


def test_only_skipped_late_and_open_predictions_lack_an_outcome(ask):
    """Of 2,202 predictions 112 advised against the trade; four outcomes were never recorded, and two positions are open."""
    assert ask("SELECT count(*), count(*) FILTER (WHERE advice = 'SKIP_TODAY'), count(actual_outcome) FROM oracle_predictions") == [(2202, 112, 2084)]
    open_ones = ask("SELECT bot_name, trade_date FROM oracle_predictions WHERE advice <> 'SKIP_TODAY' AND actual_outcome IS NULL ORDER BY trade_date")
    assert [(bot, str(day)) for bot, day in open_ones] == [
        ("ARES", "2015-06-30"),
        ("ARES", "2016-06-30"),
        ("ARES", "2017-06-30"),
        ("ARES", "2018-06-29"),
        ("ATLAS", "2018-12-28"),
        ("ARES", "2018-12-31"),
    ]


def test_every_entry_but_the_last_has_one_exit_of_the_same_position(ask):
    entries = ask("SELECT full_decision->>'position_id', actual_pnl IS NOT NULL FROM trading_decisions WHERE decision_type = 'ENTRY_SIGNAL'")
    exits = ask("SELECT full_decision->>'position_id' FROM trading_decisions WHERE decision_type = 'EXIT_SIGNAL'")
    assert sorted(position for position, closed in entries if closed) == sorted(position for (position,) in exits)
    assert sorted(position for position, closed in entries if not closed) == ["ARES-20181231-IC", "ATLAS-20181228-2415"]


def test_an_iron_condor_keeps_what_the_real_close_leaves_it(ask):
    """The money of every ARES position, worked out anew from its legs, the real close and 65 cents a contract and leg."""
    positions = ask(
        """SELECT full_decision->'legs', expiration, position_size_contracts, actual_pnl, outcome_notes FROM trading_decisions
           WHERE bot_name = 'ARES' AND decision_type = 'ENTRY_SIGNAL' AND actual_pnl IS NOT NULL"""
    )
    for legs, expiration, contracts, pnl, label in positions:
        close = CLOSES[expiration]
        points = sum(_worth(leg, close) for leg in legs)
        assert float(pnl) == pytest.approx(100 * contracts * points - 0.65 * 4 * contracts, abs=0.006)
        shorts = {leg["option_type"]: leg["strike"] for leg in legs if leg["action"] == "SELL"}
        assert (label == "MAX_PROFIT") == (shorts["put"] <= close <= shorts["call"])


def _worth(leg, close):
    intrinsic = max(0, close - leg["strike"] if leg["option_type"] == "call" else leg["strike"] - close)
    return (1 if leg["action"] == "BUY" else -1) * (intrinsic - leg["entry_price"])


def test_the_wheel_of_hermes_earns_its_cash_and_its_shares(ask):
    """For finished cycles the PnL is the premium received and paid, plus what the shares gained; no dollar comes from anywhere else."""
    steps = ask(
        """SELECT cycle_id, action, premium_impact, pnl_impact, coalesce((details->>'strike')::float, 0) FROM wheel_activity_log
           WHERE cycle_id IN (SELECT cycle_id FROM wheel_activity_log WHERE action = 'CLOSE_POSITION') ORDER BY timestamp, id"""
    )
    cash = sum(premium for _, _, premium, _, _ in steps)
    shares = sum(500 * strike * {"CSP_ASSIGNED": -1, "CC_CALLED_AWAY": 1}.get(action, 0) for _, action, _, _, strike in steps)
    assert sum(pnl for *_, pnl, _ in steps) == pytest.approx(cash + shares, abs=0.01)


def test_every_cycle_but_the_running_one_is_closed(ask):
    opened, closed = ask("SELECT count(DISTINCT cycle_id), count(*) FILTER (WHERE action = 'CLOSE_POSITION') FROM wheel_activity_log")[0]
    assert opened == closed + 1


def test_phoenix_tells_its_journal_what_it_tells_its_decisions(ask):
    journal = ask("SELECT position_id::text, pnl_impact FROM autonomous_trade_activity WHERE action_type = 'EXIT' ORDER BY 1")
    decided = ask(
        """SELECT full_decision->>'position_id', actual_pnl::float FROM trading_decisions
           WHERE bot_name = 'PHOENIX' AND actual_pnl IS NOT NULL ORDER BY 1"""
    )
    assert journal == decided


def test_each_scan_starts_and_ends_once(ask):
    """A scan ends in a trade, a skip or an error."""
    odd = ask(
        """SELECT scan_cycle FROM autonomous_trader_logs GROUP BY scan_cycle HAVING count(*) FILTER (WHERE log_type = 'SCAN_START') <> 1
           OR count(*) FILTER (WHERE log_type IN ('TRADE_DECISION', 'TRADE_SKIPPED', 'ERROR')) <> 1"""
    )
    assert odd == []
    assert {kind for (kind,) in ask("SELECT DISTINCT log_type FROM autonomous_trader_logs")} == {
        "SCAN_START",
        "PSYCHOLOGY_ANALYSIS",
        "STRIKE_SELECTION",
        "POSITION_SIZING",
        "AI_EVALUATION",
        "TRADE_DECISION",
        "TRADE_SKIPPED",
        "ERROR",
    }


def test_ares_ml_has_a_row_for_each_finished_condor(ask):
    odd = ask(
        """SELECT count(*) FROM ares_ml_outcomes m FULL JOIN (SELECT * FROM trading_decisions WHERE bot_name = 'ARES' AND actual_pnl IS NOT NULL) d
           ON (d.timestamp AT TIME ZONE 'America/New_York')::date = m.trade_date
           WHERE m.id IS NULL OR d.id IS NULL OR m.net_pnl::numeric <> d.actual_pnl OR m.actual_outcome <> d.outcome_notes"""
    )
    assert odd == [(0,)]


def test_every_put_of_the_wheel_was_scored_and_its_outcome_recorded(ask):
    odd = ask(
        """SELECT o.trade_id FROM spx_wheel_ml_outcomes o LEFT JOIN ml_decision_logs s ON s.trade_id = o.trade_id AND s.action = 'SCORE_TRADE'
           WHERE s.ml_score IS NULL OR (o.outcome = 'WIN') <> (o.pnl > 0) OR o.max_drawdown > 0"""
    )
    assert odd == []
    assert ask("SELECT count(*) FROM spx_wheel_ml_outcomes WHERE outcome IS NULL") == [(1,)]


def test_the_scoreboard_of_the_advisor_counts_its_predictions(ask):
    board = ask("SELECT sum(total_predictions), sum(correct_predictions) FROM ai_performance")
    told = ask("SELECT count(prediction_correct), sum(prediction_correct) FROM ai_predictions")
    assert board == told == [(1256, told[0][1])]


def test_only_the_last_prediction_of_the_classifier_is_open(ask):
    assert ask("SELECT timestamp::date FROM ml_predictions WHERE correct IS NULL") == [(date(2018, 12, 31),)]


def test_patterns_are_counted_as_often_as_they_were_seen(ask):
    learnt = ask("SELECT pattern_name, occurrences FROM pattern_learning ORDER BY 1")
    seen = ask(
        """SELECT replace(notes, 'pattern ', ''), count(*) FROM psychology_analysis
           WHERE notes <> 'pattern NEUTRAL' AND timestamp < '2018-12-31' GROUP BY 1 ORDER BY 1"""
    )
    assert learnt == seen


def test_outcomes_that_came_late_or_never_are_where_the_docs_say(ask):
    """On the first session of a quarter the recorder comes three sessions late, and on that of July not at all: 2014 had no trade then."""
    late = ask("SELECT count(*) FROM oracle_predictions WHERE bot_name = 'ARES' AND outcome_date > (trade_date + 4)::timestamptz")
    missing = ask(
        """SELECT p.trade_date FROM oracle_predictions p JOIN trading_decisions d
           ON d.decision_id = 'ARES-' || to_char(p.trade_date, 'YYYYMMDD') || '-ENTRY' AND d.actual_pnl IS NOT NULL
           WHERE p.bot_name = 'ARES' AND p.actual_outcome IS NULL ORDER BY 1"""
    )
    assert late[0][0] > 0
    assert [str(day) for (day,) in missing] == ["2015-06-30", "2016-06-30", "2017-06-30", "2018-06-29"]


def test_all_times_lie_in_the_five_years(ask):
    for table in TABLES.values():
        for column in table.columns:
            if column.type == "TIMESTAMPTZ":
                first, last = ask(f'SELECT min("{column.name}"), max("{column.name}") FROM {table.name}')[0]
                assert first is None or (first.year >= 2014 and last.year <= 2018), f"{table.name}.{column.name}"
