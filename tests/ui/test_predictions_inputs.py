"""Whether the inputs of a forecaster have moved, from frames that a person can work out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from alphagex_logs.ui.sections.predictions_inputs import INPUTS, shifts


def days(count: int = 60, **inputs: object) -> pd.DataFrame:
    """Days of one source; an input that is not given was not logged."""
    return pd.DataFrame({name: inputs.get(name, pd.Series([None] * count, dtype="float64")) for name in INPUTS}, index=range(count))


def test_the_medians_are_those_of_the_halves_and_dollars_are_in_billions():
    found = shifts(days(vix=[12.0] * 30 + [18.0] * 30, net_gex=[4e8] * 60)).set_index("input")
    assert found.loc["VIX", ["value", "n", "earlier", "later"]].tolist() == [1, 60, 12, 18]
    assert found.loc["Net GEX, $ bn", ["value", "earlier", "later"]].tolist() == [0, 0.4, 0.4]
    assert list(found.index) == ["VIX", "Net GEX, $ bn"]


def test_q_values_are_over_the_inputs_that_were_logged():
    found = shifts(days(vix=[12.0] * 30 + [18.0] * 30, vix_percentile=[50.0] * 60)).set_index("input")
    assert found["p_value"].to_dict() == pytest.approx({"VIX": 2 / 60, "VIX percentile": 1})
    assert found["q_value"].to_dict() == pytest.approx({"VIX": 4 / 60, "VIX percentile": 1})


def test_too_few_days_are_told_as_such():
    found = shifts(days(40, vix=[12.0] * 20 + [18.0] * 20)).set_index("input")
    assert found.loc["VIX", "n"] == 40
    assert found.loc["VIX", ["value", "p_value", "q_value"]].isna().all()


def test_a_day_without_the_input_is_no_day_of_its():
    found = shifts(days(61, vix=[None, *[12.0] * 30, *[18.0] * 30])).set_index("input")
    assert found.loc["VIX", ["value", "n", "earlier", "later"]].tolist() == [1, 60, 12, 18]


def test_nothing_logged_is_an_empty_table():
    assert shifts(days(0)).empty
