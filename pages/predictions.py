"""Predictions: what the bots predicted, and how it turned out."""

import streamlit as st

from alphagex_logs.ui import downloads, empty, state
from alphagex_logs.ui.problems import guarded
from alphagex_logs.ui.sections import predictions

st.title("Predictions")
chosen = state.current()
source = predictions.source_tabs()
if not empty.rows_of("predictions", chosen):
    empty.explain(chosen, "predictions")
    st.stop()
with guarded("The scores", height=86):
    predictions.headline(chosen, source)
with guarded("The coverage", height=140):
    predictions.coverage(chosen, source)
left, right = st.columns(2, gap="medium")
with left, guarded("The reliability diagram", height=420):
    predictions.reliability(chosen, source)
with right, guarded("The ROC curve", height=420):
    predictions.discrimination(chosen, source)
left, right = st.columns(2, gap="medium")
with left, guarded("The hit rate over time", height=300):
    predictions.over_time(chosen, source)
with right, guarded("The outcomes by bot", height=300):
    predictions.outcomes(chosen, source)
with guarded("The forecasters", height=220):
    predictions.sources(chosen)
with guarded("The downloads"):
    downloads.offer("predictions", chosen)
