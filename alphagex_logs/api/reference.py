"""The API's reference, written from its OpenAPI document: `python -m alphagex_logs.api.reference > docs/api.md`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

_TITLE = """# The read API

Written from the OpenAPI document by `python -m alphagex_logs.api.reference`; change `alphagex_logs/api/`, not this page.
A running server shows the same at `/api/docs`, and the document itself at `/api/openapi.json`."""
_RULES = """## Rules

- A success is `{"success": true, "data": ...}`. An error is `{"success": false, "error": {"code", "message", "parameter"}}`, with null where no
  parameter is at fault.
- A parameter that an endpoint does not have is refused by its name; so is a value that means nothing.
- Moments are UTC in ISO 8601 with `Z`. A bare day such as `2018-12-24` is an exchange day in New York. Money is in dollars. What is unknown is
  `null`, never 0 or NaN.
- A range such as `7D` ends now, or with the newest row when that is older; `window` in the answer says which.
- `HEAD` answers like `GET` without the body. Answers are never cached.
- Pages: `next` of an answer is the `cursor` of the page that follows. A cursor fits only the query that it came from, and keeps that query's window.
- Downloads are written while they are read, four at a time; a fifth gets 429 with `Retry-After`. One that breaks off is recognisable: the connection
  ends without the last chunk, JSON is not closed by `]`, Parquet and ZIP have no footer. The manifest has rows, bytes and SHA-256 of the whole file,
  which is read through for it: it counts as a download.
  Two manifests of one file differ in `generated_at` and `warehouse_version` alone, whether the API or `alphagex-logs export` wrote them.
- CSV is RFC 4180 in UTF-8. Text is in quotes; an empty cell is NULL while `""` is the empty text. Text that a spreadsheet would take for a formula,
  or that starts with `'`, gets a `'` in front: dropping one leading `'` of a text gives the stored one back. Numbers are never touched. `raw=1` writes
  text as it is.
- JSON numbers are exact: decimals have the digits that are stored. Stored documents appear as they are. NaN and infinity, which JSON has not, are
  `null` there; CSV and Parquet keep them."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path that can be asked, and its parameters as name, type and meaning."""

    path: str
    summary: str
    description: str
    parameters: list[tuple[str, str, str]]
    examples: dict[str, str]


def endpoints(document: dict[str, Any]) -> dict[str, list[Endpoint]]:
    """The endpoints of an OpenAPI document by tag, in its order."""
    found: dict[str, list[Endpoint]] = {}
    for path, operations in document["paths"].items():
        operation = operations["get"]
        given = operation.get("parameters", [])
        parameters = [(each["name"], _type(each["schema"]), _meaning(each)) for each in given]
        examples = {each["name"]: str(each["schema"]["examples"][0]) for each in given if each["schema"].get("examples")}
        found.setdefault(operation["tags"][0], []).append(Endpoint(path, operation["summary"], operation["description"], parameters, examples))
    return found


def example(endpoint: Endpoint) -> str:
    """A path that can be asked as it stands."""
    path = endpoint.path
    for name, value in endpoint.examples.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def page(document: dict[str, Any]) -> str:
    """The whole reference as Markdown."""
    sections = [_TITLE, _RULES]
    for tag, listed in endpoints(document).items():
        sections += [f"## {tag.capitalize()}", *(_section(endpoint) for endpoint in listed)]
    return "\n\n".join(sections) + "\n"


def _section(endpoint: Endpoint) -> str:
    head = [f"### GET /api{endpoint.path}", "", f"{endpoint.summary}. {endpoint.description}".replace("\n", " "), "", f"Example: `/api{example(endpoint)}`"]
    rows = [f"| `{name}` | {kind} | {meaning} |" for name, kind, meaning in endpoint.parameters]
    return "\n".join([*head, *(["", "| parameter | type | meaning |", "|---|---|---|", *rows] if rows else [])])


def _type(schema: dict[str, Any]) -> str:
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    kind = options[0]
    if "enum" in kind:
        return " or ".join(kind["enum"])
    name = "list of text" if kind.get("type") == "array" else {"string": "text", "integer": "whole number"}.get(kind.get("type", ""), "text")
    limits = f" {kind['minimum']}-{kind['maximum']}" if "minimum" in kind and "maximum" in kind else ""
    default = f", default {schema['default']}" if schema.get("default") not in (None, []) else ""
    return f"{name}{limits}{default}"


def _meaning(parameter: dict[str, Any]) -> str:
    return str(parameter.get("description") or parameter["schema"].get("description", ""))


def main() -> None:
    """Print the reference."""
    from alphagex_logs.api.application import create_api  # noqa: PLC0415  the application imports this module

    sys.stdout.write(page(create_api().openapi()))


if __name__ == "__main__":
    main()
