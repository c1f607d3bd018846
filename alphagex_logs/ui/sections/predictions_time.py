"""The Predictions page over time: is the hit rate what was said, and is there reason for alarm?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs.charts import monitoring
from alphagex_logs.charts.hit_rate import hit_rate_over_time
from alphagex_logs.metrics.rates import rate_of_counts
from alphagex_logs.ui import chart, data, scores, state
from alphagex_logs.ui.scores import Number
from alphagex_logs.ui.sections.predictions import p_value

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters
    from alphagex_logs.ui.sections.predictions_numbers import Monitored

PERIODS = ("month", "quarter", "year")


def over_time(chosen: Filters, source: str | None) -> None:
    """How the hit rate moved, against what was said beforehand."""
    period = st.segmented_control("Period", PERIODS, key="period", default="quarter", required=True, bind="query-params", label_visibility="collapsed")
    rows = per_period(data.ask("hit_rate_by_period", chosen, period=period, source=source))
    chart.draw(hit_rate_over_time(rows, state.look()), "hit_rate", rows=rows, question="hit_rate_by_period", chosen=chosen, period=period, source=source)


def per_period(found: pd.DataFrame) -> pd.DataFrame:
    """Hit rates per period over all bots and sources: period, value, low, high, n, forecast."""
    summed = found.assign(said=found["mean_probability"] * found["n"]).groupby("period", as_index=False)[["n", "wins", "said"]].sum()
    known = [rate_of_counts(wins, n).estimate for wins, n in zip(summed["wins"], summed["n"], strict=True)]
    return pd.DataFrame(
        {
            "period": summed["period"],
            "value": pd.Series([rate.value for rate in known], dtype="float64"),
            "low": pd.Series([rate.low for rate in known], dtype="float64"),
            "high": pd.Series([rate.high for rate in known], dtype="float64"),
            "n": summed["n"],
            "forecast": summed["said"] / summed["n"],
        }
    )


def expected(chosen: Filters, source: str | None) -> None:
    """Wins against the sum of what was said, in the envelope of chance."""
    found = scores.monitored(chosen, source)
    rows = _path(found, found.vlad.kept, wins_above_expectation=found.vlad.path, envelope=found.vlad.envelope)
    figure = monitoring.expected_vs_observed(found.vlad, list(found.days), state.look())
    chart.draw(figure, "vlad", rows=rows, question="forecasts_by_day", chosen=chosen, source=source)


def drift_numbers(found: Monitored, source: str | None) -> list[Number]:
    """Whether the later half of the forecasts uses other probabilities than the earlier half: two distances, each beside what chance does."""
    shift, stability, of = found.shift, found.stability, {"source": source}
    tested = " shuffled, ".join(filter(None, (p_value(shift.p_value), p_value(found.turned)))) + (" turned" if found.turned is not None else "")
    chance = "" if stability.expected_without_drift is None else f"{stability.expected_without_drift:.3f} without drift"
    return [
        Number("kolmogorov_smirnov", "Shift of p, KS", shift.estimate, "probability", "forecasts_by_day", params=of, note=tested),
        Number("psi", "Shift of p, PSI", stability.estimate, "probability", "forecasts_by_day", params=of, note=chance),
    ]


def drift(chosen: Filters, source: str | None) -> None:
    """The later half of the probabilities against the earlier."""
    scores.show(drift_numbers(scores.monitored(chosen, source), source), chosen, "drift")
    st.caption(
        "The later half of the forecasts against the earlier: new probabilities may be right, but what was learnt from the old ones says less about them. "
        "Shuffled: as if each forecast stood alone. Turned: days that hang together stay beside each other, so a small p here is not due to that."
    )


def losses(chosen: Filters, source: str | None) -> None:
    """The risk-adjusted CUSUM."""
    found = scores.monitored(chosen, source)
    figure = monitoring.cusum(found.cusum, list(found.days), state.look())
    chart.draw(figure, "cusum", rows=_path(found, found.cusum.kept, cusum=found.cusum.path), question="forecasts_by_day", chosen=chosen, source=source)


def evidence(chosen: Filters, source: str | None) -> None:
    """The e-process, which may be looked at after every trade."""
    found = scores.monitored(chosen, source)
    figure = monitoring.e_process(found.e_process, list(found.days), state.look())
    rows = _path(found, found.e_process.kept, log10_e_value=found.e_process.log10_path)
    chart.draw(figure, "e_process", rows=rows, question="forecasts_by_day", chosen=chosen, source=source)
    streams = found.e_process.streams
    dealt = (
        f" Up to {streams} forecasts were open at once, so they are dealt into {streams} streams without overlap that share the wealth." if streams > 1 else ""
    )
    st.caption(
        f"One forecast per bot-day, in the order of time. The alarm may be looked at after every trade and is false in 5 % of histories.{dealt} "
        "The CUSUM takes each outcome as known before the next forecast: over several bots or weekly trades its alarm is a prompt to look, not a test."
    )


def _path(found: Monitored, kept: object, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"trade_day": found.days[kept], **columns})  # type: ignore[call-overload]  # positions
