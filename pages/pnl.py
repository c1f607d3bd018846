"""PnL: what the closed positions earned."""

import streamlit as st

from alphagex_logs.ui import downloads, empty, state
from alphagex_logs.ui.problems import guarded
from alphagex_logs.ui.sections import impact, pnl, pnl_parts

st.title("PnL")
chosen = state.current()
if not empty.rows_of("closed_positions", chosen):
    empty.explain(chosen, "closed_positions")
    st.stop()
capital = pnl.capital()
totals = st.container()
equity, distribution, attribution, following, positions = st.tabs(pnl.VIEWS, key="pnl_view", bind="query-params", on_change="rerun")
with totals, guarded("The totals", height=86):
    pnl.headline(chosen, capital, positions="structures" if following.open else "position_pnls")
if equity.open:
    with equity:
        with guarded("The equity curve", height=430):
            pnl.curve(chosen)
        with guarded("The daily ratios", height=86):
            pnl.ratios(chosen, capital)
        with guarded("The months", height=240):
            pnl.months(chosen)
        with guarded("The calendar", height=400):
            pnl.calendar(chosen)
if distribution.open:
    with distribution, st.grid(2, min_column_width=420, gap="medium"):
        with st.container(), guarded("The distribution in dollars", height=320):
            pnl.distribution(chosen, "pnl")
        with st.container(), guarded("The distribution in R", height=320):
            pnl.distribution(chosen, "r")
if attribution.open:
    with attribution:
        with st.grid(2, min_column_width=420, gap="medium"):
            with st.container(), guarded("The waterfall", height=500):
                pnl_parts.whole(chosen)
            with st.container():
                with guarded("The contributions", height=240):
                    pnl_parts.parts(chosen)
                with guarded("The premium", height=120):
                    pnl_parts.premium(chosen)
                with guarded("PnL by month", height=240):
                    pnl_parts.by_month(chosen)
        with guarded("The parts", height=200):
            pnl_parts.segments(chosen)
if following.open:
    with following:
        with guarded("What following the advice earned", height=240):
            impact.by_advice(chosen)
        with st.grid(2, min_column_width=420, gap="medium"):
            with st.container(), guarded("PnL by advice", height=240):
                impact.in_r(chosen)
                impact.effect(chosen)
            with st.container(), guarded("The skipped days", height=240):
                impact.skipped(chosen)
            with st.container(), guarded("PnL by probability", height=340):
                impact.by_probability(chosen)
            with st.container(), guarded("Promised and realised", height=340):
                impact.promised(chosen)
        with guarded("The value of the advice", height=240):
            impact.value(chosen)
if positions.open:
    with positions:
        with guarded("The closed positions", height=400):
            pnl.positions(chosen)
        with guarded("The downloads"):
            downloads.offer("closed_positions", chosen)
