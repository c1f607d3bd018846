"""The OpenAPI document: what docs/api.md is written from, and what a fuzzer holds the API to."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from alphagex_logs.api import create_api
from alphagex_logs.api.reference import page
from alphagex_logs.catalogue import TABLES

API = create_api()
CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)
SLOW = {"/logs/audit", "/logs/export/all.zip"}  # each reads every table; their parameters are fuzzed at the other downloads
OPERATIONS = [path for path in API.openapi()["paths"] if path not in SLOW]


def test_the_reference_is_current():
    assert Path("docs/api.md").read_text() == page(API.openapi()), "python -m alphagex_logs.api.reference > docs/api.md"


def test_every_operation_is_a_get_with_a_summary_and_every_parameter_has_a_meaning():
    for path, operations in API.openapi()["paths"].items():
        assert list(operations) == ["get"]
        assert operations["get"]["summary"]
        for parameter in operations["get"].get("parameters", []):
            assert parameter.get("description") or parameter["schema"].get("description"), (path, parameter["name"])


def test_there_is_one_path_for_the_rows_of_all_tables():
    assert "/logs/tables/{table}" in API.openapi()["paths"]
    assert len(TABLES) == 23


@pytest.mark.parametrize("path", OPERATIONS)
def test_whatever_is_asked_the_answer_is_one_that_the_document_knows(client, path):
    operation = schemathesis.openapi.from_asgi("/openapi.json", API)[path]["GET"]

    @settings(max_examples=12, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case):
        case.call_and_validate(checks=list(CHECKS))

    ask()
