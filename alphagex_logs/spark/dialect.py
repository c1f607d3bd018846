"""From DuckDB's SQL to Spark's. sqlglot does most of it; here is what it leaves, and our own macros, which become their bodies."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from alphagex_logs.catalogue import TABLES
from alphagex_logs.filters import LISTS
from alphagex_logs.warehouse.chosen import relation_statements
from alphagex_logs.warehouse.labels import text_macros
from alphagex_logs.warehouse.macros import scalar_macros

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LISTS = frozenset(LISTS.values()) | {"states"}


def spark_sql(sql: str, values: Mapping[str, object] | None = None) -> str:
    """One DuckDB SELECT as a Spark SELECT over the views that `relations` makes; `store.x` is the view `store__x`.

    Parameters become `:name`, except that those whose value is None become a NULL of their type, which Spark must know.
    """
    return expression(sql, values).sql("spark")


def expression(sql: str, values: Mapping[str, object] | None = None) -> exp.Expr:
    """The same as a tree, with DuckDB's meanings spelled out in functions that Spark has."""
    tree = _inlined(sqlglot.parse_one(sql, read="duckdb"))
    tree = tree.transform(lambda node: _null(node, values or {}))
    return _translated(tree)


def _inlined(tree: exp.Expr) -> exp.Expr:
    """Every call of a scalar macro replaced by the macro's body; bodies call macros too."""

    def replace(node: exp.Expr) -> exp.Expr:
        name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
        if name not in _macros():
            return node
        arguments, body = _macros()[name]
        given = dict(zip(arguments, node.expressions, strict=True))
        filled = body.copy().transform(lambda part: _argument(part, given))
        return exp.paren(_inlined(filled))

    return tree.transform(replace)


def _argument(node: exp.Expr, given: Mapping[str, exp.Expr]) -> exp.Expr:
    if isinstance(node, exp.Column) and not node.table and node.name in given:
        return exp.paren(given[node.name].copy())
    return node


@cache
def _macros() -> dict[str, tuple[tuple[str, ...], exp.Expr]]:
    """The arguments and the bodies of the scalar macros, read from the statements that make them in DuckDB."""
    found = {}
    for statement in (*scalar_macros(), *text_macros(), *relation_statements()):
        made = sqlglot.parse_one(statement, read="duckdb")
        if isinstance(made, exp.Create) and made.kind == "MACRO" and not isinstance(made.expression, (exp.Query, exp.Table)):
            head = made.this
            found[head.this.name.lower()] = (tuple(argument.name for argument in head.expressions), made.expression)
    return found


def _null(node: exp.Expr, values: Mapping[str, object]) -> exp.Expr:
    if isinstance(node, exp.Placeholder) and node.name in values and values[node.name] is None:
        return exp.cast(exp.Null(), "ARRAY<STRING>", dialect="spark") if node.name in _LISTS else exp.Null()
    return node


def _translated(node: exp.Expr) -> exp.Expr:
    """Translate from the leaves up, because a translated part is not looked into again."""
    for part in list(node.iter_expressions()):
        told = _translated(part)
        if told is not part:
            part.replace(told)
    translate = _TRANSLATIONS.get(type(node))
    return translate(node) if translate else node


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _table(node: exp.Expr) -> exp.Expr:
    """Temporary views of Spark have no schema."""
    if node.args.get("db") is not None and node.args["db"].name == "store":
        named = exp.to_table(f"store__{node.name}")
        named.set("alias", node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(node.name)))
        return named
    return node


def _tuple(node: exp.Expr) -> exp.Expr:
    return node if isinstance(node.parent, (exp.In, exp.Values)) else _struct(node.expressions)


def _struct(values: list[exp.Expr]) -> exp.Expr:
    """Fields that are called by their place, as a tuple's are."""
    named = [part for place, value in enumerate(values) for part in (exp.Literal.string(f"_{place}"), value)]
    return _call("named_struct", *named)


def _element(node: exp.Expr) -> exp.Expr:
    """Only elements of tuples are asked for by a number that stands in the question."""
    (place,) = node.expressions
    return exp.Dot(this=node.this, expression=exp.to_identifier(f"_{place.name}", quoted=True)) if isinstance(place, exp.Literal) else node


def _extreme(name: str) -> Callable[[exp.Expr], exp.Expr]:
    """DuckDB passes over rows in which the value is NULL, Spark only over those in which the order is."""

    def translated(node: exp.Expr) -> exp.Expr:
        value, order = node.this, node.expression
        known = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
        return _call(name, value, exp.Case(ifs=[exp.If(this=known, true=order)]))

    return translated


def _zone(node: exp.Expr) -> exp.Expr:
    """A moment without zone said to be in one zone and told in another."""
    inner = node.this.unnest()
    if not isinstance(inner, exp.AtTimeZone):
        return node
    moment = exp.cast(inner.this, "TIMESTAMP_NTZ", dialect="spark")
    return _call("convert_timezone", inner.args["zone"], node.args["zone"], moment)


