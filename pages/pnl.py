"""PnL: what the closed positions earned."""

import streamlit as st

from alphagex_logs.ui import downloads, empty, state
from alphagex_logs.ui.problems import guarded
from alphagex_logs.ui.sections import pnl

st.title("PnL")
chosen = state.current()
if not empty.rows_of("closed_positions", chosen):
    empty.explain(chosen, "closed_positions")
    st.stop()
with guarded("The totals", height=86):
    pnl.headline(chosen)
with guarded("The equity curve", height=430):
    pnl.curve(chosen)
left, right = st.columns(2, gap="medium")
with left, guarded("The months", height=240):
    pnl.months(chosen)
with right, guarded("The contributions", height=240):
    pnl.parts(chosen)
left, right = st.columns(2, gap="medium")
with left, guarded("PnL by advice", height=240):
    pnl.advice(chosen)
with right, guarded("PnL by month", height=240):
    pnl.by_month(chosen)
with guarded("The closed positions", height=400):
    pnl.positions(chosen)
with guarded("The downloads"):
    downloads.offer("closed_positions", chosen)
