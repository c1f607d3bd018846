"""Logs: every row of every table, newest first."""

import streamlit as st

from alphagex_logs.ui import empty, state
from alphagex_logs.ui.problems import guarded
from alphagex_logs.ui.sections import logs

st.title("Logs")
chosen = state.current()
with guarded("The categories"):
    logs.tabs(chosen)
side, main = st.columns([1, 5], gap="medium")
with side.container(key="facets"), guarded("The facets", height=600):
    logs.facets(chosen)
with main, guarded("The rows", height=700):
    if not empty.rows_of("events", chosen):
        empty.explain(chosen)
        st.stop()
    logs.histogram(chosen)
    logs.rows(chosen)
    logs.offer_downloads(chosen)
