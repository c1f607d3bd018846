"""Writes the catalogue as a page to read: `python -m alphagex_logs.catalogue.document > docs/tables.md`."""

from __future__ import annotations

import sys
from itertools import chain
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import HOUSE, Origin
from alphagex_logs.catalogue.vocabulary import BOT_ALIASES, BOT_DESCRIPTIONS, OUTCOME_MAP, OUTCOME_MAP_VERSION, TABLE_ALIASES, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from alphagex_logs.catalogue.model import Column, Measure, Roles, Source, Table

_TITLE = """# The log tables

Written from the catalogue by `python -m alphagex_logs.catalogue.document`; change `alphagex_logs/catalogue/`, not this page.

Every column may be empty unless it says *required*. A label that a column's list does not name is stored all the same, and shown as unknown.
*Added* columns are named by statements of older installations whose own tables lack them. Type in brackets: what older databases have instead."""


def page() -> str:
    """The whole page as Markdown."""
    sections = chain([_TITLE, _contents(), _bots(), _outcomes(), _house()], (_section(table) for table in TABLES.values()))
    return "\n\n".join(sections) + "\n"


def _contents() -> str:
    rows = (f"| {table.number} | [{table.name}](#{table.name}) | {table.category} | {table.status} | {table.purpose} |" for table in TABLES.values())
    return "\n".join(["| | table | category | status | what it holds |", "|---|---|---|---|---|", *rows])


def _bots() -> str:
    later = {bot: alias for alias, bot in BOT_ALIASES.items()}
    rows = (f"| {bot} | {later[bot]} | {text} |" for bot, text in BOT_DESCRIPTIONS.items())
    tables = ", ".join(f"`{alias}` is {_link(name)}" for alias, name in TABLE_ALIASES.items())
    return "\n".join(["## Bots", "", "| bot | later name | what it does |", "|---|---|---|", *rows, "", f"Tables that were renamed later: {tables}."])


def _outcomes() -> str:
    rows = (f"| {result} | {_codes(tuple(label for label, to in OUTCOME_MAP.items() if to is result))} |" for result in Result if result is not Result.UNMAPPED)
    head = ["## Outcomes", "", f"Map of outcome labels, version {OUTCOME_MAP_VERSION}. Any other label is unmapped: neither a win nor a loss.", ""]
    return "\n".join([*head, "| result | labels |", "|---|---|", *rows])


def _house() -> str:
    return "\n".join(["## Columns of every table", "", *_header(), *(_row(column) for column in HOUSE)])


def _section(table: Table) -> str:
    own = (_row(column) for column in table.columns if column.origin is not Origin.HOUSE)
    return "\n".join([f"## {table.name}", "", f"{table.title}: {table.purpose}", "", *_facts(table), "", *_header(), *own])


def _facts(table: Table) -> Iterator[str]:
    yield f"- Number {table.number}, category {table.category}, status {table.status}, stale after {_days(table.rhythm)} without a row."
    yield f"- Written by {_codes(table.writers)}; identified by {_codes(table.natural_key)}."
    for role, text in _roles(table.roles):
        yield f"- {role}: {text}."


def _days(span: timedelta) -> str:
    return "a day" if span.days == 1 else f"{span.days} days"


def _roles(roles: Roles) -> Iterator[tuple[str, str]]:
    local = roles.local_time
    yield "Time", _sources(roles.time) + (f", else `{local.date}` and `{local.time}` in {local.zone}" if local else "")
    if roles.trade_day:
        yield "Trade day", f"`{roles.trade_day}`"
    yield "Bot", _sources(roles.bot) + (f", else {roles.owner}" if roles.owner else "")
    if roles.symbol or roles.symbol_default:
        yield "Symbol", ", else ".join(filter(None, [_sources(roles.symbol), roles.symbol_default]))
    for role, sources in (("Action", roles.action), ("Advice", roles.advice), ("Outcome", roles.outcome), ("Summary", roles.summary)):
        if sources:
            yield role, _sources(sources)
    for role, measure in (("Probability", roles.probability), ("PnL", roles.pnl)):
        if measure:
            yield role, _measure(measure)


def _measure(measure: Measure) -> str:
    return f"{_sources(measure.sources)}, in {measure.scale}"


def _sources(sources: tuple[Source, ...]) -> str:
    return ", else ".join(_source(source) for source in sources)


def _source(source: Source) -> str:
    path = f"`{source.column}->>'{source.key}'`" if source.key else f"`{source.column}`"
    condition = f" where `{source.where.column}` is {' or '.join(source.where.labels)}" if source.where else ""
    return path + condition + (" (0 is unknown)" if source.zero_is_unset else "")


def _header() -> list[str]:
    return ["| column | type | unit | meaning | labels |", "|---|---|---|---|---|"]


def _row(column: Column) -> str:
    older = f" ({', '.join(column.variants)})" if column.variants else ""
    marks = "".join([" *added*" if column.origin is Origin.MISSING else "", "" if column.nullable else " *required*"])
    return f"| {column.name}{marks} | {column.type}{older} | {column.unit} | {column.meaning} | {_codes(column.allowed)} |"


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _link(table: str) -> str:
    return f"[{table}](#{table})"


if __name__ == "__main__":
    sys.stdout.write(page())
