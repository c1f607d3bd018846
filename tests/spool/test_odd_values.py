"""Whatever a bot sends ends as an equal row that everything can read, or as a dead letter with what was sent; never as an error in the bot.

ALPHAGEX_ODD_EXAMPLES sets how many calls are invented (default 10,000).
"""

from __future__ import annotations

import datetime as dt
import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alphagex_logs.writers import log_gex_change, log_psychology_notification
from tests.spool.oddities import ODD, Unwilling, Word, harmless
from tests.spool.sent_and_stored import Bot, check, read_everywhere

EXAMPLES = int(os.environ.get("ALPHAGEX_ODD_EXAMPLES", "10000"))
TOGETHER = 10


@pytest.fixture
def bot(tmp_path):
    opened = Bot(tmp_path / "spool")
    yield opened
    opened.sink.close()


def test_every_known_oddity(bot, database, destination, tmp_path):
    for value in ODD.values():
        bot.call_with(value)
    rows, refused = check(bot, database, destination, tmp_path)
    assert rows > 50
    assert refused > 100
    read_everywhere(database, tmp_path)


text = (
    st.text(max_size=12).filter(harmless)
    | st.text(st.characters(categories=["Cs", "Cc", "Co"]), max_size=3)
    | st.sampled_from([one for one in ODD.values() if isinstance(one, str) and len(one) < 100])
)
numbers = st.integers() | st.floats() | st.decimals() | st.fractions() | st.floats(width=32).map(np.float32) | st.integers(-(2**63), 2**63 - 1).map(np.int64)
times = st.datetimes(timezones=st.none() | st.timezones()) | st.dates() | st.times() | st.timedeltas()
scalars = (
    st.none()
    | st.booleans()
    | text
    | numbers
    | times
    | st.uuids()
    | st.binary(max_size=8)
    | st.sampled_from([Unwilling(), pd.NaT, pd.NA, Word.SPY, object, len])
)
containers = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(text | st.integers() | st.booleans() | st.none(), inner, max_size=4),
    max_leaves=10,
)


def mostly(fitting, odd):
    """One in six odd; `|` would count each of the many kinds of odd values as much as all that fit."""
    return st.sampled_from([fitting] * 5 + [odd]).flatmap(lambda chosen: chosen)


# Mostly such as a column takes: what is refused says nothing about what is stored.
clean = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12).filter(harmless)
finite = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**40), 2**40) | st.decimals(-(10**9), 10**9, places=2)
days = st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2198, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
branches = st.recursive(
    st.booleans() | clean | finite | days, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(clean, inner, max_size=4), max_leaves=8
)
words = mostly(clean, scalars)
figures = mostly(finite, scalars)
moments = mostly(st.none() | days, scalars)
documents = mostly(st.none() | st.dictionaries(clean, branches, max_size=4) | st.lists(branches, max_size=4), containers)


def invented(call, **fields):
    """Make so many calls with what Hypothesis invents, ten an example: an example costs as much as what is drawn in it.

    Half of all in each of two tests, which may run at the same time.
    """

    @settings(max_examples=EXAMPLES // 2 // TOGETHER, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(st.fixed_dictionaries(fields), min_size=TOGETHER, max_size=TOGETHER))
    def calls(several):
        for one in several:
            call(**one)

    calls()


def found_again(bot, database, destination, tmp_path):
    rows, refused = check(bot, database, destination, tmp_path)
    assert rows + refused >= 0.95 * EXAMPLES / 2
    assert min(rows, refused) > EXAMPLES / 20
    read_everywhere(database, tmp_path)


@pytest.mark.timeout(900)
def test_any_figure_that_can_be_invented(bot, database, destination, tmp_path):
    def call(word, figure, second_figure, moment):
        bot.call(log_gex_change, symbol=word, previous_gex=figure, current_gex=2.0, spot_price=second_figure, at=moment)

    invented(call, word=words, figure=figures, second_figure=figures, moment=moments)
    found_again(bot, database, destination, tmp_path)


@pytest.mark.timeout(900)
def test_any_document_that_can_be_invented(bot, database, destination, tmp_path):
    def call(word, moment, document):
        bot.call(log_psychology_notification, message=word, at=moment, details=document)

    invented(call, word=words, moment=moments, document=documents)
    found_again(bot, database, destination, tmp_path)
