"""The dashboard and the API on one port: `streamlit run app.py`, or `python -m alphagex_logs serve`, which also shows progress."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    sys.exit("AlphaGEX Logs needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031  must parse everywhere

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.middleware import Middleware

from alphagex_logs import api, start
from alphagex_logs.api.addresses import allow_long
from alphagex_logs.cli.launch import settings_or_exit, up_or_exit
from alphagex_logs.ui import problems

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MAIN = Path(__file__).parent / "alphagex_logs" / "ui" / "main.py"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    up_or_exit()
    try:
        yield {}
    finally:
        start.down()


allow_long()
settings = settings_or_exit()
app = st.App(
    MAIN,
    lifespan=lifespan,
    routes=api.routes(settings.cors_origins),
    middleware=[Middleware(api.Door, names=settings.names)],
    on_script_error=problems.unexpected,
)
