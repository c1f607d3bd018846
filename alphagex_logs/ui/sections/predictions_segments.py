"""The Predictions page by parts: where the predictions are right and where wrong, and who is better than whom."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs.charts import labels
from alphagex_logs.charts.forest import paired_differences, segment_forest
from alphagex_logs.charts.outcomes import outcomes_by_bot
from alphagex_logs.metrics.results import Evidence
from alphagex_logs.ui import chart, data, formats, scores, state, table
from alphagex_logs.ui.sections import predictions_numbers
from alphagex_logs.ui.sections.predictions import NAMES, SOURCES
from alphagex_logs.ui.sections.predictions_numbers import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.filters import Filters
    from alphagex_logs.metrics.coverage import Ledger
    from alphagex_logs.metrics.segments import PredictionSegment
    from alphagex_logs.ui.sections.predictions_numbers import Accuracy, Comparison

Q_LIMIT = 0.05
SURE = 20  # an e-value of 20 is as rare as 5 %


def segments(chosen: Filters, source: str | None) -> None:
    """Every segment with n, interval and q-value; grey where there are too few bot-days."""
    judged = scores.segments(chosen, source)
    rows = segment_rows(judged)
    flagged = rows[rows["q_value"] < Q_LIMIT]
    few, tested = int((rows["evidence"] == Evidence.INSUFFICIENT).sum()), int(rows["q_value"].notna().sum())
    untold = f"; {few} {'has' if few == 1 else 'have'} too few bot-days to tell" if few else ""
    found = f"{len(flagged)} of {tested} segments won more or less often than said (q < {Q_LIMIT})" if tested else "No segment can be tested yet"
    st.subheader(f"{found}{untold}")
    st.caption(
        "p asks whether a segment won as often as its probabilities say; q-values (Benjamini-Hochberg) are over all segments but those that hold "
        "every row. Beside: by how many points it won more often than all other rows (Newcombe). Below ten bot-days: n, rate and interval alone."
    )
    by = st.segmented_control(
        "Segments by",
        list(DIMENSIONS),
        key="segments_by",
        default="vix_regime",
        required=True,
        format_func=DIMENSIONS.__getitem__,
        bind="query-params",
        label_visibility="collapsed",
    )
    of_one = forest_rows(judged[by])
    rate = scores.accuracy(chosen, source, in_full=False).hit_rate.estimate.value
    figure = segment_forest(of_one, state.look(), reference=rate, title=f"How often right, by {DIMENSIONS[by]}?")
    chart.draw(figure, "segments", rows=of_one, question="segment_cells", chosen=chosen, source=source)
    segment_list(rows)


def segment_list(rows: pd.DataFrame) -> None:
    """The segments as a table: the row of a segment below ten bot-days is grey, as its rate in the chart is, and keeps n, rate and interval alone."""
    columns = {
        "dimension": table.text("By", 100),
        "segment": table.text("Segment", 125),
        "n": table.count("n", 65),
        "bot_days": table.count("Bot-days"),
        "hit_rate": table.percent("Hit rate"),
        "interval": table.text("95 % interval", 110),
        "rest": table.points("vs rest"),
        "rest_interval": table.text("95 % interval", 110),
        "said": table.percent("Said"),
        "bias": table.probability("Bias"),
        "brier": table.probability("Brier"),
        "p_value": table.tail("p"),
        "q_value": table.tail("q"),
        "evidence": table.text("Evidence", 90),
    }
    faint = rows["evidence"] == Evidence.INSUFFICIENT
    table.show(rows, "segment_rows", alt="Hit rate, bias and q-value of every segment", columns=columns, most=32, faint=faint)


def segment_rows(judged: dict[str, tuple[PredictionSegment, ...]]) -> pd.DataFrame:
    """All segments as rows; below ten bot-days what is compared, scored or tested is left unknown, n, rate and interval stay."""
    rows = pd.DataFrame([_row(DIMENSIONS[name], each) for name, members in judged.items() for each in members], columns=_COLUMNS)
    return rows.astype(dict.fromkeys(_NUMBERS, "float64"))


_COLUMNS = ["dimension", "segment", "n", "bot_days", "hit_rate", "interval", "rest", "rest_interval", "said", "bias", "brier", "p_value", "q_value", "evidence"]
_NUMBERS = ("hit_rate", "rest", "said", "bias", "brier", "p_value", "q_value")


def _row(dimension: str, each: PredictionSegment) -> tuple[object, ...]:
    rate = each.hit_rate
    told = (dimension, each.label, rate.n, rate.units, _percent(rate.value), formats.interval(rate.low, rate.high))
    if not rate.shown:
        return *told, None, formats.UNKNOWN, None, None, None, None, None, str(each.evidence)
    rest = each.against_rest
    compared = (None, formats.UNKNOWN) if rest is None else (_percent(rest.value), formats.interval(rest.low, rest.high))
    return *told, *compared, _percent(each.mean_probability), each.bias.value, each.brier.value, each.p_value, each.q_value, str(each.evidence)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def forest_rows(members: Sequence[PredictionSegment]) -> pd.DataFrame:
    """The segments of one dimension as the forest chart reads them; below ten bot-days without the q-value."""
    rows = [(it.label, it.hit_rate, it.q_value if it.hit_rate.shown else None) for it in members]
    told = [(label, rate.value, rate.low, rate.high, rate.n, rate.units, q_value) for label, rate, q_value in rows]
    return pd.DataFrame(told, columns=["segment", "value", "low", "high", "n", "units", "q_value"])


def outcomes(chosen: Filters, source: str | None) -> None:
    """How the predictions of each bot ended."""
    rows = data.ask("outcomes_by_bot", chosen, source=source)
    chart.draw(outcomes_by_bot(rows, state.look()), "outcomes", rows=rows, question="outcomes_by_bot", chosen=chosen, source=source)


def versions(chosen: Filters, source: str | None) -> None:
    """Bots and model versions, each against the win rate that was known before each of its forecasts."""
    daily = data.ask("forecasts_by_day", chosen, source=source)
    kinds = {"bot": "", "model_version": "version "} if source else {"source": "", "bot": ""}
    found = [_renamed(each, f"{prefix}{each.label}") for by, prefix in kinds.items() for each in predictions_numbers.against_the_past(daily, by)]
    rows = comparison_rows(found)
    figure = paired_differences(rows, state.look(), sides=("forecasts better", "past win rate better"), title="Better than the win rate of the past?")
    chart.draw(figure, "versions", rows=rows, question="forecasts_by_day", chosen=chosen, source=source)
    surest(found)
    tests_of(found, "versions")


def _renamed(each: Comparison, label: str) -> Comparison:
    return replace(each, label=NAMES.get(label, label))


def rivals(chosen: Filters, source: str | None) -> None:
    """Who is better on the same days: ORACLE or the model beside it, one bot or the other."""
    found, disagreed = predictions_numbers.against_rivals(data.ask("rivals", chosen), NAMES)
    if source:
        found += predictions_numbers.between_bots(data.ask("forecasts_by_day", chosen, source=source))
    rows = comparison_rows(found)
    figure = paired_differences(rows, state.look(), title="Who is better on the same days?")
    chart.draw(figure, "rivals", rows=rows, question="rivals", chosen=chosen)
    surest(found)
    tests_of(found, "rivals")
    if disagreed:
        st.caption(f"{disagreed} bot-days left out: ORACLE's table and the model's tell of different outcomes (breached, yet the put earned money).")


def comparison_rows(found: Sequence[Comparison]) -> pd.DataFrame:
    """Paired differences of squared errors as the forest chart reads them."""
    rows = []
    for it in found:
        once, anytime = it.difference.estimate, it.anytime.estimate
        rows.append((it.label, once.value, once.low, once.high, once.n, anytime.low, anytime.high, it.anytime.log10_e, it.anytime.streams))
    return pd.DataFrame(rows, columns=["label", "value", "low", "high", "n", "anytime_low", "anytime_high", "log10_e", "streams"])


def tests_of(found: Sequence[Comparison], key: str) -> None:
    """The tests behind the differences: read once by bot-day, with overlapping forecasts allowed for, and read at any time."""
    columns = {
        "label": table.text("Difference", 150),
        "n": table.count("n"),
        "p_value": table.tail("p"),
        "p_lagged": table.tail("p, lagged"),
        "lags": table.count("Open at once"),
        "log10_e": table.tail("e-value"),
    }
    if found:
        table.show(test_rows(found), f"tests_{key}", alt="Tests of the differences of two forecasters", columns=columns)
        st.caption("p: Student's t over days. p, lagged: Diebold-Mariano, for as many forecasts as were open at once. e-value: may be read after every trade.")


def test_rows(found: Sequence[Comparison]) -> pd.DataFrame:
    """The tests of paired differences as a table."""
    rows = [(it.label, it.lagged.estimate.n, it.difference.p_value, it.lagged.p_value, it.anytime.streams, it.anytime.log10_e) for it in found]
    return pd.DataFrame(rows, columns=["label", "n", "p_value", "p_lagged", "lags", "log10_e"])


test_rows.__test__ = False  # type: ignore[attr-defined]  # no test for pytest


def surest(found: Sequence[Comparison]) -> None:
    """Which difference has the most evidence that may be looked at any time, and how much."""
    known = [(it.anytime.log10_e, it.label) for it in found if it.anytime.log10_e is not None]
    if not known:
        return
    log10_e, label = max(known)
    shown = log10_e >= math.log10(SURE)
    verdict = "a difference, however often one looks" if shown else f"below {SURE}: none is shown to one who looks again and again"
    st.caption(f"Most evidence of a difference: {label}, e-value {labels.e_value(log10_e)} ({verdict}).")


def sources(chosen: Filters, source: str | None) -> None:
    """The forecasters side by side: the same scores for each, on the rows that each resolved."""
    st.subheader("Forecasters")
    columns = {
        "source": table.text("Source", 95),
        "n": table.count("n"),
        "hit_rate": table.percent("Hit rate"),
        "interval": table.text("95 % interval", 110),
        "bounds": table.text("Missing lost, won", 125),
        "said": table.percent("Said"),
        "brier": table.probability("Brier"),
        "brier_interval": table.text("95 % interval", 110),
        "miscalibration": table.probability("MCB"),
        "discrimination": table.probability("DSC"),
        "uncertainty": table.probability("UNC"),
        "log_loss": table.probability("Log loss"),
        "skill": table.probability("Skill"),
        "auc": table.probability("AUC"),
        "coverage": table.percent("Known"),
        "open": table.count("Open"),
    }
    found = scores.accuracies(chosen, list(SOURCES.values()), source)
    rows = pd.DataFrame([_source_row(name, each, scores.ledger(chosen, name)) for name, each in found.items()])
    table.show(rows, "sources", alt="Scores of every source of predictions", columns=columns)


def _source_row(source: str, found: Accuracy, book: Ledger) -> dict[str, object]:
    limits = book.hit_rate_bounds(found.hit_rate.wins)
    rate, bias, coverage = found.hit_rate.estimate, found.bias.bias.value, book.coverage.value
    return {
        "source": NAMES[source],
        "n": rate.n,
        "hit_rate": _percent(rate.value),
        "interval": formats.interval(rate.low, rate.high),
        "bounds": formats.interval(limits.low, limits.high),
        "said": None if bias is None or rate.value is None else 100 * (rate.value + bias),
        "brier": found.corp.brier.value,
        "brier_interval": formats.interval(found.corp.brier.low, found.corp.brier.high, of="probability"),
        "miscalibration": found.corp.miscalibration.value,
        "discrimination": found.corp.discrimination.value,
        "uncertainty": found.corp.uncertainty.value,
        "log_loss": found.log_loss.estimate.value,
        "skill": found.skill.value,
        "auc": found.auc.estimate.value,
        "coverage": _percent(coverage),
        "open": book.pending + book.overdue,
    }
