"""What the theme in `.streamlit/config.toml` cannot say: the stylesheet, and the palette of the look that is on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from alphagex_logs.charts.palette import BOTS, PALETTES, Palette, mark_of
from alphagex_logs.ui import state

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLESHEET = Path(__file__).parent / "style.css"
KEYBOARD = Path(__file__).parent / "keyboard.js"
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


def by_keyboard(**pixels: int) -> None:
    """Load the script for whoever goes by the keyboard; `pixels` are its constants: how large the parts of a table are."""
    constants = "".join(f"const {name.upper()} = {size};\n" for name, size in pixels.items())
    with st.container(key="by_keyboard"):
        st.html(f"<script>{{\n{constants}{KEYBOARD.read_text(encoding='utf-8')}}}</script>", unsafe_allow_javascript=True)


def close_up(card: str, below: str, steps: Sequence[Sequence[int]]) -> None:
    """Draw a chart's legend up to its plot, and the element `below` up to the legend, by the pixels kept for lines that the legend does not have.
    How wide the card is, only the browser knows.

    `steps` are pairs: from which width on, and how many pixels; elements go by their keys.
    """
    moved, legend = f'[data-testid="stLayoutWrapper"]:has(> .st-key-{below})', f".st-key-{card} .infolayer .legend"
    rules = [
        f"@container (min-width: {width}px) {{ {moved} {{ margin-top: -{pixels}px; }} {legend} {{ translate: 0 -{pixels}px; }} }}" for width, pixels in steps
    ]
    if rules:
        st.html("\n".join(["<style>", f".st-key-{card} {{ container-type: inline-size; }}", *rules, "</style>"]))


def _colours(colours: Palette) -> str:
    root = f":root {{ --page: {colours.page}; --ink: {colours.text}; --panel: {colours.panel}; --quiet: {colours.quiet}; --hair: {colours.border}; }}"
    return "\n".join([root, *(_bot_rule(place, bot, colours.bot(bot)) for place, bot in enumerate(BOTS, 1))])


def _bot_rule(place: int, bot: str, colour: str) -> str:
    glyph = mark_of(bot).glyph  # drawn, and not read out where the browser lets one say so
    return f'.st-key-bot button:nth-of-type({place}) p::before {{ content: "{glyph}"; content: "{glyph}" / ""; color: {colour}; }}'
