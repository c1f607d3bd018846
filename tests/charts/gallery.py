"""Draws every chart in both looks into one page without network, and photographs it: `python tests/charts/gallery.py FOLDER [WIDTH ...]`."""

from __future__ import annotations

import base64
import html
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from plotly.offline import get_plotlyjs

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from alphagex_logs.charts.palette import PALETTES  # noqa: E402  (the project's folder comes first)
from alphagex_logs.charts.sheet import alt_text  # noqa: E402
from alphagex_logs.charts.template import CONFIG  # noqa: E402
from tests.charts.examples import charts  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from alphagex_logs.charts.palette import Theme

FONTS = ROOT / "alphagex_logs/ui/static/fonts"
FACES = (("Inter", "inter-latin-wght-normal.woff2", ""), ("JetBrains Mono", "jetbrains-mono-latin-wght-normal.woff2", ""))
FIGURES = ("Figures", "jetbrains-mono-latin-wght-normal.woff2", "unicode-range:U+0030-0039;")
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]}


def faces() -> str:
    """The fonts of the app, inline."""
    rules = []
    for family, file, more in (*FACES, FIGURES):
        font = base64.b64encode((FONTS / file).read_bytes()).decode()
        rules.append(f"@font-face{{font-family:'{family}';font-weight:100 900;{more}src:url(data:font/woff2;base64,{font}) format('woff2')}}")
    return "".join(rules)


def gallery(*themes: Theme) -> str:
    """One page: every chart with its alt text, in each look."""
    columns, drawn = [], charts()
    for theme in themes or PALETTES:
        look = PALETTES[theme]
        cards = [f'<section style="background:{look.page};color:{look.text};border-color:{look.border}" class="{theme}">']
        for name, draw in drawn.items():
            figure = draw(theme)
            plot = figure.to_html(full_html=False, include_plotlyjs=False, config=CONFIG | {"displayModeBar": False})
            cards.append(f'<figure id="{theme}-{name}">{plot}<figcaption>{html.escape(alt_text(figure))}</figcaption></figure>')
        columns.append("".join([*cards, "</section>"]))
    style = "body{margin:0;font-family:Inter}section{padding:8px}figure{margin:0 0 18px}figcaption{font-size:10px;opacity:.6}"
    return f"<!doctype html><meta charset=utf-8><style>{faces()}{style}</style><script>{get_plotlyjs()}</script>{''.join(columns)}"


def opened(browser: Browser, page_file: Path, width: int) -> Page:
    """The page in a window of that width, drawn with its fonts."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(page_file.as_uri())
    page.evaluate("document.fonts.ready")
    # plotly measured the texts of its first drawing before the fonts were there.
    page.evaluate("Promise.all([...document.querySelectorAll('.js-plotly-plot')].map(plot => Plotly.redraw(plot)))")
    return page


def photograph(folder: Path, widths: list[int]) -> None:
    """Write gallery.html, and a picture per chart, look and width."""
    page_file = folder / "gallery.html"
    page_file.write_text(gallery(), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        for width in widths:
            page = opened(browser, page_file, width)
            for figure in page.query_selector_all("figure"):
                figure.screenshot(path=folder / f"{figure.get_attribute('id')}-{width}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    photograph(target, [int(width) for width in sys.argv[2:]] or [1280, 480])
