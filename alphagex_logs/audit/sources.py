"""The SQL statements about log tables in a folder of Python sources: what other programs write and read."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.vocabulary import TABLE_ALIASES
from alphagex_logs.postgres.trial import numbered_marks, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DYNAMIC = "\ufffd"  # stands for what is known only when the program runs
_VERB = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(INSERT|UPDATE|DELETE|MERGE|SELECT|WITH)\b", re.IGNORECASE | re.DOTALL)
_BEFORE_A_NAME = r'(?:\b(?:INTO|UPDATE|FROM|JOIN)\s+(?:ONLY\s+)?|,\s*)(?:"?public"?\.)?"?'
_NAMES = re.compile(rf"{_BEFORE_A_NAME}(\w+)", re.IGNORECASE)
_UNNAMED = re.compile(rf"{_BEFORE_A_NAME.replace('|,', '|(?!)')}{DYNAMIC}", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: where it stands, which log tables it names, and the texts that are known to be sent for its placeholders."""

    file: str
    line: int
    verb: str
    tables: tuple[str, ...]
    sql: str
    known: tuple[str | None, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.verb in {"INSERT", "UPDATE", "DELETE", "MERGE"} or (self.verb == "WITH" and _CHANGES.search(self.sql) is not None)

    @property
    def dynamic(self) -> bool:
        """Whether a part of it is known only when the program runs, so that it cannot be tried."""
        return DYNAMIC in self.sql

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found; statements whose table is known only when the program runs, by place; files that are no Python that can be read."""

    statements: tuple[Statement, ...]
    unnamed: tuple[str, ...]
    unreadable: tuple[str, ...]


def scan(folder: Path) -> Scan:
    """Every SELECT, INSERT, UPDATE, DELETE and MERGE that names a log table in the Python files under `folder`."""
    found: list[Statement] = []
    unreadable: list[str] = []
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        try:
            found.extend([] if file.is_dir() else [*_in_file(name, ast.parse(file.read_bytes()))])
        except (SyntaxError, ValueError, RecursionError) as error:
            unreadable.append(f"{name}: {error}")
        except OSError as error:
            unreadable.append(f"{name}: {error.strerror}")
    named = tuple(statement for statement in found if statement.tables)
    return Scan(named, tuple(statement.place for statement in found if not statement.tables), tuple(unreadable))


def _in_file(name: str, tree: ast.Module) -> Iterator[Statement]:
    sent = _sent(tree)
    for node in _outermost_texts(tree):
        known = sent.get(id(node), ())
        for sql in split(_text(node) or ""):
            statement = _statement(name, node.lineno, sql, known)
            known = known[len(numbered_marks(sql)[0]) :]
            if statement:
                yield statement


def _statement(file: str, line: int, sql: str, known: tuple[str | None, ...]) -> Statement | None:
    """The statement, when the text is one and it names a log table, or a table that only the running program knows."""
    verb = _VERB.match(sql)
    named = [TABLE_ALIASES.get(word.lower(), word.lower()) for word in _NAMES.findall(sql)]
    tables = tuple(dict.fromkeys(table for table in named if table in TABLES))
    return Statement(file, line, verb[1].upper(), tables, sql, known) if verb and (tables or _UNNAMED.search(sql)) else None


def _outermost_texts(node: ast.AST) -> Iterator[ast.expr]:
    """Texts that are not part of a longer text, and not a docstring, which nobody sends."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.expr) and _text(node) is not None:
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _outermost_texts(child)


def _text(node: ast.expr) -> str | None:
    """The text that an expression gives, with a mark for each unknown part; None when it is no text."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) or DYNAMIC for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, two = _text(left), _text(right)
            return None if one is None and two is None else (DYNAMIC if one is None else one) + (DYNAMIC if two is None else two)
        case ast.Call(func=ast.Attribute(value=value, attr="format")) if (template := _text(value)) is not None:
            return re.sub(r"\{[^{}]*\}", DYNAMIC, template)
        case _:
            return None


def _sent(tree: ast.Module) -> Mapping[int, tuple[str | None, ...]]:
    """For each text that goes to an execute() with a tuple or list beside it: the values that are known to be texts."""
    found: dict[int, tuple[str | None, ...]] = {}
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        named = {node.targets[0].id: node.value for node in ast.walk(scope) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
        for call in ast.walk(scope):
            match call:
                case ast.Call(func=ast.Attribute(attr="execute"), args=[statement, ast.Tuple(elts=values) | ast.List(elts=values), *_]):
                    target = named.get(statement.id, statement) if isinstance(statement, ast.Name) else statement
                    found[id(target)] = tuple(_known(value) for value in values)
    return found


def _known(value: ast.expr) -> str | None:
    """The text that is sent: a constant, or a label where the member of an enumeration is taken by its `.value` or `.name`."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.Attribute(attr="value" | "name"):
            return "LABEL"
        case _:
            return None
