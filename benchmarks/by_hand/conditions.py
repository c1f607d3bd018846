"""The filters as the conditions that somebody types: those that are set, each as one comparison."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.filters import Filters

LABELS = {"bot": "bots", "category": "categories", "table_name": "tables", "symbol": "symbols", "outcome": "outcomes", "advice": "advice"}
MOMENTS = {"events": '"at"', "predictions": '"at"', "positions": "closed_at"}
FOUND = "found"
# ILIKE is DuckDB's fastest search through texts of any case; the words of an enumeration are looked through once by the file's own macros, not once a row.
TEXT = " OR ".join(("summary ILIKE '%' || $text || '%'", *(f"{label}_mentions({label}, lower($text))" for label in ("symbol", "action", "outcome", "advice"))))
# The events of which predictions are made, and no others.
MAKE_FOUND = f"""SELECT event_id FROM events
    WHERE table_name IN ('ai_predictions', 'ares_ml_outcomes', 'ml_decision_logs', 'ml_predictions', 'oracle_predictions') AND ({TEXT})"""
HOLDS = {
    "events": f"({TEXT})",
    "predictions": f"event_id IN ({MAKE_FOUND})",
    "positions": "haystack ILIKE '%' || $text || '%'",  # why the statements read store.closed_positions: the view of that name hides this column
}


def conditions(what: str, chosen: Filters, source: str | None = None, *, found: bool = False) -> str:
    """What stands in the braces of a statement, as SQL; `found` when the predictions that hold the text lie in a table."""
    relation = next((relation for relation in MOMENTS if relation in what), "events")
    labels = [_among(label, len(words)) for label, words in _chosen_labels(chosen).items() if what != f"labels but {label}"]
    window = [f"{MOMENTS[relation]} {sign} ${name}" for name, sign in (("since", ">="), ("until", "<")) if getattr(chosen, name)]
    text = [f"event_id IN (FROM {FOUND})" if found and relation == "predictions" else HOLDS[relation]] if chosen.text else []
    if what.startswith("labels but "):
        window, text = [], []
    elif what == "events of all time":
        window = []
    elif what == "the window and text of events":
        labels = []
    of_source = ["source = $source"] if what.endswith("of the source") and source else []
    return " AND ".join([*of_source, *labels, *window, *text]) or "true"


def values(sql: str, chosen: Filters, source: str | None = None) -> dict[str, object]:
    """The values of the parameters that a statement has."""
    known = {"since": _naive(chosen.since), "until": _naive(chosen.until), "text": chosen.text, "source": source}
    known |= {f"{label}_{number}": word for label, words in _chosen_labels(chosen).items() for number, word in enumerate(words)}
    return {name: known[name] for name in set(re.findall(r"\$(\w+)", sql))}


def _chosen_labels(chosen: Filters) -> dict[str, tuple[str, ...]]:
    return {label: words for label, name in LABELS.items() if (words := getattr(chosen, name))}


def _among(label: str, words: int) -> str:
    return f"{label} IN ({', '.join(f'${label}_{number}' for number in range(words))})"


def _naive(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None
