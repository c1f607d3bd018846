"""What the theme in `.streamlit/config.toml` cannot say: the stylesheet, and the palette of the look that is on."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from alphagex_logs.charts.palette import BOTS, PALETTES, Palette, mark_of
from alphagex_logs.ui import state

STYLESHEET = Path(__file__).parent / "style.css"
_TINT = {"light": 0.28, "dark": 0.5}
LOGO = Path(__file__).parent / "static" / "logo.svg"


def palette() -> Palette:
    """The colours of the look that is on."""
    return PALETTES[state.look()]


def tint(colour: str) -> str:
    """The colour thinned with the page's, so far that text in ink reaches 4.5:1 on it."""
    page, share = palette().page, _TINT[state.look()]
    mixed = (round(int(colour[at : at + 2], 16) * share + int(page[at : at + 2], 16) * (1 - share)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def apply() -> None:
    """Load the stylesheet into the page, with the colours of the look that is on."""
    st.html(f"<style>{_colours(palette())}\n{STYLESHEET.read_text(encoding='utf-8')}</style>")


def _colours(colours: Palette) -> str:
    root = f":root {{ --page: {colours.page}; --ink: {colours.text}; --panel: {colours.panel}; --quiet: {colours.quiet}; --hair: {colours.border}; }}"
    return "\n".join([root, *(_bot_rule(place, bot, colours.bot(bot)) for place, bot in enumerate(BOTS, 1))])


def _bot_rule(place: int, bot: str, colour: str) -> str:
    return f'.st-key-bot button:nth-of-type({place}) p::before {{ content: "{mark_of(bot).glyph}"; color: {colour}; }}'
