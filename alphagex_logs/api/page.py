"""The API's own page: what the OpenAPI document says, readable without any script from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from alphagex_logs.api.parameters import Parameters  # noqa: TC001  FastAPI reads it
from alphagex_logs.api.reference import Endpoint, endpoints, example

if TYPE_CHECKING:
    from collections.abc import Iterator

router = APIRouter(include_in_schema=False)
_STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
code{font:13px ui-monospace,monospace}summary{cursor:pointer;padding:.3rem 0}table{border-collapse:collapse;width:100%}
td{border-top:1px solid #8884;padding:.25rem .75rem .25rem 0;vertical-align:top}details{border-top:1px solid #8884}"""
_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


@router.get("/openapi.json")
def document(request: Request, _query: Annotated[Parameters, Query()]) -> Response:
    """The OpenAPI document itself, as tools read it: without the envelope of other answers."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
def page(request: Request, _query: Annotated[Parameters, Query()]) -> Response:
    """Every endpoint with its parameters and an example to follow."""
    described = request.app.openapi()
    body = "".join(_section(tag, listed) for tag, listed in endpoints(described).items())
    info = {name: escape(described["info"][name]) for name in ("title", "description")}
    intro = f"<h1>{info['title']} API</h1><p>{info['description']}</p><p><a href='openapi.json'>OpenAPI document</a></p>"
    head = f"<!doctype html><html lang='en'><meta charset='utf-8'><title>AlphaGEX Logs API</title><style>{_STYLE}</style>"
    return HTMLResponse(f"{head}<body>{intro}{body}</body></html>", headers=_POLICY)


def _section(tag: str, listed: list[Endpoint]) -> str:
    return f"<h2>{escape(tag.capitalize())}</h2>{''.join(_details(endpoint) for endpoint in listed)}"


def _details(endpoint: Endpoint) -> str:
    link = escape(example(endpoint), quote=True)
    rows = "".join(f"<tr><td><code>{escape(name)}</code><td>{escape(kind)}<td>{escape(meaning)}</tr>" for name, kind, meaning in endpoint.parameters)
    told = "".join(_paragraphs(endpoint))
    head = f"<summary><code>GET {escape(endpoint.path)}</code> {escape(endpoint.summary)}</summary>"
    return f"<details>{head}{told}<p><a href='.{link}'>{link}</a></p><table>{rows}</table></details>"


def _paragraphs(endpoint: Endpoint) -> Iterator[str]:
    for paragraph in endpoint.description.split("\n\n"):
        yield f"<p>{escape(paragraph)}</p>"
