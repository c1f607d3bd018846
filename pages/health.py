"""Health: does everything that bots log arrive?"""

import streamlit as st

from alphagex_logs.ui import health
from alphagex_logs.ui.problems import guarded

st.title("Health")
with guarded("The write path", height=420):
    health.show()
