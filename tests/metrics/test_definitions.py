"""Every number can say what it is, and the documentation says the same."""

import importlib
import re
from pathlib import Path

import pytest

from alphagex_logs.metrics.definitions import DEFINITIONS, FAMILIES, as_markdown
from alphagex_logs.metrics.places import PLACES

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda each: each.key)
def test_a_definition_is_complete(definition):
    module, name = definition.function.split(".")
    function = getattr(importlib.import_module(f"alphagex_logs.metrics.{module}"), name)
    assert function.__doc__
    for text in (definition.name, definition.formula, definition.latex, definition.unit, definition.source):
        assert text.strip() == text != ""
    assert definition.sentence.endswith(".") and definition.edges.endswith(".")
    assert definition.latex.count("{") == definition.latex.count("}")


def test_keys_are_unique_and_plain():
    keys = [each.key for family in FAMILIES.values() for each in family]
    assert len(keys) == len(set(keys)) == len(DEFINITIONS)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys)


def test_the_documentation_holds_all_definitions_word_for_word():
    # To bring it up to date, replace everything from the first family on with the text of definitions.as_markdown().
    assert PAGE.read_text().endswith(as_markdown())


def test_every_number_says_where_it_stands():
    assert list(PLACES) == list(DEFINITIONS)
    assert [key for key, place in PLACES.items() if not place.startswith(("Predictions, ", "PnL, "))] == ["murphy_parts"]
