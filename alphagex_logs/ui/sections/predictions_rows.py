"""The Predictions page down to the rows: what became of each prediction, what labels were taken for, what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from alphagex_logs.catalogue.vocabulary import OUTCOME_MAP, OUTCOME_MAP_VERSION, PredictionState
from alphagex_logs.charts.columns import bounded
from alphagex_logs.charts.forest import bounds
from alphagex_logs.charts.outcomes import outcome_delay
from alphagex_logs.metrics.coverage import maturity
from alphagex_logs.metrics.rates import rate_of_counts, weighted_rate
from alphagex_logs.ui import chart, data, formats, scores, state, table
from alphagex_logs.ui.problems import guarded
from alphagex_logs.ui.sections.predictions import NAMES, SOURCES
from alphagex_logs.ui.wording import counted

if TYPE_CHECKING:
    from alphagex_logs.filters import Filters
    from alphagex_logs.metrics.coverage import Maturity

LISTED = 20  # rows a page: all of them are in sight


def limits(chosen: Filters, source: str | None) -> None:
    """How far the missing outcomes could move the hit rate, per source."""
    listed = [source] if source else list(SOURCES.values())
    found = {}
    for name, each in scores.accuracies(chosen, listed, source).items():
        rate, book = each.hit_rate, scores.ledger(chosen, name)
        if book.expected:
            found[NAMES[name]] = (rate.estimate, book.hit_rate_bounds(rate.wins))
    rows = bounded(found)
    title = "How far could missing outcomes move the hit rate?"
    chart.draw(bounds(rows, state.look(), title=title), "bounds", rows=rows, question="predictions_ledger", chosen=chosen)


def delay(chosen: Filters, source: str | None) -> None:
    """How long it takes until an outcome is known; what is still open counts for as long as it has been."""
    rows = data.ask("outcome_delays", chosen, source=source)
    found = delays(rows)
    chart.draw(outcome_delay(found, state.look()), "delays", rows=rows, question="outcome_delays", chosen=chosen, source=source)


def delays(answer: pd.DataFrame) -> Maturity:
    """How long outcomes take, from the answer to `outcome_delays`."""
    days, n, known = answer["days"].to_numpy(dtype=float, na_value=np.nan), answer["n"].to_numpy(), answer["known"].to_numpy(dtype=bool)
    return maturity(np.repeat(days[known], n[known]), np.repeat(days[~known], n[~known]))


def lineage(chosen: Filters, source: str | None) -> None:
    """Do forecasts and closed positions find each other, and how much of the money is theirs?"""
    st.subheader("Forecasts and positions")
    rows = data.ask("lineage", chosen, source=source)
    if rows.empty:
        st.caption("No forecasts of trades in this selection.")
        return
    columns = {
        "source": table.text("Source", 105),
        "forecasts": table.count("Forecasts"),
        "matched": table.count("Matched"),
        "share": table.percent("Matched"),
        "interval": table.text("95 % interval", 110),
        "forecasts_alone": table.count("No position"),
        "forecasts_ambiguous": table.count("Several"),
        "positions": table.count("Positions"),
        "positions_alone": table.count("No forecast"),
        "positions_ambiguous": table.count("Several"),
        "pnl": table.money("PnL", cents=False),
        "pnl_matched": table.money("of matched", cents=False),
    }
    table.show(matched(rows), "lineage", alt="Forecasts and closed positions that find each other", columns=columns)
    st.caption(
        "A forecast belongs to the position that its bot entered on its trade day. Where several meet, none is taken for the other's. "
        "Open positions are not among them, so a forecast whose trade still runs stands alone."
    )


def matched(rows: pd.DataFrame) -> pd.DataFrame:
    """The answer to `lineage` with the share of forecasts that have exactly one position, and its interval."""
    found = [rate_of_counts(int(wins), int(n)).estimate for wins, n in zip(rows["matched"], rows["forecasts"], strict=True)]
    shares = [None if each.value is None else 100 * each.value for each in found]
    return rows.assign(
        source=rows["source"].map(NAMES),
        share=pd.Series(shares, dtype="float64", index=rows.index),
        interval=[formats.interval(each.low, each.high) for each in found],
    )


def by_state(chosen: Filters, source: str | None) -> None:
    """The rows behind each count of the ledger; a button opens one."""
    st.subheader("The rows behind the counts")
    states = [each.value for each in PredictionState]
    default = PredictionState.OVERDUE.value
    picked = st.segmented_control("State", states, key="ledger", default=default, required=True, bind="query-params", label_visibility="collapsed")
    page = _page(int(getattr(scores.ledger(chosen, source), picked)), "ledger_page", source, picked)
    rows = data.ask("predictions_in_state", chosen, source=source, state=picked, page=page, page_size=LISTED)
    columns = {
        "at": table.moment("Issued"),
        "source": table.text("Source", 105),
        "bot": table.bot(),
        "advice": table.text("Advice", 120),
        "probability": table.probability(),
        "model_version": table.text("Version", 80),
        "result": table.result(),
        "outcome": table.text("Outcome", 120),
        "pnl": table.money(),
    }
    table.pick(_named(rows), "in_state", alt=f"Predictions that are {picked}", columns=columns, most=LISTED)


def _page(rows: int, key: str, *of: object, order: str = "the newest") -> int:
    """Say how many rows a list has and in which order, beside its page numbers; gives the page, from 0."""
    state.first_page_when_changed(key, *of)
    if not rows:
        return 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{counted(rows, 'row')}{f', {order} first' if rows > 1 else ''}", width="content")
        st.space("stretch")
        return table.page_of(rows, LISTED, key)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their forecasters as the screen calls them."""
    return rows.assign(source=rows["source"].map(NAMES))


