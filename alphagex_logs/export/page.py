"""One page of a log table, newest first, its rows as JSON texts written like those of a download."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from alphagex_logs.export.cells import json_object
from alphagex_logs.export.selection import ARGUMENTS, Selection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse import Snapshot

# What the catalogue's roles say of a row, whichever columns of its table that came from.
ROLES = {"bot": "VARCHAR", "symbol": "VARCHAR", "outcome": "VARCHAR", "result": "VARCHAR", "pnl": "DECIMAL(18,2)", "at": "TIMESTAMP"}
_PLACE = """coalesce("at", TIMESTAMP '0001-01-01')"""  # rows whose moment is unknown come last


@dataclass(frozen=True, slots=True)
class Request:
    """Which rows of a table, and what of them.

    `columns` gives each key of a row the columns it is read from, the first that is not null, or `@role`; empty means every column under its
    own name. `equal` and `containing` are further conditions on text columns. `after` is the place of the last row that is there already.
    """

    table: str
    filters: Filters
    size: int
    offset: int = 0
    after: tuple[datetime | None, int] | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    equal: Mapping[str, str] = field(default_factory=dict)
    containing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """The rows, the place of each, and how many there are without the limit."""

    rows: list[str]
    places: list[tuple[datetime | None, int]]
    total: int


def page(snapshot: Snapshot, request: Request) -> Page:
    """The rows of one page. Raises UnknownTable, QuestionFailed."""
    chosen, parameters = _chosen(request)
    total = snapshot.rows(f"SELECT count(*) FROM ({chosen})", parameters)[0][0]  # noqa: S608  catalogue names
    if request.after:
        at, key = request.after
        chosen += f" AND ({_PLACE}, id) < (coalesce($after_at, TIMESTAMP '0001-01-01'), $after_id)"
        parameters |= {"after_at": at.replace(tzinfo=None) if at else None, "after_id": key}
    columns, kinds = _columns(snapshot, request)
    sql = f"""WITH chosen AS ({chosen} ORDER BY {_PLACE} DESC, id DESC LIMIT $size OFFSET $offset)
        SELECT placed_at, placed_id, {json_object(kinds)}
        FROM (SELECT chosen."at" AS placed_at, chosen.id AS placed_id, {columns} FROM chosen INNER JOIN "{request.table}" AS logged ON logged.id = chosen.id)
        ORDER BY coalesce(placed_at, TIMESTAMP '0001-01-01') DESC, placed_id DESC"""  # noqa: S608  catalogue names
    found = snapshot.rows(sql, parameters | {"size": request.size, "offset": request.offset})
    return Page([row[2] for row in found], [(_aware(row[0]), row[1]) for row in found], int(total))


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def one(snapshot: Snapshot, table: str, event_id: str) -> tuple[str, int] | None:
    """The row of that identity as JSON text, and its id; None when there is none."""
    cells = json_object(snapshot.columns(table))
    found = snapshot.rows(f'SELECT {cells}, id FROM "{table}" WHERE event_id = CAST($event_id AS UUID)', {"event_id": event_id})  # noqa: S608  catalogue names
    return (found[0][0], found[0][1]) if found else None


def _chosen(request: Request) -> tuple[str, dict[str, object]]:
    """The places of all rows that are asked for, without the limit."""
    equal = [(f'"{column}" = $condition', value) for column, value in request.equal.items()]
    containing = [(f'contains(lower("{column}"), lower($condition))', value) for column, value in request.containing.items()]
    parameters, conditions = Selection(request.table, request.filters).filter, ["true"]
    for number, (condition, value) in enumerate([*equal, *containing]):
        numbered = condition.replace("$condition", f"$condition_{number}")
        conditions.append(f'id IN (SELECT id FROM "{request.table}" WHERE {numbered})')  # noqa: S608  catalogue names
        parameters[f"condition_{number}"] = value
    roles = ", ".join(f'"{role}"' for role in ROLES if role != "at")
    return f'SELECT id, "at", {roles} FROM chosen_events({ARGUMENTS}) WHERE {" AND ".join(conditions)}', parameters  # noqa: S608  our own names


def _columns(snapshot: Snapshot, request: Request) -> tuple[str, dict[str, str]]:
    """The select list of the wanted keys, and the type of each."""
    known = snapshot.columns(request.table) | {f"@{role}": kind for role, kind in ROLES.items()}
    wanted = request.columns or {name: (name,) for name in known if not name.startswith("@")}
    cells = {key: ", ".join(_cell(source) for source in sources) for key, sources in wanted.items()}
    return ", ".join(f'coalesce({cell}) AS "{key}"' for key, cell in cells.items()), {key: known[sources[0]] for key, sources in wanted.items()}


def _cell(source: str) -> str:
    return f'chosen."{source[1:]}"' if source.startswith("@") else f'logged."{source}"'
