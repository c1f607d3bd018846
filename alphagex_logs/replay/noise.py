"""Operational trouble on stated days, so that a reader sees what late, missing and failed looks like. No outcome is changed by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.replay.exchange import starts_month

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alphagex_logs.replay.session import Session

    Record = Callable[[datetime], None]

_QUARTERS, _JULY = {1, 4, 7, 10}, 7
_DELAY = 3
CHAIN_FAILS_EVERY = 97
FEED_FAILS_EVERY = 61


class Recorder:
    """Records outcomes on ORACLE's predictions: at once, but three sessions late on the first session of a quarter, never on that of July."""

    def __init__(self) -> None:
        self._late: list[tuple[int, Record]] = []

    def record(self, session: Session, write: Record) -> None:
        """Write now, later, or not at all."""
        if not (starts_month(session.date) and session.date.month in _QUARTERS):
            write(session.at(16, 6))
        elif session.date.month != _JULY:
            self._late.append((session.number + _DELAY, write))

    def catch_up(self, session: Session) -> None:
        """Write what was put off until this session."""
        due = [write for number, write in self._late if number <= session.number]
        self._late = [(number, write) for number, write in self._late if number > session.number]
        for write in due:
            write(session.at(9, 15))


def chain_fails(session: Session) -> bool:
    """Every 97th session the collector of option chains gets no answer, and PHOENIX, having no chain, stays out."""
    return session.number % CHAIN_FAILS_EVERY == 0


def feed_fails(session: Session) -> bool:
    """Every 61st session the first request for gamma data times out; the second succeeds."""
    return session.number % FEED_FAILS_EVERY == 0
