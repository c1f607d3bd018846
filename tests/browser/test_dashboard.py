"""What a person does with the dashboard, in a real browser, against what PostgreSQL says."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import SECONDS, Desk, served
from tests.warehouse.opening import insert

PAGES = {"/": "Overview", "/logs": "Logs", "/predictions": "Predictions", "/pnl": "PnL"}
LOOKS = {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 22)"}  # and its background


DRAWN_IN = """page => [...document.querySelectorAll('.js-plotly-plot')].every(
    plot => plot.querySelector('.main-svg') && getComputedStyle(plot.querySelector('.main-svg')).backgroundColor === page)"""
BELOW_LEGENDS = """() => [...document.querySelectorAll('[class*=st-key-chart_]')].filter(card => card.querySelector('.legend .bg')).map(card => {
    const [tools, legend] = ['[class*=st-key-tools_]', '.legend .bg'].map(part => card.querySelector(part).getBoundingClientRect());
    return [card.className.match(/st-key-chart_\\w+/)[0], Math.round(tools.top - legend.bottom)];
})"""
TILES_A_LINE = """() => [...document.querySelectorAll('[class*=st-key-tiles_]')].map(grid => {
    const lines = {};
    for (const tile of grid.querySelectorAll('[data-testid=stMetric]')) {
        const top = Math.round(tile.getBoundingClientRect().top);
        lines[top] = (lines[top] || 0) + 1;
    }
    return Object.values(lines);
})"""

CUT_COUNTS = """() => [...document.querySelectorAll('.st-key-facets button code')].filter(count => {
    const [inner, outer] = [count, count.closest('button')].map(part => part.getBoundingClientRect());
    return inner.right > outer.right + 1;
}).map(count => count.textContent)"""


def query_of(desk):
    return parse_qs(urlsplit(desk.page.url).query)


@pytest.fixture(scope="module")
def toured(chromium, address):
    """What every page shows in each look, and what was asked for: opened in one look in turn, and changed to the other, because opening takes longest."""
    seen, looks = {}, list(LOOKS)
    with chromium.new_context() as context:
        context.set_default_timeout(SECONDS * 1000)
        desk = Desk(context.new_page(), address)
        for path in PAGES:
            desk.page.emulate_media(color_scheme=looks[0])
            desk.open(path)
            for look in looks:
                desk.page.emulate_media(color_scheme=look)
                desk.page.wait_for_function(DRAWN_IN, arg=LOOKS[look])
                seen[look, path] = seen_on(desk)
            looks.reverse()
        return seen, desk.asked


def seen_on(desk):
    """The title and the look of a page, whether its digits have their font, how many tiles stand in each line, and of each width what warns, what
    sticks out, and how far below a chart's legend its tools stand."""
    page, widths, lines = desk.page, {}, set()
    for width in (1280, 480):
        page.set_viewport_size({"width": width, "height": 900})
        desk.settle()
        alerts = page.locator("[data-testid=stAlert], [data-testid=stException]").count()
        beyond = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - document.documentElement.clientWidth")
        widths[width] = alerts, beyond, page.evaluate(BELOW_LEGENDS)
        lines |= {tuple(counts) for counts in page.evaluate(TILES_A_LINE)}
    background = page.locator("[data-testid=stApp]").evaluate("app => getComputedStyle(app).backgroundColor")
    digits = page.evaluate("document.fonts.ready.then(() => document.fonts.check('14px Figures', '0123456789'))")
    return {"title": page.locator("h1").inner_text(), "background": background, "digits": digits, "widths": widths, "lines": lines}


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_complete_fits_the_window_and_asks_no_other_machine(toured, address, look):
    seen, asked = toured
    for path, title in PAGES.items():
        assert seen[look, path]["title"] == title
        for width, (alerts, beyond, _) in seen[look, path]["widths"].items():
            assert (alerts, max(beyond, 0)) == (0, 0), (path, width)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_the_look_follows_the_viewer_while_a_page_is_open_too(toured):
    assert {key: page["background"] for key, page in toured[0].items()} == {(look, path): LOOKS[look] for look in LOOKS for path in PAGES}


def test_what_a_chart_can_do_stands_right_below_its_legend(toured):
    gaps = {(key, width): gap for page in toured[0].values() for width, (*_, below) in page["widths"].items() for key, gap in below}
    assert {key for key, _ in gaps} == {"st-key-chart_activity", "st-key-chart_histogram", "st-key-chart_coverage", "st-key-chart_murphy"}
    assert {place: gap for place, gap in gaps.items() if not 0 <= gap < 20} == {}