def _any_value(node: exp.Expr) -> exp.Expr:
    return _call("any_value", node.this, exp.true())


def _average(node: exp.Expr) -> exp.Expr:
    """DuckDB averages decimals as floats."""
    if isinstance(node.this, exp.Distinct):
        return node
    return _call("avg", exp.cast(node.this, "DOUBLE"))


def _joined(node: exp.Expr) -> exp.Expr:
    """Texts in an order, as one: their array is sorted by the order, and then told without it."""
    ordered = node.this
    if not isinstance(ordered, exp.Order):
        return node
    keys = [one.this for one in ordered.expressions]
    rows = _call("sort_array", _call("collect_list", _call("struct", *keys, exp.alias_(ordered.this, "said"))))
    told = _call(
        "transform", rows, exp.Lambda(this=exp.Dot(this=exp.to_identifier("one"), expression=exp.to_identifier("said")), expressions=[exp.to_identifier("one")])
    )
    return _call("array_join", told, node.args.get("separator") or exp.Literal.string(","))


def _json(node: exp.Expr) -> exp.Expr:
    """Only `legs` are read as more than a text: DuckDB names a structure by an example, Spark by its type."""
    return _call("from_json", node.this, exp.Literal.string(_LEGS))


_LEGS = "array<struct<action:string,entry_price:double,contracts:double>>"


def _named(node: exp.Expr) -> exp.Expr:
    """Functions that only DuckDB has."""
    name, given = node.name.lower(), node.expressions
    if name == "isfinite":
        number = given[0]
        finite = exp.LT(this=exp.Abs(this=number.copy()), expression=exp.cast(exp.Literal.string("Infinity"), "DOUBLE"))
        return exp.paren(exp.And(this=exp.Not(this=_call("isnan", number)), expression=finite))
    if name == "list_sum":
        start = exp.cast(exp.Literal.number(0), "DOUBLE")
        total = exp.Add(this=exp.to_identifier("total"), expression=_call("coalesce", exp.to_identifier("one"), start.copy()))
        return _call("aggregate", given[0], start, exp.Lambda(this=total, expressions=[exp.to_identifier("total"), exp.to_identifier("one")]))
    if name == "row":
        return _struct(given)
    if name == "fsum":
        return exp.Sum(this=exp.cast(given[0], "DOUBLE"))
    return node


def _days(node: exp.Expr) -> exp.Expr:
    return _call("make_dt_interval", exp.cast(node.this, "INT"))


def _weekday(node: exp.Expr) -> exp.Expr:
    """Spark's dayname gives three letters."""
    return _call("date_format", node.this, exp.Literal.string("EEEE"))


def _length(node: exp.Expr) -> exp.Expr:
    """What has a length in our questions are lists."""
    return _call("size", node.this)


def _ordered(node: exp.Expr) -> exp.Expr:
    """DuckDB sorts the names of tables as the catalogue lists them, which decides who is on a page among rows of one moment."""
    if isinstance(node.this, exp.Column) and node.this.name == "table_name":
        names = _call("array", *(exp.Literal.string(name) for name in TABLES))
        node.set("this", _call("array_position", names, exp.cast(node.this, "STRING")))
    return node


def _offset(node: exp.Expr) -> exp.Expr:
    """Spark takes no 64-bit number there."""
    node.set("expression", exp.cast(node.expression, "INT"))
    return node


def _type(node: exp.Expr) -> exp.Expr:
    """Spark has neither our enumerations nor identities."""
    named = node.args.get("kind")
    if node.this is exp.DataType.Type.UUID or (named is not None and str(named).lower().endswith("_label")):
        return exp.DataType.build("STRING", dialect="spark")
    return node


def _starred(node: exp.Expr) -> exp.Expr:
    """`* REPLACE (x AS a)` as `* EXCEPT (a), x AS a`."""
    written: list[exp.Expr] = []
    for chosen in node.expressions:
        star = chosen.this if isinstance(chosen, exp.Column) else chosen
        replaced = star.args.get("replace") if isinstance(star, exp.Star) else None
        if replaced:
            star.set("replace", None)
            star.set("except_", [exp.column(one.alias) for one in replaced])
        written += [chosen, *(replaced or ())]
    node.set("expressions", written)
    return node


_TRANSLATIONS: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Table: _table,
    exp.Tuple: _tuple,
    exp.ArgMax: _extreme("max_by"),
    exp.ArgMin: _extreme("min_by"),
    exp.AtTimeZone: _zone,
    exp.AnyValue: _any_value,
    exp.Avg: _average,
    exp.GroupConcat: _joined,
    exp.FromJson: _json,
    exp.Anonymous: _named,
    exp.ToDays: _days,
    exp.Length: _length,
    exp.Dayname: _weekday,
    exp.Bracket: _element,
    exp.Ordered: _ordered,
    exp.Offset: _offset,
    exp.DataType: _type,
    exp.Select: _starred,
}
