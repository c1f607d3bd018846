"""What following the predictions earned: advice against break-even, probability against money, and what the advice itself was worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs.charts.decisions import economic_calibration, pnl_by_advice, pnl_by_probability_bin
from alphagex_logs.charts.forest import bounds
from alphagex_logs.charts.impact import impact
from alphagex_logs.charts.labels import DOLLARS, R_PER_TRADE
from alphagex_logs.ui import chart, formats, scores, state, table
from alphagex_logs.ui.scores import Number
from alphagex_logs.ui.sections import pnl_numbers
from alphagex_logs.ui.sections.predictions import p_value

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters
    from alphagex_logs.metrics.advice import AdviceValue
    from alphagex_logs.ui.sections.pnl_numbers import AdviceEffect, Following

_STRUCTURES = "structures"


def by_advice(chosen: Filters) -> None:
    """One chart: what following each advice level earned, against its break-even probability."""
    found = scores.following(chosen)
    rows = pnl_numbers.as_impact(found.levels)
    chart.draw(impact(rows, state.look()), "impact", rows=rows, question=_STRUCTURES, chosen=chosen)
    if found.levels:
        told = "; ".join(f"{each.advice} {formats.probability(each.structural)}" for each in found.levels)
        st.caption(
            f"Break-even from realised mean win and loss. Held to expiry, the structure alone demands {told}: early or partial losses make it cheaper. "
            "Skipped days have no outcome; see the bounds below."
        )


def in_r(chosen: Filters) -> None:
    """PnL by advice per dollar at risk: the advice sets the size, so dollars mix skill with size."""
    rows = pd.DataFrame(
        [(each.advice, each.r.value, each.r.low, each.r.high, each.r.n, each.total) for each in scores.following(chosen).levels],
        columns=["advice", "value", "low", "high", "n", "total"],
    )
    figure = pnl_by_advice(rows, state.look(), unit=R_PER_TRADE, title="What did each advice earn per dollar at risk?")
    chart.draw(figure, "advice_r", rows=rows, question=_STRUCTURES, chosen=chosen)


def effect_numbers(found: AdviceEffect) -> list[Number]:
    """The tiles on whether more advice went with more R."""
    difference, trend = found.difference, found.trend
    return [
        Number("advice_effect", "FULL less REDUCED, R", difference.estimate, "r", _STRUCTURES, note=p_value(difference.p_value), of="positions"),
        Number("advice_trend", "Trend over the advice", trend.estimate, "signed", _STRUCTURES, note=p_value(trend.p_value), of="positions"),
    ]


def effect(chosen: Filters) -> None:
    """Did more advice go with more R?"""
    scores.show(effect_numbers(scores.effect(chosen)), chosen, "effect")


def by_probability(chosen: Filters) -> None:
    """Mean R by what was said beforehand."""
    found = scores.following(chosen)
    figure = pnl_by_probability_bin(found.bars, state.look(), unit=R_PER_TRADE, break_even=found.break_even.value)
    chart.draw(figure, "probability_bins", rows=found.bars, question=_STRUCTURES, chosen=chosen)


def promised(chosen: Filters) -> None:
    """Dollars that the probabilities promised against dollars earned."""
    bins = scores.following(chosen).bins
    rows = pd.DataFrame(
        [
            ("all" if it.bin is None else f"{it.bin.low:.3f} to {it.bin.high:.3f}", it.expected.value, it.realised.value, it.realised.low, it.realised.high)
            for it in bins
        ],
        columns=["bin", "expected", "realised", "low", "high"],
    )
    chart.draw(economic_calibration(bins, state.look()), "promised", rows=rows, question=_STRUCTURES, chosen=chosen)
    st.caption("Expected: p W - (1 - p) L, with W and L the risk of the trade times the mean R of its bot's winning and losing trades.")


def value_numbers(found: Following) -> list[Number]:
    """The tiles on what the advice was worth; the size-matched number comes first."""
    value = found.value
    return [
        _number("advice_value", "Advice, size-matched", value.size_matched),
        _number("advice_value", "Taken", value.taken),
        _number("advice_value", "Same size, spread evenly", value.always_full),
        Number("realised_break_even", "Break-even, realised", found.break_even, "probability", _STRUCTURES, of="positions"),
    ]


def _number(key: str, label: str, estimate: object) -> Number:
    return Number(key, label, estimate, "money", _STRUCTURES, of="positions")  # type: ignore[arg-type]  # an estimate of AdviceValue


def value(chosen: Filters) -> None:
    """Did the advised sizes earn more than the same dollars at risk spread evenly?"""
    st.subheader("What was the advice worth?")
    found = scores.following(chosen)
    scores.show(value_numbers(found), chosen, "advice_value")
    columns = {
        "bot": table.bot(),
        "n": table.count("n"),
        "size_matched": table.money("Size-matched", cents=False),
        "interval": table.text("95 % interval", 150),
        "taken": table.money("Taken", cents=False),
        "always_full": table.money("Always full size", cents=False),
        "mean_size": table.probability("Mean size"),
    }
    rows = pd.DataFrame([_row(bot, each) for bot, each in found.value_by_bot], columns=list(columns))
    if not rows.empty:
        table.show(rows, "advice_value_by_bot", alt="Value of the advice by bot", columns=columns)
    st.caption(
        "Sizes are dollars at risk against the mean of the bot's full-size trades; each bot is compared with itself. Trading less of a losing book is no "
        "skill, so the benchmark spreads the same risk evenly over the trades that were taken. Intervals by trading day."
    )


def _row(bot: str, each: AdviceValue) -> tuple[object, ...]:
    it = each.size_matched
    return bot, it.n, it.value, formats.interval(it.low, it.high, of="money"), each.taken.value, each.always_full.value, each.mean_size


def skipped(chosen: Filters) -> None:
    """Between which dollars the value of skipping lies; nobody recorded how skipped trades would have ended."""
    rows = pd.DataFrame(
        [(bot, worth.low, worth.high, worth.missing, worth.missing) for bot, worth, _ in scores.following(chosen).skips if worth.low is not None],
        columns=["label", "low", "high", "n", "missing"],
    )
    figure = bounds(rows, state.look(), unit=DOLLARS, zero=True, title="What could skipping have been worth?")
    chart.draw(figure, "skips", rows=rows, question="skipped_by_bot", chosen=chosen)
    st.caption(
        "Worst to best case (Manski): every skipped day would have won, or lost, one trade of the bot's mean structure at full size. No point estimate "
        "exists: the advice follows from the probability, so skipped and taken trades have nothing in common to weigh by."
    )
    if unbounded := [f"{bot} ({worth.missing} skipped)" for bot, worth, _ in scores.following(chosen).skips if worth.low is None]:
        st.caption(f"No bounds for {', '.join(unbounded)}: trades without a recorded credit, such as bought spreads, do not tell what they could win.")
    if within := mean_bounds(scores.following(chosen)):
        st.caption(f"Had the skipped days been traded too, the mean PnL of a trade would lie within: {within}.")


def mean_bounds(found: Following) -> str:
    """The bounds of the mean PnL per bot, in words; nothing where there are none."""
    known = [(bot, mean) for bot, _, mean in found.skips if mean.low is not None]
    return "; ".join(f"{bot} {formats.signed_money(mean.low)} to {formats.signed_money(mean.high)}" for bot, mean in known)
