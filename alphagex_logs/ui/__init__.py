"""The screen: the only room that knows Streamlit. Pages in `pages/` read like the screen and call what is here."""