def test_no_tile_stands_alone_below_a_longer_line(toured):
    lines = {counts for page in toured[0].values() for counts in page["lines"]}
    assert {(4, 4), (2, 2, 2, 2)} <= lines
    assert [counts for counts in lines if counts[-1] == 1 < counts[0] - 1] == []


def test_digits_are_tabular_and_the_fonts_come_from_here(toured):
    seen, asked = toured
    assert all(page["digits"] for page in seen.values())
    assert any("/app/static/fonts/" in url for url in asked)


def test_filtering_by_bot_and_category_changes_charts_tiles_and_url(desk, ask):
    desk.open()
    everything = desk.bars("activity")
    desk.page.locator(".st-key-bot").get_by_role("button", name="ARES").click()
    desk.until_url("bot=ARES")
    assert desk.bars("activity") < everything
    assert desk.page.locator(".st-key-filter_state").get_by_role("button", name="ARES").count() == 1
    desk.page.locator(".st-key-category_popover button:visible").first.click()
    desk.page.get_by_role("button", name="oracle", exact=True).click()
    desk.until_url("category=oracle")
    rows = ask("SELECT count(*) FROM oracle_predictions WHERE bot_name = 'ARES'")[0][0]
    assert desk.tile("Records") == f"{rows:,}"
    assert desk.bars("activity") == rows


QUICKLY = """async names => {
    const tile = () => [...document.querySelectorAll('[data-testid=stMetric]')].find(metric => metric.innerText.includes('Records'));
    const value = () => tile()?.querySelector('[data-testid=stMetricValue]')?.innerText.trim();
    window.painted = [value()];
    new MutationObserver(() => { if (value() && value() !== window.painted.at(-1)) window.painted.push(value()) })
        .observe(document.body, {childList: true, subtree: true, characterData: true});
    for (const name of names) {
        [...document.querySelectorAll('.st-key-bot button')].find(button => button.innerText.trim() === name).click();
        await new Promise(resolve => setTimeout(resolve, 15));
    }
}"""


def test_of_ten_quick_filter_changes_the_last_is_painted(desk):
    desk.open()
    bots = ["ARES", "ATLAS", "HERMES", "PHOENIX", "ORACLE"]
    desk.page.evaluate(QUICKLY, [*bots, *bots[:4], "ARES"])
    desk.page.wait_for_function("() => location.search === '?bot=ORACLE&bot=ARES' && window.painted.length > 1")
    desk.settle()
    painted = desk.page.evaluate("() => window.painted")
    desk.page.reload()
    assert painted[-1] == desk.settle().tile("Records")
    assert len(painted) <= 3  # what was there before, the last, and at most one that was done before the next click came


def test_the_filters_survive_the_change_of_page_and_back_undoes_them(desk):
    desk.open("/?bot=ATLAS&range=1Y")
    desk.page.get_by_role("link", name="PnL").click()
    desk.until_url("/pnl")
    assert query_of(desk) == {"bot": ["ATLAS"], "range": ["1Y"]}
    desk.page.locator(".st-key-reset button").click()
    desk.page.wait_for_function("() => !location.search.includes('ATLAS')")
    desk.settle().page.go_back()
    desk.until_url("ATLAS")


def test_a_url_opened_elsewhere_gives_the_same_numbers(desk, chromium, address):
    here = desk.open("/pnl?bot=ARES&range=custom&since=2017-01-03&until=2017-12-29")
    with chromium.new_context() as context:
        there = Desk(context.new_page(), address).open(desk.page.url.removeprefix(address))
        assert [there.tile(label) for label in ("Net PnL", "Win rate", "Max drawdown")] == [
            here.tile(label) for label in ("Net PnL", "Win rate", "Max drawdown")
        ]


def test_dragging_over_the_chart_narrows_the_range_and_the_chip_leads_back(desk):
    desk.open()
    everything = desk.bars("activity")
    plot = desk.page.locator(".st-key-chart_activity .nsewdrag").first.bounding_box()
    desk.page.mouse.move(plot["x"] + plot["width"] * 0.3, plot["y"] + 40)
    desk.page.mouse.down()
    desk.page.mouse.move(plot["x"] + plot["width"] * 0.6, plot["y"] + 60, steps=8)
    desk.page.mouse.up()
    desk.until_url("range=custom")
    assert query_of(desk).keys() == {"range", "since", "until"}
    assert 0 < desk.bars("activity") < everything
    desk.page.locator("[class*=st-key-chip_range] button").first.click()
    desk.page.wait_for_function("() => !location.search.includes('custom')")
    desk.settle()
    assert desk.bars("activity") == everything


