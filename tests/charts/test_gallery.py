"""Every chart in a real browser, in a card as narrow as a desk has: nothing is cut off, and no two texts lie on each other."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.charts.gallery import CHROMIUM, gallery, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WIDTHS = (400, 1280)
TEXTS = """() => [...document.querySelectorAll('figure')].map(figure => {
  const frame = figure.querySelector('.main-svg').getBoundingClientRect()
  const boxes = [...figure.querySelectorAll('.main-svg text')].filter(text => text.textContent.trim() && text.getBoundingClientRect().width > 0).map(text => {
    const box = text.getBoundingClientRect()
    const place = {left: box.left - frame.left, top: box.top - frame.top, right: box.right - frame.left, bottom: box.bottom - frame.top}
    return {text: text.textContent, ...place}
  })
  const cut = boxes.filter(box => box.left < -1 || box.top < -1 || box.right > frame.width + 1 || box.bottom > frame.height + 1).map(box => box.text)
  const covered = []
  boxes.forEach((one, place) => boxes.slice(place + 1).forEach(other => {
    const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
    const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
    if (wide > 3 && high > 4) covered.push(`${one.text} | ${other.text}`)
  }))
  return {chart: figure.id, cut, covered}
})"""

LEGEND_GAPS = """async () => {
  const [top, size] = [part => part.getBoundingClientRect().top, plot => plot._fullLayout._size]
  const gap = plot => top(plot.querySelector('.legend')) - top(plot.querySelector('.main-svg')) - size(plot).t - size(plot).h
  const gaps = {}
  for (const figure of [...document.querySelectorAll('figure')].filter(figure => figure.querySelector('.legend'))) {
    const plot = figure.querySelector('.js-plotly-plot'), height = plot._fullLayout.height, low = gap(plot)
    await Plotly.relayout(plot, {height: 3 * height})
    gaps[figure.id] = {low, high: gap(plot)}
    await Plotly.relayout(plot, {height})
  }
  return gaps
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM["executable_path"]).exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM['executable_path']} is missing, and CI must have a browser")
        pytest.skip(f"{CHROMIUM['executable_path']} is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Every chart with its buttons, in a narrow window at first."""
    page_file = tmp_path_factory.mktemp("gallery") / "gallery.html"
    page_file.write_text(gallery("light").replace('"displayModeBar": false', '"displayModeBar": true'), encoding="utf-8")
    return opened(browser, page_file, WIDTHS[0])


@pytest.mark.browser
def test_no_text_is_cut_off_or_covered_in_narrow_and_wide_cards(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("Promise.all([...document.querySelectorAll('.js-plotly-plot')].map(plot => Plotly.Plots.resize(plot)))")
        found = page.evaluate(TEXTS)
        assert len(found) > 30
        assert [chart for chart in found if chart["cut"] or chart["covered"]] == [], f"at {width} pixels"


@pytest.mark.browser
def test_a_legend_stays_as_near_to_its_plot_when_the_picture_is_three_times_as_high(page):
    gaps = page.evaluate(LEGEND_GAPS)
    assert len(gaps) > 5
    assert {chart: gap for chart, gap in gaps.items() if abs(gap["high"] - gap["low"]) > 3} == {}


@pytest.mark.browser
def test_a_chart_asks_the_network_for_nothing_and_offers_no_upload(page):
    titles = page.eval_on_selector_all(".modebar-btn", "buttons => [...new Set(buttons.map(button => button.dataset.title))]")
    asked = [request.url for request in page.requests()]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert asked
    assert "Download plot as a PNG" in titles
    assert [title for title in titles if "hare" in title or "loud" in title] == []
