"""`events`: the rows of all tables in one shape, each column read from where the catalogue's roles say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue.model import Scale, Type
from alphagex_logs.warehouse.schema import EVENTS, HIDDEN, MONEY, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.catalogue.model import Measure, Roles, Source, Table

# What ties rows of one position, or of one scored trade, together, whichever tables they are in.
THREADS = {
    "trading_decisions": """CASE
        WHEN NULLIF(logged.full_decision ->> 'position_id', '') IS NOT NULL THEN {bot} || '/' || (logged.full_decision ->> 'position_id')
        WHEN {pnl} IS NOT NULL THEN 'trading_decisions/' || logged.id END""",
    "autonomous_trade_activity": """CASE WHEN logged.action_type IN ('ENTRY', 'EXIT')
        THEN coalesce({bot} || '/' || logged.position_id, 'autonomous_trade_activity/' || logged.id) END""",
    "wheel_activity_log": "coalesce({bot} || '/cycle/' || logged.cycle_id, 'wheel_activity_log/' || logged.id)",
    "ml_decision_logs": "CASE WHEN logged.action = 'SCORE_TRADE' THEN 'trade/' || logged.trade_id END",
    "spx_wheel_ml_outcomes": "'trade/' || logged.trade_id",
}
_TIMES = {Type.TIMESTAMP, Type.TIMESTAMPTZ}


def derivation(table: Table, rows: str = "") -> str:
    """The select that makes events of all rows of a table, or of the same columns of another relation."""
    roles = table.roles
    moment = _moment(table)
    day = f"coalesce({_column(roles.trade_day)}, trade_day({moment}))" if roles.trade_day else f"trade_day({moment})"
    action, symbol, outcome, advice = (_first_text(table, sources) for sources in (roles.action, roles.symbol, roles.outcome, roles.advice))
    symbol = f"coalesce({symbol}, {literal(roles.symbol_default)})" if roles.symbol_default else symbol
    cells = {
        "table_name": literal(table.name),
        "category": literal(table.category),
        "id": _column("id"),
        "event_id": _column("event_id"),
        "at": moment,
        "trade_day": day,
        "bot": _bot(table, roles),
        "symbol": symbol,
        "action": action,
        "probability": _probability(roles.probability),
        "outcome": outcome,
        "result": f"result_of({outcome})",
        "pnl": _pnl(roles.pnl),
        "return_pct": _return(roles.pnl),
        "advice": advice,
        "summary": _first_text(table, roles.summary),
        "thread": THREADS.get(table.name, "NULL").format(bot=_bot(table, roles), pnl=_pnl(roles.pnl)),
    }
    assert cells.keys() == (EVENTS | HIDDEN["events"]).keys()
    return f"SELECT {', '.join(f'{value} AS {quoted(name)}' for name, value in cells.items())} FROM {rows or f'store.{quoted(table.name)}'} AS logged"  # noqa: S608


def _column(name: str) -> str:
    return f"logged.{quoted(name)}"


def _text(table: Table, source: Source) -> str:
    value = _column(source.column)
    if source.key is not None:
        value = f"{value} ->> {literal(source.key)}"
    elif table.column(source.column).type is not Type.TEXT:
        value = f"CAST({value} AS VARCHAR)"
    return _where(source, f"NULLIF({value}, '')")


def _where(source: Source, value: str) -> str:
    if source.where is None:
        return value
    labels = ", ".join(literal(label) for label in source.where.labels)
    return f"CASE WHEN {_column(source.where.column)} IN ({labels}) THEN {value} END"


def _first_text(table: Table, sources: Sequence[Source]) -> str:
    return _first([_text(table, source) for source in sources], "CAST(NULL AS VARCHAR)")


def _first(values: Sequence[str], otherwise: str) -> str:
    if len(values) > 1:
        return f"coalesce({', '.join(values)})"
    return values[0] if values else otherwise


def _bot(table: Table, roles: Roles) -> str:
    named = [f"bot_named({_text(table, source)})" for source in roles.bot]
    return _first([*named, *([literal(roles.owner)] if roles.owner else [])], "NULL")


def _moment(table: Table) -> str:
    moments = [_as_moment(table, source) for source in table.roles.time]
    local = table.roles.local_time
    if local:
        text = f"TRY_CAST({_column(local.date)} || ' ' || {_column(local.time)} AS TIMESTAMP)"
        moments.append(f"{text} AT TIME ZONE {literal(local.zone)} AT TIME ZONE 'UTC'")
    return _first(moments, "CAST(NULL AS TIMESTAMP)")


def _as_moment(table: Table, source: Source) -> str:
    value = _column(source.column)
    # A bare day is a trade day: it begins at midnight in New York.
    return value if table.column(source.column).type in _TIMES else f"day_start({value})"


def _number(source: Source, kind: str) -> str:
    value = _column(source.column) if source.key is None else f"{_column(source.column)} ->> {literal(source.key)}"
    number = f"TRY_CAST({value} AS {kind})"
    return _where(source, f"NULLIF({number}, 0)" if source.zero_is_unset else number)


def _probability(measure: Measure | None) -> str:
    if measure is None:
        return "CAST(NULL AS DOUBLE)"
    number = _first([_number(source, "DOUBLE") for source in measure.sources], "NULL")
    scaled = {Scale.UNIT: number, Scale.PERCENT: f"{number} / 100", Scale.MIXED: f"CASE WHEN {number} > 1 THEN {number} / 100 ELSE {number} END"}[measure.scale]
    return f"CASE WHEN {scaled} BETWEEN 0 AND 1 THEN {scaled} END"


def _pnl(measure: Measure | None) -> str:
    if measure is None or measure.scale is not Scale.DOLLARS:
        return f"CAST(NULL AS {MONEY})"
    return _first([_number(source, MONEY) for source in measure.sources], "NULL")


def _return(measure: Measure | None) -> str:
    if measure is None or measure.scale is Scale.DOLLARS:
        return "CAST(NULL AS DOUBLE)"
    number = _first([_number(source, "DOUBLE") for source in measure.sources], "NULL")
    percent = f"{number} * 100" if measure.scale is Scale.FRACTION_RETURN else number
    return f"CASE WHEN isfinite({percent}) THEN {percent} END"
