"""The words of the log tables: bots, outcomes, regimes."""

from __future__ import annotations

import inspect
from enum import StrEnum

import pytest

from alphagex_logs.catalogue import TABLES, vocabulary
from alphagex_logs.catalogue.vocabulary import (
    BOT_ALIASES,
    BOT_DESCRIPTIONS,
    OUTCOME_MAP,
    TABLE_ALIASES,
    Bot,
    Result,
    TradeOutcome,
    VixRegime,
    WinLoss,
    bot_named,
    result_of,
    vix_regime,
)

ENUMERATIONS = [value for _, value in inspect.getmembers(vocabulary, inspect.isclass) if issubclass(value, StrEnum)]


@pytest.mark.parametrize(
    ("label", "result"),
    [
        ("MAX_PROFIT", Result.WIN),
        ("PARTIAL_PROFIT", Result.WIN),
        ("WIN", Result.WIN),
        (True, Result.WIN),
        (1, Result.WIN),
        ("t", Result.UNMAPPED),
        ("PUT_BREACHED", Result.LOSS),
        ("CALL_BREACHED", Result.LOSS),
        ("DOUBLE_BREACH", Result.LOSS),
        ("LOSS", Result.LOSS),
        (False, Result.LOSS),
        (0, Result.LOSS),
        ("SCRATCH", Result.SCRATCH),
        ("BREAKEVEN", Result.SCRATCH),
        (" win ", Result.WIN),
        ("stopped out", Result.UNMAPPED),
        ("", None),
        (None, None),
    ],
)
def test_a_label_comes_down_to_one_result(label, result):
    assert result_of(label) is result


def test_every_outcome_that_a_writer_takes_is_mapped():
    assert [label for label in (*TradeOutcome, *WinLoss) if label not in OUTCOME_MAP] == []


def test_no_label_is_mapped_to_unmapped():
    assert Result.UNMAPPED not in OUTCOME_MAP.values()


@pytest.mark.parametrize(
    ("vix", "regime"), [(9, "LOW"), (14.99, "LOW"), (15, "NORMAL"), (22, "ELEVATED"), (28, "HIGH"), (34.99, "HIGH"), (35, "EXTREME"), (80, "EXTREME")]
)
def test_a_vix_level_on_a_cut_belongs_to_the_regime_above(vix, regime):
    assert vix_regime(vix) is VixRegime(regime)


@pytest.mark.parametrize(
    ("name", "bot"),
    [("FORTRESS", "ARES"), ("LAZARUS", "PHOENIX"), ("CORNERSTONE", "ATLAS"), ("SHEPHERD", "HERMES"), ("PROPHET", "ORACLE"), ("ares", "ARES"), ("Zeus", "ZEUS")],
)
def test_a_bot_keeps_one_name(name, bot):
    assert bot_named(name) == bot


def test_every_bot_is_described_and_was_renamed_once():
    assert set(BOT_DESCRIPTIONS) == set(Bot)
    assert sorted(BOT_ALIASES.values()) == sorted(Bot)


def test_a_table_alias_leads_to_a_table():
    assert [alias for alias, name in TABLE_ALIASES.items() if name not in TABLES] == []


@pytest.mark.parametrize("enumeration", ENUMERATIONS, ids=lambda enumeration: enumeration.__name__)
def test_an_enumeration_is_exported(enumeration):
    assert enumeration.__name__ in vocabulary.__all__


@pytest.mark.parametrize("owner", sorted({table.roles.owner for table in TABLES.values() if table.roles.owner}))
def test_the_owner_of_a_table_is_a_bot(owner):
    assert owner in set(Bot)
