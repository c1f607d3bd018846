"""The Predictions page: how good the probabilities were, first as numbers, then as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from alphagex_logs.catalogue.vocabulary import PredictionState
from alphagex_logs.charts import labels
from alphagex_logs.charts.calibration import reliability_diagram
from alphagex_logs.charts.discrimination import roc
from alphagex_logs.charts.murphy import murphy_curve
from alphagex_logs.charts.outcomes import coverage_bar
from alphagex_logs.charts.palette import BOTS
from alphagex_logs.ui import chart, data, empty, formats, scores, state
from alphagex_logs.ui.scores import Number
from alphagex_logs.ui.sections import predictions_stakes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.filters import Filters
    from alphagex_logs.metrics.coverage import Ledger
    from alphagex_logs.metrics.murphy import MurphyCurve
    from alphagex_logs.metrics.results import Estimate
    from alphagex_logs.ui.sections.predictions_numbers import Accuracy
    from alphagex_logs.ui.sections.predictions_stakes import Stakes

SOURCES = {"ORACLE": "oracle", "ARES ML": "ares_ml", "SPX wheel ML": "spx_wheel_ml", "ML regime": "ml_regime", "AI advisor": "ai_advisor"}
NAMES = {source: name for name, source in SOURCES.items()}
TABLE_OF: Mapping[str, str] = {
    "oracle": "oracle_predictions",
    "ares_ml": "ares_ml_outcomes",
    "spx_wheel_ml": "ml_decision_logs",
    "ml_regime": "ml_predictions",
    "ai_advisor": "ai_predictions",
}
SOURCE, ALL_SOURCES = "source", "all"
VIEWS = ("Calibration", "Over time", "Segments", "Comparison", "Coverage and rows")


def source_tabs() -> str | None:
    """Which forecaster the page is about; None for all of them together."""
    names = [*SOURCES, ALL_SOURCES]
    chosen = st.segmented_control("Source", names, key=SOURCE, default=names[0], required=True, bind="query-params", label_visibility="collapsed")
    return SOURCES.get(chosen)


def nothing(chosen: Filters, source: str | None) -> bool:
    """Whether the filters leave no prediction of the forecaster on screen; then that is said, with the ways out."""
    if empty.rows_of("predictions", chosen, source):
        return False
    everybody = empty.rows_of("predictions", chosen)
    others = [empty.WayOut("Show all forecasters", everybody, state.mirror, (SOURCE, ALL_SOURCES))] if everybody else []
    empty.explain(chosen, "predictions", source=source, of=NAMES.get(source or "", ""), also=others)
    return True


def named(source: str | None) -> str:
    """What a source is called on the screen."""
    return NAMES.get(source or "", "All sources")


def headline_numbers(found: Accuracy, source: str | None, book: Ledger | None = None) -> list[Number]:
    """The first row of tiles: how often right, the Brier score and its three parts, log loss, AUC, bias.

    With the ledger, the hit rate says where it lies whatever the missing outcomes are.
    """
    totals, cells, of = "accuracy_totals", "calibration_cells", {"source": source}
    chance = found.reliability.null_miscalibration
    note, bounds = "" if chance is None else f"by chance up to {chance:.4f}", _whatever_comes(found, book)
    other, ledger = scores.jeffreys(found.hit_rate), "predictions_ledger" if bounds else ""
    return [
        Number("hit_rate", "Hit rate", found.hit_rate.estimate, "rate", totals, "hit_rate", of, bounds, beside=ledger, aside=other),
        Number("brier", "Brier score", found.corp.brier, "probability", totals, "brier", of, "= MCB - DSC + UNC"),
        Number("miscalibration", "Miscalibration MCB", found.corp.miscalibration, "score", cells, params=of, note=note),
        Number("discrimination", "Discrimination DSC", found.corp.discrimination, "score", cells, params=of),
        Number("uncertainty", "Uncertainty UNC", found.corp.uncertainty, "probability", totals, "uncertainty", of),
        Number("log_loss", "Log loss", found.log_loss.estimate, "probability", totals, "log_loss", of, f"{found.log_loss.clipped} clipped"),
        Number("auc", "AUC", found.auc.estimate, "probability", cells, params=of),
        Number("bias", "Bias, said - won", found.bias.bias, "signed", totals, "bias", of),
    ]


def test_numbers(found: Accuracy, source: str | None) -> list[Number]:
    """The second row of tiles: skill over three references, three tests of calibration, sharpness, and the score without revised rows."""
    totals, cells, of = "accuracy_totals", "calibration_cells", {"source": source}
    z, s, ece = found.bias.test, found.spiegelhalter, found.ece
    chance = "" if ece.null_95 is None else f"by chance up to {formats.probability(ece.null_95)}"
    modal, past = found.sharpness.modal_probability, found.skill_expanding
    return [
        Number("skill_in_sample", "Skill over win rate", found.skill, "signed", totals, "skill_in_sample", of),
        *([Number("skill_expanding", "Skill over the past", past, "signed", "forecasts_by_day", params=of, note="one per bot-day")] if past else []),
        Number("skill_fixed", "Skill over 0.68", found.skill_fixed, "signed", totals, "skill_fixed", of),
        Number("bias", "z in the large", z.z, "z", cells, params=of, note=p_value(z.p_value)),
        Number("spiegelhalter", "Spiegelhalter's Z", s.z, "z", cells, params=of, note=p_value(s.p_value)),
        Number("ece", "ECE, 10 bins", ece.estimate, "probability", cells, params=of, note=chance),
        Number("sharpness", "Sharpness, sd of p", found.sharpness.deviation, "probability", totals, "sharpness", of, _mode(found, modal)),
        Number("brier", "Brier, unrevised rows", found.unrevised, "probability", cells, params=of, note=f"{found.revised:,} revised left out"),
    ]


def worth_numbers(found: Accuracy, source: str | None) -> list[Number]:
    """What trading only above break-even would have earned, beside always trading, and how far that goes towards foresight; empty without stakes."""
    if found.worth is None:
        return []
    policy, majority = found.worth.policy, found.worth.majority
    constant = f"always {formats.money(policy.always.value)}, foresight {formats.money(policy.perfect.value)}"
    base = f"all {formats.rate(majority.base_rate)}, {p_value(majority.p_value)}" if majority.p_value is not None else ""

    def number(key: str, label: str, estimate: Estimate, unit: str, note: str) -> Number:
        question = "forecasts_by_day" if key == "majority_test" else "calibration_cells"
        return Number(key, label, estimate, unit, question, params={"source": source}, note=note, beside="stakes")

    return [
        number("policy_value", "Trading above p*", policy.policy, "money", constant),
        number("relative_value", "Relative value", found.worth.relative_value, "signed", "1 is foresight"),
        number("regret", "Regret at p*", found.worth.regret, "money", "a trade, against foresight"),
        number("majority_test", "Won above p*", majority.estimate, "rate", base),
    ]


def _whatever_comes(found: Accuracy, book: Ledger | None) -> str:
    """The bounds of the hit rate over all expected outcomes, or nothing where all are known."""
    if book is None or book.coverage.value in {None, 1.0}:
        return ""
    limits = book.hit_rate_bounds(found.hit_rate.wins)
    return f"{limits.missing:,} missing: {formats.interval(limits.low, limits.high)}"


def p_value(value: float | None) -> str:
    """`p=0.043`, `p<0.001`."""
    return labels.equals("p", value)


def _mode(found: Accuracy, modal: float | None) -> str:
    return "" if modal is None else f"{formats.rate(found.sharpness.modal_share.value)} say {modal:.3f}"


def headline(chosen: Filters, source: str | None, *, in_full: bool) -> None:
    """The numbers that answer "were the predictions any good?"; `in_full` where the page asks for all scores anyway, so that none is computed twice."""
    found = scores.accuracy(chosen, source, in_full=in_full)
    scores.show(headline_numbers(found, source, scores.ledger(chosen, source)), chosen, "accuracy")


def tests(chosen: Filters, source: str | None) -> None:
    """The numbers behind the headline: against whom, and how surely."""
    scores.show(test_numbers(scores.accuracy(chosen, source), source), chosen, "tests")


def coverage(chosen: Filters, source: str | None) -> None:
    """For how many predictions is the outcome known at all? Each count opens its rows on the Logs page."""
    book = scores.ledger(chosen, source)
    rows = data.ask("predictions_ledger", chosen)
    shown = rows if source is None else rows[rows["source"] == source]
    chart.draw(coverage_bar(book, state.look()), "coverage", rows=shown, question="predictions_ledger", chosen=chosen)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="ledger_links"):
        st.caption("Open the rows:", width="content")
        for each in PredictionState:
            if n := int(getattr(book, each.value)):
                label = f"{each.value} {formats.count(n)}"
                # A link with its whole query, and not a change of page: that writes the picked filters over those of the link.
                st.link_button(label, f"logs?{urlencode(rows_link(each, source), doseq=True)}", key=f"rows_{each.value}", type="tertiary")


def rows_link(of: PredictionState, source: str | None) -> dict[str, list[str]]:
    """The query under which the Logs page shows exactly the rows behind a count of the ledger."""
    return state.narrowed(state=of.value, **({"table": TABLE_OF[source]} if source else {}))


def _stakes(chosen: Filters, source: str | None) -> Stakes | None:
    return predictions_stakes.stakes(data.ask("stakes", chosen, source=source))


def _thresholds(chosen: Filters, source: str | None) -> dict[str, float]:
    found = predictions_stakes.thresholds(data.ask("advice_levels", chosen, source=source))
    return {name.removeprefix("TRADE_").lower(): at for name, at in found.items()}


def reliability(chosen: Filters, source: str | None) -> None:
    """Did what was said to happen happen as often as said?"""
    found, stakes = scores.accuracy(chosen, source), _stakes(chosen, source)
    figure = reliability_diagram(
        found.reliability,
        state.look(),
        sharpness=found.sharpness,
        break_even=stakes.break_even if stakes else None,
        thresholds=_thresholds(chosen, source),
        bot=named(source) if named(source) in BOTS else None,
        title=f"{named(source)}: did they win as often as said?",
    )
    fit = found.reliability
    rows = pd.DataFrame(
        {"probability": fit.probabilities, "n": fit.counts.astype(int), "recalibrated": fit.recalibrated, "band_low": fit.low, "band_high": fit.high}
    )
    chart.draw(figure, "reliability", rows=rows, question="calibration_groups", chosen=chosen, source=source)


def discrimination(chosen: Filters, source: str | None) -> None:
    """Did winners get higher probabilities than losers?"""
    found = scores.accuracy(chosen, source)
    rows = pd.DataFrame({"false_alarm_rate": found.roc.false_alarm_rate, "hit_rate": found.roc.hit_rate})
    figure = roc({named(source): found.roc}, state.look(), auc=found.auc, thresholds=_thresholds(chosen, source))
    chart.draw(figure, "roc", rows=rows, question="calibration_groups", chosen=chosen, source=source)


def regret(chosen: Filters, source: str | None) -> None:
    """What did acting on the probabilities cost, whatever a trade wins and loses?"""
    curves, stakes = scores.accuracy(chosen, source).murphy, _stakes(chosen, source)
    named_curves: dict[str, MurphyCurve] = {named(source) if name == "forecasts" else name: curve for name, curve in curves.items()}
    figure = murphy_curve(named_curves, state.look(), stakes=(stakes.win, stakes.loss) if stakes else None, thresholds=_thresholds(chosen, source))
    rows = pd.DataFrame({name: curve.scores for name, curve in named_curves.items()})
    if curves:
        rows.insert(0, "break_even", curves["forecasts"].thresholds)
    chart.draw(figure, "murphy", rows=rows, question="calibration_groups", chosen=chosen, source=source)


def worth(chosen: Filters, source: str | None) -> None:
    """What acting on the probabilities was worth in dollars; nothing where no dollars are known."""
    stakes = _stakes(chosen, source)
    if stakes:
        scores.show(worth_numbers(scores.accuracy(chosen, source), source), chosen, "worth")
        st.caption(
            f"Dollars: mean gain {formats.money(stakes.win)}, mean loss {formats.money(stakes.loss)}, n={stakes.n:,} (`queries/stakes.sql`); "
            f"break-even {stakes.break_even:.3f}. Early exits move it away from that of the structure."
        )
