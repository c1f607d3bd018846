"""Times, and the table that shows them."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path


def milliseconds(work: Callable[[], object], times: int = 1) -> list[float]:
    """How long each of so many runs took."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def with_processor(work: Callable[[], object], times: int = 1) -> list[tuple[float, float]]:
    """How long each of so many runs took, and for how long it kept processors busy, in milliseconds."""
    taken = []
    for _ in range(times):
        busy = time.process_time()
        passed = milliseconds(work)[0]
        taken.append((passed, (time.process_time() - busy) * 1000))
    return taken


def p50(taken: Sequence[float]) -> float:
    return statistics.median(taken)


def p95(taken: Sequence[float]) -> float:
    """The value that 95 % of the runs stay under; the largest of fewer than twenty."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.95))]


def resident_mb(status: Path) -> float:
    """The resident memory that /proc/<pid>/status tells."""
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers to the right."""
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(' --- ' if at == 0 else ' ---: ' for at in range(len(head)))}|"]
    return "\n".join([*lines, *(f"| {' | '.join(shown(cell) for cell in row)} |" for row in rows)])


def shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