def labels(chosen: Filters, source: str | None) -> None:
    """What each label was taken for, by the outcome map; unmapped labels first, and how many contradict their PnL."""
    rows = data.ask("outcome_labels", chosen, source=source)
    unmapped, against = int(rows.loc[rows["result"] == "unmapped", "n"].sum()), int(rows["against_pnl"].sum())
    st.subheader(f"Outcome map version {OUTCOME_MAP_VERSION}: {unmapped:,} unmapped, {against:,} labels against their PnL")
    columns = {
        "source": table.text("Source", 105),
        "outcome": table.text("Label", 140),
        "result": table.result("Taken for"),
        "n": table.count("n"),
        "against_pnl": table.count("Against PnL"),
        "pnl": table.money("PnL", cents=False),
    }
    table.show(_named(rows), "labels", alt="Outcome labels, what they were taken for and how many contradict their PnL", columns=columns)
    st.caption(f"The map: {', '.join(f'{label} → {result}' for label, result in OUTCOME_MAP.items())}; any other label is unmapped and never a loss.")


def contradictions(chosen: Filters, _source: str | None) -> None:
    """Rows whose label says one thing and whose PnL the other; a button opens one."""
    total = int(data.ask("overview_totals", chosen)["contradictions"].iloc[0])
    if not total:
        st.caption("None.")
        return
    page = _page(total, "against_page")
    columns = {
        "at": table.moment(),
        "table_name": table.text("Table", 150),
        "bot": table.bot(),
        "outcome": table.text("Label", 130),
        "result": table.result("Taken for"),
        "pnl": table.money(),
        "summary": table.text("Summary"),
    }
    rows = data.ask("contradictions", chosen, page=page, page_size=LISTED)
    table.pick(rows, "contradictions", alt="Rows whose label contradicts their PnL", columns=columns, most=LISTED)


def eras(chosen: Filters, _source: str | None) -> None:
    """On which scales ORACLE's confidence was stored; what is scored is the win probability."""
    columns = {
        "era": table.text("Stored as", 150),
        "n": table.count("n"),
        "lowest": st.column_config.NumberColumn("Lowest", format="%.2f", width=80),
        "highest": st.column_config.NumberColumn("Highest", format="%.2f", width=80),
        "first_at": table.moment("First"),
        "last_at": table.moment("Last"),
    }
    table.show(data.ask("confidence_eras", chosen), "eras", alt="The scales on which confidence was stored", columns=columns)
    st.caption("Scored is `win_probability`, on 0 to 1. Confidence is recognised by its ratio to it, and serves as a ranking only.")


def aggregated(chosen: Filters, _source: str | None) -> None:
    """Ratios that were stored ready-made: put together by their counts, and listed where they contradict them."""
    rows = data.ask("aggregated_accuracy", chosen)
    if rows.empty:
        st.caption("No rows of ai_performance or pattern_learning in this selection.")
        return
    shown = pd.DataFrame([_put_together(**{str(name): value for name, value in row.items()}) for row in rows.to_dict("records")])
    columns = {
        "table_name": table.text("Table", 150),
        "rows": table.count("Rows"),
        "n": table.count("Predictions"),
        "weighted": table.percent("Weighted"),
        "interval": table.text("95 % interval", 110),
        "plain": table.percent("Plain mean"),
        "contradictions": table.count("Contradict"),
    }
    table.show(shown, "aggregated", alt="Ready-made ratios weighted by their counts", columns=columns)
    st.caption("The plain mean of ratios lets a day with one row outvote one with a thousand. A stored ratio contradicts its counts beyond 0.005.")
    if total := int(shown["contradictions"].sum()):
        page = _page(total, "ready_page", order="the oldest")
        listed = data.ask("aggregated_contradictions", chosen, page=page, page_size=LISTED)
        table.pick(listed, "aggregated_wrong", alt="Stored ratios that contradict their counts", columns=_CONTRADICTING, most=LISTED)


def _put_together(*, table_name: str, records: int, made: float, hits: float, mean_stored: float, contradictions: int) -> dict[str, object]:
    """The ratios of one table, weighted by their counts and as a plain mean."""
    rate = weighted_rate([hits], [made]).estimate
    return {
        "table_name": table_name,
        "rows": records,
        "n": rate.n,
        "weighted": None if rate.value is None else 100 * rate.value,
        "interval": formats.interval(rate.low, rate.high),
        "plain": 100 * mean_stored if mean_stored <= 1 else mean_stored,
        "contradictions": contradictions,
    }


_CONTRADICTING = {
    "table_name": table.text("Table", 150),
    "label": table.text("Of", 160),
    "made": table.count("Made"),
    "hits": table.count("Hits"),
    "stored": table.probability("Stored"),
}


def further(chosen: Filters, source: str | None) -> None:
    """What is looked at now and then: each part is folded, and asks when it is opened. The address holds which are open."""
    parts = {
        "against_pnl": ("Labels against their PnL, over all tables", contradictions),
        "scales": ("Scales of ORACLE's confidence", eras),
        "ready_made": ("Ready-made ratios, weighted by their counts", aggregated),
    }
    if source not in {None, SOURCES["ORACLE"]}:
        del parts["scales"]
    for key, (title, shown) in parts.items():
        part = st.expander(title, key=key, on_change="rerun", bind="query-params")
        if part.open:
            with part, guarded(title, height=160):
                shown(chosen, source)
