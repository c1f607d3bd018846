"""Days and moments as options of a verb."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, date, datetime


def day(text: str) -> date:
    """A day. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2018-12-31") from None


def moment(text: str) -> datetime:
    """A moment; UTC where it has no offset. Raises ArgumentTypeError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no moment such as 2018-12-31 or 2018-12-31T21:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
