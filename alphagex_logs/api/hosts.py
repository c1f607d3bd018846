"""Under which names the server may be asked: a page elsewhere can point a name of its own at 127.0.0.1, to read what is there (DNS rebinding)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection


def may_ask(host: str, names: Collection[str]) -> bool:
    """Whether a Host header names this server: by an address, which is nobody's to point elsewhere, as localhost, or by one of its names."""
    name = _name_of(host)
    return name in {"localhost", *(known.lower() for known in names)} or _is_address(name)


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:  # half of an IPv6 address
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
