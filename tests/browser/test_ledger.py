"""From a count of the coverage ledger to exactly its rows."""

from __future__ import annotations

from tests.browser.conftest import Desk


def test_a_count_of_the_ledger_opens_its_rows_on_the_logs_page(desk):
    desk.open("/predictions?source=SPX+wheel+ML&outcome=WIN&range=custom&since=2016-01-04&until=2018-12-31")
    link = desk.page.locator(".st-key-ledger_links a:visible").first
    state, count = link.inner_text().split()
    with desk.page.expect_popup() as opened:
        link.click()
    logs = Desk(opened.value, desk.address).until_url("/logs")
    assert {"table=ml_decision_logs", "outcome=WIN", f"state={state}"} <= set(logs.page.url.partition("?")[2].split("&"))
    assert f"{count} events, whole and streamed" in logs.page.locator(".st-key-downloads_events").inner_text()
