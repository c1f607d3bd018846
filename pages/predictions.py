"""Predictions: what the bots predicted, and how it turned out."""

import streamlit as st

from alphagex_logs.ui import downloads, state
from alphagex_logs.ui.problems import guarded
from alphagex_logs.ui.sections import predictions, predictions_inputs, predictions_rows, predictions_segments, predictions_time

st.title("Predictions")
chosen = state.current()
source = predictions.source_tabs()
if predictions.nothing(chosen, source):
    st.stop()
head = st.container()  # filled when it is known which tab is open: what only the first shows is not asked for beside the others
with guarded("The coverage", height=140):
    predictions.coverage(chosen, source)
calibration, over_time, segments, comparison, rows = st.tabs(predictions.VIEWS, key="view", bind="query-params", on_change="rerun")
with head, guarded("The scores", height=86):
    predictions.headline(chosen, source, in_full=calibration.open)
if calibration.open:
    with calibration:
        with st.grid(3, min_column_width=380, gap="medium"):
            with st.container(), guarded("The reliability diagram", height=420):
                predictions.reliability(chosen, source)
            with st.container(), guarded("The ROC curve", height=420):
                predictions.discrimination(chosen, source)
            with st.container(), guarded("The Murphy curve", height=420):
                predictions.regret(chosen, source)
        with guarded("The worth and the tests", height=190):
            predictions.worth(chosen, source)
            predictions.tests(chosen, source)
if over_time.open:
    with over_time:
        with guarded("The hit rate over time", height=300):
            predictions_time.over_time(chosen, source)
        with guarded("Expected against observed wins", height=300):
            predictions_time.expected(chosen, source)
        with guarded("The drift", height=86):
            predictions_time.drift(chosen, source)
        with guarded("The inputs", height=260):
            predictions_inputs.inputs(chosen, source)
        with st.grid(2, min_column_width=420, gap="medium"):
            with st.container(), guarded("The CUSUM", height=260):
                predictions_time.losses(chosen, source)
            with st.container(), guarded("The e-process", height=260):
                predictions_time.evidence(chosen, source)
if segments.open:
    with segments, guarded("The segments", height=700):
        predictions_segments.segments(chosen, source)
if comparison.open:
    with comparison:
        with st.grid(2, min_column_width=420, gap="medium"):
            with st.container(), guarded("Bots and versions", height=300):
                predictions_segments.versions(chosen, source)
            with st.container(), guarded("The rivals", height=300):
                predictions_segments.rivals(chosen, source)
        with guarded("The forecasters", height=220):
            predictions_segments.sources(chosen, source)
        with guarded("The outcomes by bot", height=300):
            predictions_segments.outcomes(chosen, source)
if rows.open:
    with rows:
        with st.grid(2, min_column_width=420, gap="medium"):
            with st.container(), guarded("The bounds", height=160):
                predictions_rows.limits(chosen, source)
            with st.container(), guarded("The delays", height=160):
                predictions_rows.delay(chosen, source)
        with guarded("The lineage", height=120):
            predictions_rows.lineage(chosen, source)
        with guarded("The rows by state", height=340):
            predictions_rows.by_state(chosen, source)
        with guarded("The labels", height=300):
            predictions_rows.labels(chosen, source)
        predictions_rows.further(chosen, source)
        with guarded("The downloads"):
            downloads.offer("predictions", chosen, predictions.TABLE_OF[source] if source else None)