def downloaded(desk, name):
    with desk.page.expect_download() as started:
        desk.page.get_by_role("link", name=name, exact=True).last.click()
    return started.value.path().read_bytes()


def test_the_csv_and_json_of_the_filtered_rows_are_what_sql_gives(desk, ask):
    desk.open("/logs?bot=ARES&table=oracle_predictions&range=custom&since=2018-01-02&until=2018-12-31")
    expected = ask("SELECT event_id::text FROM oracle_predictions WHERE bot_name = 'ARES' AND trade_date BETWEEN '2018-01-02' AND '2018-12-31'")
    identities = {row[0] for row in expected}
    assert f"{len(identities):,} rows of oracle_predictions" in desk.page.locator(".st-key-downloads_oracle_predictions").inner_text()
    rows = list(csv.DictReader(io.StringIO(downloaded(desk, "CSV").decode())))
    assert {row["event_id"] for row in rows} == identities
    assert len(rows) == len(identities)
    documents = json.loads(downloaded(desk, "JSON"))
    assert {document["event_id"] for document in documents} == identities
    assert {round(document["win_probability"], 6) for document in documents} == {round(float(row["win_probability"]), 6) for row in rows}


def test_the_counts_of_the_facets_are_whole_in_narrow_windows(desk):
    desk.page.set_viewport_size({"width": 1000, "height": 450})
    desk.open("/logs")
    assert desk.page.evaluate(CUT_COUNTS) == []
    desk.page.set_viewport_size({"width": 720, "height": 450})  # 1440 at 200 %
    assert desk.page.evaluate(CUT_COUNTS) == []


def test_a_row_opens_in_full_and_its_url_is_a_permalink(desk, ask):
    desk.open("/logs?table=oracle_predictions")
    grid = desk.page.locator(".st-key-table_rows canvas").first.bounding_box()
    desk.page.mouse.click(grid["x"] + 18, grid["y"] + 32 + 13)
    desk.until_url("row=")
    event_id = query_of(desk)["row"][0]
    drawer = desk.page.get_by_role("dialog")
    drawer.get_by_text("oracle_predictions").first.wait_for()
    assert ask("SELECT count(*) FROM oracle_predictions WHERE event_id = %s", event_id) == [(1,)]
    assert f"{desk.address}/logs?row={event_id}" in drawer.inner_text()
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_function("() => !location.search.includes('row=')")


def test_a_number_explains_itself_and_its_button_says_which_number(desk):
    desk.open("/pnl")
    read_out = desk.page.locator("[data-testid=stMain]").aria_snapshot()
    named = re.findall(r'button "((?:How|Data|SQL) .*)"', read_out)
    assert len(named) == len(set(named)) == desk.page.locator(":is([class*=st-key-why_], [class*=st-key-tools_]) button:visible").count()
    desk.page.get_by_role("button", name="How Win rate comes about", exact=True).click()
    desk.page.get_by_text("This statement runs as it stands").wait_for()


def test_new_rows_appear_by_themselves_and_hostile_text_stays_text(chromium, database, tmp_path):
    hostile = "<img src=x onerror=alert(1)> **bold** [a](http://evil.test) :red[x] $y$"
    insert(database, "trading_decisions", bot_name="ARES", symbol="SPX")
    with served(database, tmp_path) as address, chromium.new_context() as context:
        desk = Desk(context.new_page(), address).open("/logs")
        insert(database, "trading_decisions", bot_name="ARES", symbol=hostile, primary_reason=hostile)
        desk.page.get_by_text("2 events, whole and streamed").wait_for()
        desk.settle().page.locator(".st-key-symbol_popover button:visible").first.click()
        desk.page.locator(".st-key-facets").get_by_text("**bold**").first.wait_for()
        assert desk.page.locator("[data-testid=stMain] img").count() == 0
        assert desk.page.get_by_role("link", name="a", exact=True).count() == 0
        assert not [url for url in desk.asked if "evil.test" in url]
