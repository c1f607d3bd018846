"""New rows while somebody reads: they appear by themselves, and nothing that the reader has done is lost or drawn anew."""

from __future__ import annotations

import time

from tests.browser.conftest import Desk, served
from tests.warehouse.opening import run

ROWS = "INSERT INTO gex_change_log (symbol, \"timestamp\") SELECT 'SPX', TIMESTAMPTZ '2018-01-02Z' + i * INTERVAL '1 hour' FROM generate_series(1, 300) AS i"
NEW = "INSERT INTO gex_change_log (symbol, \"timestamp\") VALUES ('SPX', TIMESTAMPTZ '2018-03-01Z')"
SEEN = [".st-key-filter_bar", ".st-key-table_rows canvas", ".st-key-facets"]
DRAWER = "[role=dialog]"
WATCH = """seen => {
    window.kept = seen.map(selector => document.querySelector(selector));
    window.skeletons = 0;
    const shown = node => node.nodeType === 1 && (node.matches('[data-testid=stSkeleton]') || node.querySelector('[data-testid=stSkeleton]'));
    new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => { if (shown(node)) window.skeletons += 1 })))
        .observe(document.body, {childList: true, subtree: true});
}"""
REPLACED = "seen => seen.filter((selector, place) => !window.kept[place] || !window.kept[place].isConnected)"
SCROLLED = "() => [document.querySelector('[data-testid=stMain]').scrollTop, document.querySelector('.st-key-table_rows .dvn-scroller').scrollTop]"
SCROLL = """() => {
    document.querySelector('[data-testid=stMain]').scrollTop = 150;
    document.querySelector('.st-key-table_rows .dvn-scroller').scrollTop = 400;
}"""


def test_a_new_row_is_counted_while_filter_scroll_and_open_row_stay(chromium, database, tmp_path, capsys):
    run(database, ROWS)
    with served(database, tmp_path) as address, chromium.new_context(viewport={"width": 1440, "height": 900}) as context:
        desk = Desk(context.new_page(), address).open("/logs?symbol=SPX")
        desk.page.evaluate(SCROLL)
        url, scrolled = desk.page.url, desk.page.evaluate(SCROLLED)
        desk.page.evaluate(WATCH, SEEN)
        began = time.monotonic()
        run(database, NEW)
        desk.page.get_by_text("301 events, whole and streamed").wait_for()
        seconds = time.monotonic() - began
        desk.settle()
        assert desk.page.evaluate(REPLACED, SEEN) == []
        assert desk.page.evaluate("() => window.skeletons") == 0
        assert (desk.page.url, desk.page.evaluate(SCROLLED)) == (url, scrolled)
        assert min(scrolled) > 0

        grid = desk.page.locator(".st-key-table_rows canvas").first.bounding_box()
        desk.page.mouse.click(grid["x"] + 18, grid["y"] + 32 + 13)
        desk.until_url("row=")
        desk.page.get_by_role("dialog").get_by_text("gex_change_log").first.wait_for()
        desk.page.evaluate(WATCH, [DRAWER])
        run(database, NEW)
        desk.page.get_by_text("shown when the row is closed").wait_for()
        assert desk.page.evaluate(REPLACED, [DRAWER]) == []
        desk.page.keyboard.press("Escape")
        desk.page.get_by_text("302 events, whole and streamed").wait_for()
    with capsys.disabled():
        print(f"\nthe new row was on the screen after {seconds:.1f} s")  # noqa: T201
