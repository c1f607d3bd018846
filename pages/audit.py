"""Audit: is what the tables claim true?"""

import streamlit as st

from alphagex_logs.ui import audit
from alphagex_logs.ui.problems import guarded

st.title("Audit")
with guarded("The audit", height=640):
    found = audit.report()
    st.metric("Checks that failed", found.failed)
    audit.tables(found)
    st.subheader("Checks")
    audit.checks(found)
    with st.container(horizontal=True):
        audit.offer(found)
