"""The Predictions page over time: does what the forecaster looks at still look as it did?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs.charts.inputs import input_shifts
from alphagex_logs.metrics import drift
from alphagex_logs.ui import chart, data, state

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters

# What an input is called, and what it is divided by for that.
INPUTS = {
    "vix": ("VIX", 1.0),
    "vix_percentile": ("VIX percentile", 1.0),
    "vix_change": ("VIX change, 1 day", 1.0),
    "iv_rank": ("IV rank", 1.0),
    "net_gex": ("Net GEX, $ bn", 1e9),
    "gex_normalized": ("GEX, normalised", 1.0),
    "flip_point": ("Flip point above, %", 1.0),
    "call_wall": ("Call wall above, %", 1.0),
    "put_wall": ("Put wall below, %", 1.0),
    "expected_move": ("Expected move, %", 1.0),
    "price_change": ("Price change, 1 day, %", 1.0),
    "return_5d": ("Return, 5 days, %", 1.0),
    "return_20d": ("Return, 20 days, %", 1.0),
    "win_rate": ("Win rate, 30 days, %", 0.01),
    "delta": ("Delta", 1.0),
}
COLUMNS = ["input", "value", "n", "earlier", "later", "p_value", "q_value"]


def inputs(chosen: Filters, source: str | None) -> None:
    """The inputs of one forecaster, the later half of the days against the earlier."""
    if source is None:
        st.caption("Each forecaster looks at other inputs: choose one above to see whether its inputs have moved.")
        return
    rows = shifts(data.ask("inputs_by_day", chosen, source=source))
    chart.draw(input_shifts(rows, state.look()), "inputs", rows=rows, question="inputs_by_day", chosen=chosen, source=source)
    st.caption(
        "One value a day, as logged with the last forecast of each bot. p turns the days round: days hang together, and shuffled days would nearly always "
        "differ. q-values (Benjamini-Hochberg) are over the inputs shown. What was learnt from other inputs says less about these."
    )


def shifts(daily: pd.DataFrame) -> pd.DataFrame:
    """How far each input has moved, from the days of one source (answer to `inputs_by_day`); inputs that it does not log are left out."""
    logged = {name: daily[name].dropna() / unit for name, (_, unit) in INPUTS.items() if daily[name].notna().any()}
    found = {name: drift.halves(series.to_numpy()) for name, series in logged.items()}
    q_values = drift.benjamini_hochberg([each.p_value for each in found.values()])
    rows = [
        (INPUTS[name][0], found[name].estimate.value, len(series), *_medians(series), found[name].p_value, q_value)
        for (name, series), q_value in zip(logged.items(), q_values, strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(("value", "earlier", "later", "p_value", "q_value"), "float64"))


def _medians(series: pd.Series[float]) -> tuple[float, float]:
    half = len(series) // 2
    return series.iloc[:half].median(), series.iloc[half:].median()
