"""Many threads ask at once and every one gets what one thread alone gets."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from pandas.testing import assert_frame_equal

from alphagex_logs.filters import Filters
from alphagex_logs.warehouse import questions
from tests.warehouse.test_questions import ALL, OTHERS

BOTS = [(), ("ARES",), ("ATLAS", "HERMES"), ("(none)",)]


def test_sixteen_threads_get_what_one_gets(full):
    asked = [(question, Filters(bots=bots)) for question in ALL for bots in BOTS]
    random.Random(7).shuffle(asked)

    def ask(pair):
        question, chosen = pair
        named = questions.parameters_of(questions.sql_of(question))
        return full.ask(question, chosen, **{name: value for name, value in OTHERS.items() if name in named})

    alone = [ask(pair) for pair in asked]
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(ask, asked))
    for one, other in zip(alone, together, strict=True):
        assert_frame_equal(one, other)
