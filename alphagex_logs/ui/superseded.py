"""Whether this run of the page is still wanted: a person who clicks on has no use for the answers to the click before."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def leave() -> None:
    """End this run, by Streamlit's own exception, when its session has asked for another or is gone; outside of a session do nothing.

    Streamlit ends a superseded run when the page draws something or reads its state, which a page that waits for an answer does not.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        _ = "" in context.session_state
