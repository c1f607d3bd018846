"""The settings, read once from the environment: the only place that looks at it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping


_HOST = re.compile(r"[\w-]+(\.[\w-]+)*")
_ORIGIN = re.compile(r"https?://[^\s/*?#,]+")  # no path, and no `*`: behind the port there is no login of our own


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set; docs/settings.md explains each."""

    database_url: str | None = None  # DATABASE_URL: None means the embedded server
    data_dir: Path = Path(".alphagex")  # ALPHAGEX_DATA_DIR: embedded database, warehouse, exports
    spool_dir: Path | None = None  # ALPHAGEX_SPOOL_DIR: default is `spool` in the data folder
    archive_dir: Path | None = None  # ALPHAGEX_ARCHIVE_DIR: default is `archive` in the data folder
    address: str = "127.0.0.1"  # ALPHAGEX_ADDRESS
    port: int = 8501  # ALPHAGEX_PORT
    memory_limit: str = "2GB"  # ALPHAGEX_MEMORY_LIMIT: for the warehouse
    refresh_seconds: float = 1.0  # ALPHAGEX_REFRESH_SECONDS: how often the warehouse asks PostgreSQL for changes
    shipper: bool = True  # ALPHAGEX_SHIPPER: whether bots and the dashboard start a shipper where none runs
    hosts: tuple[str, ...] = ()  # ALPHAGEX_HOSTS: names under which people open the server, separated by commas
    cors_origins: tuple[str, ...] = ()  # ALPHAGEX_CORS_ORIGINS: whose pages may read the API, separated by commas

    @property
    def names(self) -> tuple[str, ...]:
        """What the server goes by, besides localhost and its addresses."""
        return (self.address, *self.hosts)

    @property
    def spool(self) -> Path:
        """The folder in which bots' records wait for the shipper."""
        return self.spool_dir or self.data_dir / "spool"

    @property
    def archive(self) -> Path:
        """The folder of Parquet files with the rows that PostgreSQL holds no more."""
        return self.archive_dir or self.data_dir / "archive"

    @property
    def warehouse_file(self) -> Path:
        """The DuckDB file."""
        return self.data_dir / "warehouse.duckdb"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment.

    Raises SettingsError naming the variable and the values it takes.
    """
    source = os.environ if environ is None else environ
    spool = source.get("ALPHAGEX_SPOOL_DIR")
    archive = source.get("ALPHAGEX_ARCHIVE_DIR")
    return Settings(
        database_url=source.get("DATABASE_URL") or None,
        data_dir=Path(source.get("ALPHAGEX_DATA_DIR") or ".alphagex").absolute(),
        spool_dir=Path(spool).absolute() if spool else None,
        archive_dir=Path(archive).absolute() if archive else None,
        address=source.get("ALPHAGEX_ADDRESS") or "127.0.0.1",
        port=port_of(source.get("ALPHAGEX_PORT") or "8501", "ALPHAGEX_PORT"),
        memory_limit=source.get("ALPHAGEX_MEMORY_LIMIT") or "2GB",
        refresh_seconds=_number(source, "ALPHAGEX_REFRESH_SECONDS", 1.0, low=0.1, high=3600),
        shipper=_switch(source, "ALPHAGEX_SHIPPER"),
        hosts=_listed(source, "ALPHAGEX_HOSTS", _HOST, "names such as logs.example, separated by commas, without a port"),
        cors_origins=_listed(source, "ALPHAGEX_CORS_ORIGINS", _ORIGIN, "origins such as http://localhost:3000, separated by commas"),
    )


def port_of(text: str, name: str) -> int:
    """A port, from a text that `name` was set to. Raises SettingsError."""
    number = int(text) if text.isdecimal() and len(text) <= len("65535") else 0
    if not 1 <= number <= 65535:
        raise SettingsError(f"{name} must be a whole number from 1 to 65535.", f"It is {text[:40]!r}.")
    return number


def _listed(source: Mapping[str, str], name: str, form: re.Pattern[str], takes: str) -> tuple[str, ...]:
    listed = tuple(part.strip() for part in (source.get(name) or "").split(",") if part.strip())
    wrong = [part for part in listed if not form.fullmatch(part)]
    if wrong:
        raise SettingsError(f"{name} takes {takes}.", f"{wrong[0][:80]!r} is none.")
    return listed


def _switch(source: Mapping[str, str], name: str) -> bool:
    text = source.get(name) or "on"
    if text not in {"on", "off"}:
        raise SettingsError(f"{name} must be `on` or `off`.", f"It is {text[:40]!r}.")
    return text == "on"


def _number(source: Mapping[str, str], name: str, default: float, *, low: float, high: float) -> float:
    text = source.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise SettingsError(f"{name} must be a number from {low:g} to {high:g}.", f"It is {text[:40]!r}.")
    return value
