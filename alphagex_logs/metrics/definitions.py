"""The registry that answers "what is this number?" on every screen, by key."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from alphagex_logs.metrics.definition import Definition
from alphagex_logs.metrics.definitions_of_decisions import DECISIONS
from alphagex_logs.metrics.definitions_of_money import MONEY
from alphagex_logs.metrics.definitions_of_predictions import PREDICTIONS
from alphagex_logs.metrics.definitions_of_rates import RATES
from alphagex_logs.metrics.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DEFINITIONS", "FAMILIES", "Definition", "as_markdown"]

DEFINITIONS: Mapping[str, Definition] = MappingProxyType({each.key: each for each in (*RATES, *PREDICTIONS, *MONEY, *DECISIONS)})
"""Every definition by key, in the order of the documentation."""

FAMILIES: Mapping[str, tuple[Definition, ...]] = MappingProxyType(
    {"Coverage and rates": RATES, "Quality of predictions": PREDICTIONS, "Money": MONEY, "Decisions and monitoring": DECISIONS}
)


def as_markdown() -> str:
    """All definitions as the reference part of `docs/metrics.md`."""
    return "\n".join(f"## {family}\n\n" + "\n".join(_section(each) for each in members) for family, members in FAMILIES.items())


def _section(each: Definition) -> str:
    return (
        f"### {each.name}\n\n{each.sentence}\n\n"
        f"- Formula: `{each.formula}`\n- Unit: {each.unit}\n- Edges: {each.edges}\n- Source: {each.source}\n"
        f"- On the screen: {PLACES[each.key]}\n"
        f"- Key `{each.key}`, computed by `metrics.{each.function}`\n"
    )
