"""The replay: walks the real sessions, one after the other, and lets every bot act through the public writers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.replay.ares import Ares
from alphagex_logs.replay.atlas import Atlas
from alphagex_logs.replay.batches import Batches
from alphagex_logs.replay.collectors import Collectors
from alphagex_logs.replay.hermes import Hermes
from alphagex_logs.replay.market import known_at_close, load_days
from alphagex_logs.replay.minds import Advisor, Classifier
from alphagex_logs.replay.oracle import Oracle
from alphagex_logs.replay.phoenix import Phoenix
from alphagex_logs.replay.reports import Reports
from alphagex_logs.replay.session import Session
from alphagex_logs.replay.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from alphagex_logs.replay.desk import Result
    from alphagex_logs.replay.market import Day
    from alphagex_logs.writers import Sink

    Progress = Callable[[int, int, str], None]

SESSIONS_PER_BATCH = 60


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What a replay wrote: sessions walked, and distinct rows by table."""

    sessions: int
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """Rows in all tables."""
        return sum(self.rows.values())


def replay(
    sink: Sink, *, progress: Progress | None = None, until: date | None = None, days: int | None = None, history: Sequence[Day] | None = None
) -> ReplayReport:
    """Walk the sessions from 2014-01-03 on, and log what the bots do; a second run writes the same rows under the same identities.

    `until` is the last day walked and `days` a number of sessions, where not all are wanted. `history` takes the place of the recorded days.
    `progress` is told sessions done, sessions in all, and the day, at last that all is complete. What the sink raises is passed on; the sink
    stays open.
    """
    walked = [day for day in history or load_days() if until is None or day.date <= until][:days]
    tell, batches = progress or _silent, Batches(sink)
    house = _House(batches)
    for session in _sessions(walked):
        house.live(session)
        if session.number % SESSIONS_PER_BATCH == 0:
            batches.hand_on()
            tell(session.number, len(walked), f"{session.date:%Y-%m-%d}")
    batches.flush()
    tell(len(walked), len(walked), "complete")
    return ReplayReport(len(walked), {name: batches.rows[name] for name in TABLES})


def _silent(_done: int, _total: int, _label: str) -> None:
    """What a progress that nobody wants to hear is told to."""


def _sessions(days: Sequence[Day]) -> Iterator[Session]:
    before = None
    for number, day in enumerate(days, start=1):
        # The slice ends with the day itself: nothing that is computed from it can know the future.
        after = known_at_close(days[:number])
        yield Session(number, day, before, after)
        before = after


class _House:
    """All that acts in a session, in the order of its clock."""

    def __init__(self, sink: Sink) -> None:
        book: list[Result] = []
        self._oracle = Oracle()
        self._ares, self._atlas, self._phoenix = Ares(sink, self._oracle, book), Atlas(sink, self._oracle, book), Phoenix(sink, self._oracle, book)
        self._hermes = Hermes(sink)
        self._classifier, self._advisor = Classifier(sink), Advisor(sink)
        self._collectors, self._watch, self._reports = Collectors(sink), Watch(sink), Reports(sink, book)

    def live(self, session: Session) -> None:
        """One session from before its open until after its close."""
        self._collectors.before_open(session)
        self._phoenix.scan(session)
        self._phoenix.settle(session)
        self._ares.settle(session)
        self._atlas.settle(session)
        self._hermes.act(session)
        self._classifier.learn(session)
        self._advisor.learn(session)
        self._watch.look(session)
        for refit in self._oracle.refit(session.date):
            self._reports.register(session, refit)
        self._ares.trade(session)
        self._atlas.trade(session)
        self._classifier.call(session)
        self._advisor.judge(session)
        self._collectors.after_close(session)
        self._reports.write(session)
