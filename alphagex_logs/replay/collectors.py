"""The jobs that fetch data before the open and after the close, with their failures on stated days; durations follow the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.replay.noise import chain_fails, feed_fails
from alphagex_logs.replay.session import SYMBOL, Session, event
from alphagex_logs.writers import ChainCounts, log_data_collection, log_options_collection

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.writers import Sink

# Job, provider, records and New York time of each run.
_MORNING = (("market_data", "replay", 1, 5), ("vix_term_structure", "replay", 1, 6), ("gex_history_snapshot", "model", 1, 7))
_EVENING = (("regime_detection", "model", 1, 25), ("psychology_analysis", "model", 1, 26), ("gex_change_log", "model", 1, 27), ("ai_analysis", "model", 1, 28))
_STRIKE_STEP, _REACH = 5, 0.10
_WEEKLIES = 8
TIMEOUT_MS = 30_000


class Collectors:
    """Logs every run of a collection job."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def before_open(self, session: Session) -> None:
        """Prices, VIX, gamma and the option chain."""
        for job, source, records, minute in _MORNING:
            if job == "gex_history_snapshot" and feed_fails(session):
                self._log(session, job, source, 0, at=session.at(9, minute), error="read timed out; tried again")
            self._log(session, job, source, records, at=session.at(9, minute, 31))
        self._collect_chain(session)

    def after_close(self, session: Session) -> None:
        """What the analyses store."""
        for job, source, records, minute in _EVENING:
            self._log(session, job, source, records, at=session.at(16, minute))

    def _collect_chain(self, session: Session) -> None:
        """The listed strikes within a tenth of the price, for eight weekly expiries: calls and puts."""
        spot = session.day.open if session.before is None else session.before.spot
        strikes = int(2 * _REACH * spot // _STRIKE_STEP) + 1
        failed = chain_fails(session)
        counts = ChainCounts() if failed else ChainCounts(expirations=_WEEKLIES, strikes=strikes, calls=strikes * _WEEKLIES, puts=strikes * _WEEKLIES)
        error = "no answer within 30 seconds" if failed else None
        contracts = counts.contracts or 0
        log_options_collection(
            self._sink,
            symbol=SYMBOL,
            success=not failed,
            counts=counts,
            spot_price=spot,
            duration_ms=_duration(contracts, failed=failed),
            error_message=error,
            at=session.at(9, 8, 30),
            event_id=event("options_collection_log", session.date),
        )
        self._log(session, "option_chains", "model", contracts, at=session.at(9, 9), error=error)

    def _log(self, session: Session, job: str, source: str, records: int, *, at: datetime, error: str | None = None) -> None:
        log_data_collection(
            self._sink,
            collection_type=job,
            source=source,
            success=error is None,
            symbol=SYMBOL,
            records_collected=records,
            duration_ms=_duration(records, failed=error is not None),
            error_message=error,
            at=at,
            event_id=event("data_collection_log", session.date, job, error),
        )


def _duration(records: int, *, failed: bool) -> int:
    """Modelled: 80 ms and a third of a millisecond for each record; a failure takes the whole time limit."""
    return TIMEOUT_MS if failed else 80 + records // 3
