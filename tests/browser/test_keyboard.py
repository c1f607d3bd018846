"""The dashboard without a mouse."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

FOCUS = """() => document.activeElement.closest('section[role=dialog]') ? 'row'
    : document.activeElement.closest('[class*=st-key-]')?.className.match(/st-key-(\\w+)/)[1]"""


def press(desk, *keys):
    for key in keys:
        desk.page.keyboard.press(key)


def test_a_row_opens_with_enter_closes_with_escape_and_the_focus_comes_back(desk, ask):
    desk.open("/logs?table=gex_change_log")
    newest = [str(event_id) for (event_id,) in ask('SELECT event_id FROM gex_change_log ORDER BY "timestamp" DESC, id DESC LIMIT 2')]
    desk.page.locator(".st-key-table_rows button").last.focus()
    press(desk, "Tab", "ArrowDown", "Enter")
    desk.page.wait_for_function(f"({FOCUS})() === 'row'")
    assert parse_qs(urlsplit(desk.page.url).query)["row"] == [newest[1]]
    desk.settle()
    press(desk, "Tab", "Tab", "Tab", "Tab", "Tab", "Escape")  # from inside of the table of fields
    desk.page.wait_for_function("() => !location.search.includes('row=') && !document.querySelector('section[role=dialog]')")
    desk.page.wait_for_function(f"({FOCUS})() === 'table_rows'")


def test_what_a_popover_holds_comes_right_behind_its_button(desk):
    desk.open("/audit")
    desk.page.locator(".st-key-category_popover button").focus()
    press(desk, "Enter")
    desk.page.locator("[data-testid=stPopoverBody]").get_by_role("combobox", name="Table").wait_for()  # the page has one of that name too
    desk.settle()
    focused = []
    for key in ("Tab", "Tab", "Tab", "Shift+Tab"):
        press(desk, key)
        focused.append(desk.page.evaluate(FOCUS))
    press(desk, "Escape")
    desk.page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    assert focused == ["category", "table", "symbol_popover", "category_popover"]
