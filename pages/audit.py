"""Audit: is what the tables claim true?"""

import streamlit as st

from alphagex_logs.ui import audit
from alphagex_logs.ui.problems import guarded

st.title("Audit")
with guarded("The audit", height=640):
    found = audit.report()
    audit.headline(found)
    audit.failures(found)
    audit.tables(found)
    audit.checks(found)
    audit.offer(found)
