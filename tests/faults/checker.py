"""What was acknowledged against what PostgreSQL holds, after the manner of Jepsen's queue checkers."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.postgres.asking import ask

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Verdict:
    """`extra` took effect without having been acknowledged: the one operation that a kill interrupted."""

    acknowledged: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    misapplied: list[str] = field(default_factory=list)
    extra: int = 0

    @property
    def clean(self) -> bool:
        return not (self.lost or self.duplicated or self.misapplied)

    def __str__(self) -> str:
        injected = ", ".join(f"{count} {name}" for name, count in sorted(self.faults.items()))
        return (
            f"acknowledged {self.acknowledged:,}; faults injected {sum(self.faults.values())} ({injected}); "
            f"lost {len(self.lost)}, duplicated {len(self.duplicated)}, mis-applied {len(self.misapplied)}; un-acknowledged extra {self.extra}"
        )


def check(url: str, acks: Path, faults: Counter[str]) -> Verdict:
    """Read the acknowledgements of a run and compare them with the database, from which nothing else was written."""
    noted = _noted(acks)
    verdict = Verdict(sum(len(lines) for lines in noted.values()), faults)
    _rows(verdict, url, noted["row"])
    _counters(verdict, url, noted["counter"])
    _outcomes(verdict, url, noted["decision"], noted["outcome"])
    _pairs(verdict, url, acks)
    _dead_letters(verdict, url, noted["poison"], noted["refused"])
    return verdict


def _noted(acks: Path) -> dict[str, list[list[str]]]:
    noted: dict[str, list[list[str]]] = defaultdict(list)
    for path in acks.iterdir():
        for line in path.read_text().splitlines():
            kind, *words = line.split()
            noted[kind].append(words)
    return noted


def _compare(verdict: Verdict, what: str, expected: set[str], found: list[str]) -> None:
    times = Counter(found)
    verdict.lost += [f"{what} {one}" for one in expected - times.keys()]
    verdict.duplicated += [f"{what} {one}" for one, count in times.items() if count > 1]
    verdict.extra += len(times.keys() - expected)


def _rows(verdict: Verdict, url: str, noted: list[list[str]]) -> None:
    _compare(verdict, "row", {event for (event,) in noted}, [event for (event,) in ask(url, "SELECT event_id::text FROM gex_change_log")])
    # The same row under a new identity would be a duplicate that event_id does not show.
    again = ask(url, "SELECT symbol || '-' || trigger_event FROM gex_change_log GROUP BY 1 HAVING count(*) > 1")
    verdict.duplicated += [f"row {one}" for (one,) in again]


def _counters(verdict: Verdict, url: str, noted: list[list[str]]) -> None:
    """A counter shows what no identity can: an addition that was applied twice."""
    found = dict(ask(url, "SELECT pattern_name, occurrences FROM pattern_learning"))
    expected = Counter(name for (name,) in noted)
    for name in expected.keys() | found.keys():
        over = found.get(name, 0) - expected[name]
        if over < 0:
            verdict.lost.append(f"{-over} additions to {name}")
        elif over > 1:  # one may have been interrupted by the kill
            verdict.misapplied.append(f"{over} additions too many to {name}")
        else:
            verdict.extra += over


def _outcomes(verdict: Verdict, url: str, decisions: list[list[str]], outcomes: list[list[str]]) -> None:
    found = dict(ask(url, "SELECT decision_id, actual_pnl::int FROM trading_decisions WHERE decision_id NOT LIKE 'PAIR-%%'"))
    expected = {decision for (decision,) in decisions}
    _compare(verdict, "decision", expected | {"TAKEN"}, list(found))
    latest = {decision: int(value) for decision, value in outcomes}
    for decision, value in latest.items():
        if decision in expected and found.get(decision) not in (value, value + 1):  # the correction may have been interrupted by the kill
            verdict.misapplied.append(f"outcome of {decision}: {found.get(decision)} instead of {value}")


def _pairs(verdict: Verdict, url: str, acks: Path) -> None:
    logged = [{int(line.split()[1]) for line in (acks / name).read_text().splitlines()} for name in ("pair-decisions", "pair-outcomes")]
    found = dict(ask(url, "SELECT substr(decision_id, 6)::int, actual_pnl::int FROM trading_decisions WHERE decision_id LIKE 'PAIR-%%'"))
    verdict.lost += [f"paired decision {number}" for number in logged[0] - found.keys()]
    verdict.misapplied += [f"paired outcome {number}" for number in logged[0] & logged[1] & found.keys() if found[number] != 1]
    waiting = {
        int(number) for (number,) in ask(url, "SELECT substr(match->>'decision_id', 6) FROM agx.pending_outcome WHERE match->>'decision_id' LIKE 'PAIR-%%'")
    }
    verdict.lost += [f"outcome that waits {number}" for number in logged[1] - found.keys() - waiting]


def _dead_letters(verdict: Verdict, url: str, poison: list[list[str]], refused: list[list[str]]) -> None:
    payloads = [json.loads(bytes(payload)) for (payload,) in ask(url, "SELECT payload FROM agx.dead_letter")]
    _compare(verdict, "refused call", {event for (event,) in refused}, [found["event_id"] for found in payloads if isinstance(found, dict)])
    poisoned = [found[0][3]["strategy"] for found in payloads if isinstance(found, list) and "strategy" in found[0][3]]
    _compare(verdict, "poison", {name for (name,) in poison}, poisoned)
    verdict.misapplied += [f"good record among the dead letters: {found}" for found in payloads if isinstance(found, list) and "strategy" not in found[0][3]]
