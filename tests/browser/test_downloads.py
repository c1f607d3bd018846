"""The button, the API and the command line give the same bytes for the same filter, and the same account of them."""

from __future__ import annotations

import hashlib
import json
from urllib.request import urlopen

import pytest

from alphagex_logs.cli import main

QUERY = "table=oracle_predictions&since=2018-03-01&until=2018-06-29&bot=ARES"
ARGUMENTS = ["export", "oracle_predictions", "--table", "oracle_predictions", "--since", "2018-03-01", "--until", "2018-06-29", "--bot", "ARES"]
OF_THE_MOMENT = {"generated_at", "warehouse_version"}  # when it was told, and how often the warehouse that told it had been refreshed


def got(address: str, name: str) -> bytes:
    with urlopen(f"{address}/api/logs/export/oracle_predictions{name}{'&' if '?' in name else '?'}{QUERY}") as answer:
        return answer.read()


@pytest.fixture(scope="module")
def by_command(replayed, loaded, tmp_path_factory):
    """The files and manifests that the command line writes, by format."""
    folder = loaded(tmp_path_factory.mktemp("exported"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", replayed)
        environment.setenv("ALPHAGEX_DATA_DIR", str(folder))
        for ending in ("csv", "json", "ndjson", "parquet"):
            assert main([*ARGUMENTS, "--format", ending, "--manifest", "--out", str(folder / f"file.{ending}")]) == 0
    return {file.name.removeprefix("file."): file.read_bytes() for file in folder.glob("file.*")}


def test_button_api_and_command_line_give_the_same_bytes(desk, address, by_command):
    desk.open(f"/logs?{QUERY}")
    for ending in ("csv", "json", "ndjson", "parquet"):
        with desk.page.expect_download() as started:
            desk.page.get_by_role("link", name=ending.upper(), exact=True).last.click()
        assert started.value.suggested_filename == f"oracle_predictions.{ending}"
        assert started.value.path().read_bytes() == got(address, f".{ending}") == by_command[ending]


@pytest.mark.parametrize("ending", ["csv", "json", "ndjson", "parquet"])
def test_api_and_command_line_tell_the_same_of_a_file(address, by_command, ending):
    file = got(address, f".{ending}")
    told = json.loads(got(address, f".{ending}?manifest=1"))["data"]
    assert (told["sha256"], told["bytes"], told["time_zone"]) == (hashlib.sha256(file).hexdigest(), len(file), "UTC")
    assert (told["rows"], told["filter"]["bot"]) == (85, ["ARES"])
    by_hand = json.loads(by_command[f"{ending}.manifest.json"])
    assert {name for name in told if told[name] != by_hand[name]} <= OF_THE_MOMENT
    assert told.keys() == by_hand.keys()
