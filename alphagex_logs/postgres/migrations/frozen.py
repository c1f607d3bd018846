"""The SQL of a step as it was when the step was made, from the file beside it; what the catalogue says later does not change it."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).with_name("versions")
_PART = "-- part: "


def parts(step: str) -> dict[str, str]:
    """The statements of a step by what they make, in the order in which they run: `-- part: name` begins each."""
    _head, *texts = (FOLDER / f"{step}.sql").read_text(encoding="utf-8").split(_PART)
    return {name: statements for name, _newline, statements in (text.partition("\n") for text in texts)}
