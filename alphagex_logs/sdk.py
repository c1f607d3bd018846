"""What a bot imports: the writers, and `open_sink` that says where their rows go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import settings, writers
from alphagex_logs.errors import SettingsError
from alphagex_logs.writers import *  # noqa: F403  the public API of the writers, listed in their __all__

if TYPE_CHECKING:
    from alphagex_logs.writers import Sink


def open_sink(url: str | None = None) -> Sink:
    """A sink that sends rows to PostgreSQL in batches; `url` defaults to DATABASE_URL.

    Close it, or use it in a `with` statement. Raises SettingsError without a URL, DatabaseUnreachable when the server does not answer.
    """
    from alphagex_logs.postgres.sink import PostgresSink  # noqa: PLC0415  keeps SQLAlchemy out of the writers' import

    target = url or settings.load().database_url
    if target is None:
        raise SettingsError("There is no database to log to.", "Set DATABASE_URL, or pass the URL to open_sink().")
    return PostgresSink(target)


__all__ = [*writers.__all__, "open_sink"]
