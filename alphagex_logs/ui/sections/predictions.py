"""The parts of the Predictions page: coverage first, then how good the probabilities were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs.charts.calibration import reliability_diagram
from alphagex_logs.charts.discrimination import roc
from alphagex_logs.charts.hit_rate import hit_rate_over_time
from alphagex_logs.charts.outcomes import coverage_bar, outcomes_by_bot
from alphagex_logs.metrics.rates import rate_of_counts
from alphagex_logs.ui import chart, data, formats, scores, state, table, tiles

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters

SOURCES = {"ORACLE": "oracle", "ARES ML": "ares_ml", "SPX wheel ML": "spx_wheel_ml", "ML regime": "ml_regime", "AI advisor": "ai_advisor"}
NAMES = {source: name for name, source in SOURCES.items()}
ALL_SOURCES = "all"
PERIODS = ("month", "quarter", "year")


def source_tabs() -> str | None:
    """Which forecaster the page is about; None for all of them together."""
    names = [*SOURCES, ALL_SOURCES]
    chosen = st.segmented_control("Source", names, key="source", default=names[0], required=True, bind="query-params", label_visibility="collapsed")
    return SOURCES.get(chosen)


def _named(source: str | None) -> str:
    return NAMES.get(source or "", "All sources")


def coverage(chosen: Filters, source: str | None) -> None:
    """For how many predictions is the outcome known at all?"""
    book = scores.ledger(chosen, source)
    rows = data.ask("predictions_ledger", chosen)
    shown = rows if source is None else rows[rows["source"] == source]
    chart.draw(coverage_bar(book, state.look()), "coverage", rows=shown, question="predictions_ledger", chosen=chosen)


def headline(chosen: Filters, source: str | None) -> None:
    """The tiles: hit rate, Brier score and its parts, log loss, skill, AUC, bias; each with n and interval."""
    found = scores.accuracy(chosen, source)
    tiles.show(
        [
            tiles.of_estimate("Hit rate", found.hit_rate.estimate, unit="rate", definition=_defined(_HIT_RATE, chosen, source)),
            tiles.of_estimate("Brier score", found.corp.brier, unit="probability", definition=_defined(_BRIER, chosen, source)),
            tiles.of_estimate("Miscalibration", found.corp.miscalibration, unit="probability", definition=_defined(_MCB, chosen, source)),
            tiles.of_estimate("Discrimination", found.corp.discrimination, unit="probability", definition=_defined(_DSC, chosen, source)),
            tiles.of_estimate("Uncertainty", found.corp.uncertainty, unit="probability", definition=_defined(_UNC, chosen, source)),
            tiles.of_estimate("Skill", found.skill, unit="probability", definition=_defined(_SKILL, chosen, source)),
            tiles.of_estimate("AUC", found.auc.estimate, unit="probability", definition=_defined(_AUC, chosen, source)),
            tiles.of_estimate("Bias", found.bias.bias, unit="probability", definition=_defined(_BIAS, chosen, source)),
        ],
        "accuracy",
    )


def _defined(formula: str, chosen: Filters, source: str | None) -> tiles.Definition:
    left_out = "Predictions without outcome, scratches, outcomes that map to nothing, and rows whose probability is not in 0 to 1. Intervals: 95 %, by bot-day."
    return tiles.Definition(formula, "calibration_cells", chosen, {"source": source}, left_out)


def reliability(chosen: Filters, source: str | None) -> None:
    """Did what was said to happen happen as often as said?"""
    found = scores.accuracy(chosen, source)
    rows = data.ask("calibration_groups", chosen, source=source)
    title = f"{NAMES[source or 'all']}: did they win as often as said?"
    figure = reliability_diagram(found.reliability, state.look(), sharpness=found.sharpness, title=title)
    chart.draw(figure, "reliability", rows=rows, question="calibration_groups", chosen=chosen, source=source)


def discrimination(chosen: Filters, source: str | None) -> None:
    """Did winners get higher probabilities than losers?"""
    found = scores.accuracy(chosen, source)
    rows = pd.DataFrame({"false_alarm_rate": found.roc.false_alarm_rate, "hit_rate": found.roc.hit_rate})
    figure = roc({_named(source): found.roc}, state.look(), auc=found.auc)
    chart.draw(figure, "roc", rows=rows, question="calibration_cells", chosen=chosen, source=source)


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


def outcomes(chosen: Filters, source: str | None) -> None:
    """How the predictions of each bot ended."""
    rows = data.ask("outcomes_by_bot", chosen, source=source)
    chart.draw(outcomes_by_bot(rows, state.look()), "outcomes", rows=rows, question="outcomes_by_bot", chosen=chosen, source=source)


def sources(chosen: Filters) -> None:
    """The forecasters side by side: the same scores for each, on the rows that each resolved."""
    st.subheader("Forecasters")
    rows = [_source_row(name, chosen) for name in SOURCES.values()]
    columns = {
        "source": table.text("Source", 130),
        "n": table.count("n"),
        "hit_rate": table.percent("Hit rate"),
        "interval": table.text("95 % interval", 110),
        "said": table.percent("Said"),
        "brier": table.probability("Brier"),
        "miscalibration": table.probability("Miscalibration"),
        "skill": table.probability("Skill"),
        "auc": table.probability("AUC"),
        "open": table.count("Open"),
    }
    table.show(pd.DataFrame(rows), "sources", alt="Scores of every source of predictions", columns=columns)


def _source_row(source: str, chosen: Filters) -> dict[str, object]:
    found, book = scores.accuracy(chosen, source), scores.ledger(chosen, source)
    rate, bias = found.hit_rate.estimate, found.bias.bias.value
    return {
        "source": NAMES[source],
        "n": rate.n,
        "hit_rate": None if rate.value is None else 100 * rate.value,
        "interval": formats.interval(rate.low, rate.high),
        "said": None if bias is None or rate.value is None else 100 * (rate.value + bias),
        "brier": found.corp.brier.value,
        "miscalibration": found.corp.miscalibration.value,
        "skill": found.skill.value,
        "auc": found.auc.estimate.value,
        "open": book.pending + book.overdue,
    }


_HIT_RATE = "Wins / (wins + losses) of the resolved predictions. Interval: Wilson, for the effective number of rows (bot-days share an outcome)."
_BRIER = "Mean of (probability - outcome)²; outcome is 1 for a win and 0 for a loss. 0 is perfect, 0.25 is what always saying 0.5 scores."
_MCB = "Brier score minus the score of the isotonically recalibrated probabilities (CORP): what wrong probabilities cost. 0 is calibrated."
_DSC = "Score of the constant base rate minus the score of the recalibrated probabilities (CORP): what telling days apart gains."
_UNC = "Base rate times (1 - base rate): how hard the outcomes were to forecast. Brier = miscalibration - discrimination + uncertainty."
_SKILL = "1 - Brier score / Brier score of always saying the base rate of the same rows. Above 0 beats it."
_AUC = "The chance that a win had a higher probability than a loss, ties counting half. 0.5 tells nothing apart. Interval: DeLong, on the logit scale."
_BIAS = "Mean probability minus hit rate. Above 0 is overconfident."
