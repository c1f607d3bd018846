"""Enumerations leave the warehouse as the words of the rows."""

from __future__ import annotations

import pandas as pd
import pytest

from alphagex_logs.warehouse.warehouse import _plain


@pytest.mark.parametrize("words", [["win", "loss", "scratch"], []], ids=["three words", "no word at all"])
def test_a_missing_word_stays_missing_and_is_never_the_last_of_its_enumeration(words):
    found = _plain(pd.DataFrame({"result": pd.Categorical([*words[:2], None], categories=pd.Index(words, dtype="str")), "n": range(len(words[:2]) + 1)}))
    assert found["result"].tolist()[:-1] == words[:2]
    assert found["result"].isna().tolist() == [False] * len(words[:2]) + [True]
    assert "category" not in {str(kind) for kind in found.dtypes}
