"""Which of our writers write a log table, as their code shows: the catalogue names them, but names alone prove nothing."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING

from alphagex_logs import writers
from alphagex_logs.catalogue.model import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType


def own(table: Table) -> tuple[list[str], list[str]]:
    """The writers that the catalogue names for a table: those that do write it, with file and line, and the others, with the reason."""
    named = {name: getattr(writers, name, None) for name in table.writers}
    found = {name: function for name, function in named.items() if function is not None and table.name in _written(function)}
    wrong = [f"{name} ({'does not exist' if named[name] is None else 'does not write it'})" for name in named if name not in found]
    return [_place(name, function) for name, function in found.items()], wrong


def _place(name: str, function: Callable[..., object]) -> str:
    bare = inspect.unwrap(function)
    return f"{name} ({bare.__module__.rpartition('.')[2]}.py:{inspect.getsourcelines(bare)[1]})"


@cache
def _written(function: Callable[..., object]) -> frozenset[str]:
    """The tables that a writer names, or a function of the same package that it calls."""
    waiting, seen, tables = [inspect.unwrap(function)], set(), set()
    while waiting:
        one = waiting.pop()
        if one in seen or not inspect.isfunction(one) or not one.__module__.startswith(writers.__name__):
            continue
        seen.add(one)
        named = [one.__globals__.get(name) for name in _names(one.__code__)]
        tables |= {value.name for value in named if isinstance(value, Table)}
        waiting += [inspect.unwrap(value) for value in named if inspect.isfunction(value)]
    return frozenset(tables)


def _names(code: CodeType) -> set[str]:
    """The global names that code uses, that of functions inside it included."""
    return set(code.co_names).union(*(_names(inner) for inner in code.co_consts if inspect.iscode(inner)))
