"""Overview: is the data complete and fresh, what happened, and what is wrong?"""

import streamlit as st

from alphagex_logs.ui import empty, state
from alphagex_logs.ui.problems import guarded
from alphagex_logs.ui.sections import overview

st.title("Overview")
chosen = state.current()
with guarded("The totals", height=86):
    totals = overview.totals(chosen)
    if not totals["records"]:
        empty.explain(chosen)
        st.stop()
with guarded("Activity per day", height=280):
    overview.activity(chosen)
with guarded("The bots", height=200):
    overview.bots(chosen)
with guarded("The tables", height=640):
    overview.tables()
