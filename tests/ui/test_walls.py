"""What holds for the room as a whole: pages read like the screen, state has one home, nothing from the logs becomes HTML."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from alphagex_logs.charts.palette import PALETTES, TEXT_FONT, contrast
from alphagex_logs.ui import frame, theme

ROOT = frame.PAGES.parent
ROOM = ROOT / "alphagex_logs" / "ui"
SOURCES = sorted(ROOM.rglob("*.py"))
PAGES = sorted(frame.PAGES.glob("*.py"))
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_short_and_defines_nothing(page):
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 80
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)]


def test_every_page_is_in_the_navigation():
    assert {page.name for page in PAGES} == {entry[0] for entry in frame.NAVIGATION}


def test_only_the_state_module_touches_session_state_and_query_params():
    touching = [path.name for path in [*SOURCES, *PAGES] if re.search(r"st\.(session_state|query_params)", path.read_text(encoding="utf-8"))]
    assert touching == ["state.py"]


def test_nothing_is_ever_shown_as_html_but_the_stylesheet_and_the_script_for_the_keyboard():
    using = {path.name for path in [*SOURCES, *PAGES] if re.search(r"st\.html|unsafe_allow|st\.iframe|components", path.read_text(encoding="utf-8"))}
    assert using == {"theme.py"}


@pytest.mark.parametrize("look", PALETTES)
def test_the_theme_has_the_colours_of_the_palette(look):
    colours, palette = CONFIG["theme"][look], PALETTES[look]
    assert colours["backgroundColor"] == palette.page
    assert colours["secondaryBackgroundColor"] == palette.panel
    assert colours["textColor"] == palette.text
    assert colours["borderColor"] == palette.border
    assert colours["primaryColor"] == palette.accent
    assert (colours["blueColor"], colours["redColor"]) == (palette.gain, palette.loss)


def test_the_page_and_the_charts_use_the_same_fonts():
    assert TEXT_FONT.split(", ")[:2] == CONFIG["theme"]["font"].split(", ")[:2]


@pytest.mark.parametrize("face", CONFIG["theme"]["fontFaces"], ids=lambda face: f"{face['family']}-{Path(face['url']).stem}")
def test_fonts_are_files_of_ours_with_their_licence(face):
    file = ROOM / face["url"].removeprefix("app/")
    assert file.is_file()
    assert (
        (file.parent / f"{'inter' if file.name.startswith('inter') else 'jetbrains-mono'}-OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE")
    )


def test_the_tables_own_partial_download_is_off():
    assert CONFIG["client"]["disableDataExport"] is True


def test_nothing_is_reported_to_anyone_and_only_this_machine_is_served():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["enableAgentApi"] is False


def test_the_stylesheet_has_balanced_braces():
    text = theme.STYLESHEET.read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("look", PALETTES)
def test_words_on_badges_can_be_read(look, monkeypatch):
    monkeypatch.setattr(theme.state, "look", lambda: look)
    palette = PALETTES[look]
    faint = {name for name, colour in {**palette.bots, **palette.results}.items() if contrast(theme.tint(colour), palette.text) < 4.5}
    assert faint == set()
