"""What became of the predictions: the coverage ledger, and how each bot's predictions ended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from alphagex_logs.catalogue.vocabulary import PredictionState
from alphagex_logs.charts import labels
from alphagex_logs.charts.columns import counts, need, texts
from alphagex_logs.charts.labels import HIT_RATE
from alphagex_logs.charts.palette import ink, mark_of, translucent
from alphagex_logs.charts.sheet import NO_AXIS, Margins, explained, mono, sheet, shown, whole_numbers
from alphagex_logs.metrics.coverage import state_counts

if TYPE_CHECKING:
    from alphagex_logs.charts.palette import Palette, Theme
    from alphagex_logs.metrics.coverage import Ledger, Maturity

RESULTS = ("loss", "win", "scratch", "unmapped", "open")
_PATTERNS = {"unmapped": "x", "open": "/", "overdue": "x", "superseded": ".", "skipped": "/", "unusable": "\\"}
_NOTHING = "No predictions in this selection."


def coverage_bar(book: Ledger, theme: Theme = "light", *, title: str | None = None) -> go.Figure:
    """What became of all predictions, as one stacked bar with its counts."""
    title, total = title or "How many predictions have an outcome?", book.total
    if not total:
        return explained(theme, title, _NOTHING)
    per_state = {state.value: int(n) for state, n in zip(PredictionState, state_counts(book), strict=True)}
    states = [state for state, n in per_state.items() if n]
    coverage = f"{labels.rate(book.coverage.value)} of {labels.count(book.expected)} expected outcomes are known"
    names = [f"{state} {labels.count(per_state[state])}" for state in states]
    page = sheet(theme, title, coverage, plot_height=28, margins=Margins(bottom=NO_AXIS), legend=names)
    for state, name in zip(states, names, strict=True):
        page.draw(_stretch(state, name, per_state[state], total, look=page.look))
    page.figure.update_layout(barmode="stack", legend_traceorder="normal", bargap=0)
    page.figure.update_yaxes(visible=False)
    page.figure.update_xaxes(range=[0, total], visible=False)
    return page.done(labels.spoken(f"{title} {labels.count(total)} predictions", coverage, *(f"{labels.count(per_state[state])} {state}" for state in states)))


def _stretch(state: str, name: str, n: int, total: int, *, look: Palette) -> go.Bar:
    colours = {"resolved": look.accent, "pending": look.neutral, "overdue": look.loss}
    hover = f"{name}<br>{labels.rate(n / total)} of {labels.count(total)}<extra></extra>"
    marker = _filled(state, colours.get(state, look.border), look) | {"line": {"width": 1, "color": look.page}}
    return go.Bar(x=[n], y=[""], orientation="h", name=name, marker=marker, hovertemplate=hover)


def _filled(label: str, colour: str, look: Palette) -> dict[str, Any]:
    """A fill that differs by pattern too, where its label has one."""
    stroke = look.quiet if colour == look.border else look.page
    return {"color": colour, "pattern": {"shape": _PATTERNS.get(label, ""), "fgcolor": stroke, "bgcolor": colour, "size": 5, "solidity": 0.25}}


def outcome_delay(found: Maturity, theme: Theme = "light", *, title: str | None = None, plot_height: int = 150) -> go.Figure:
    """The share of predictions that are still open so many days after they were made (Kaplan-Meier), with its 95 % interval."""
    title = title or "How long do outcomes take?"
    if not len(found.days):
        return explained(theme, title, "Nobody recorded when outcomes became known.")
    half = "fewer than half known so far" if found.median_days is None else f"half known after {_days(found.median_days)}"
    tally = f"{half}; n={labels.count(found.resolved)} known, {labels.count(found.open)} open"
    tally += f"; {labels.count(found.excluded)} without a date" if found.excluded else ""
    page = sheet(theme, title, f"{tally}; band: 95 %", plot_height=plot_height)
    at, (share, low, high) = _from_one(found)
    edge: dict[str, Any] = {"x": at, "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    page.draw(
        go.Scatter(y=high, line={"width": 0, "shape": "hv"}, **edge),
        go.Scatter(y=low, line={"width": 0, "shape": "hv"}, fill="tonexty", fillcolor=translucent(page.look.accent, 0.16), **edge),
    )
    hover = [
        f"after {_days(day)}<br>{labels.rate(left)} still open {labels.interval(a, b, labels.rate)}"
        for day, left, a, b in zip(at, share, low, high, strict=True)
    ]
    line = {"color": page.look.accent, "width": 1.8, "shape": "hv"}
    page.draw(go.Scatter(x=at, y=share, mode="lines+markers", line=line, marker={"size": 5}, **shown(hover)))
    page.figure.update_xaxes(title="days after the prediction", rangemode="tozero", **whole_numbers(at[-1], ticks=8))
    page.figure.update_yaxes(title="still open, share", tickformat=HIT_RATE.tick, range=[-0.02, 1.04], nticks=5)
    last = dict(zip(at, share, strict=True))
    return page.done(labels.spoken(f"{title} {tally}", *(f"{labels.rate(left)} open after {_days(day)}" for day, left in list(last.items())[:8])))


def _days(days: float) -> str:
    return "1 day" if days == 1 else f"{labels.count(days)} days"


def _from_one(found: Maturity) -> tuple[list[float], tuple[list[float], ...]]:
    """Days and shares up to the last resolved one, beginning with all open on day 0; waiting longer than any outcome took changes nothing."""
    steps = int(np.argmin(found.still_open)) + 1
    days = [0.0, *found.days[:steps]]
    return days, tuple([1.0, *each[:steps]] for each in (found.still_open, found.low, found.high))


def outcomes_by_bot(rows: pd.DataFrame, theme: Theme = "light", *, title: str | None = None) -> go.Figure:
    """Losses to the left, wins to the right, then scratches, unmapped labels and open rows. Columns: bot, result (missing: open), n."""
    need(rows, "outcomes_by_bot", "bot", "result", "n")
    title = title or "How did the predictions end, by bot?"
    if not sum(counts(rows)):
        return explained(theme, title, _NOTHING)
    table = _by_bot(rows)
    bots = sorted(table, key=lambda bot: table[bot].total())
    room = Margins(right=112)
    page = sheet(theme, title, "losses left, wins right; beside: hit rate of the resolved", plot_height=30 * len(bots), margins=room, legend=RESULTS)
    names = {bot: f"{labels.escaped(bot)} {mark_of(bot).glyph}" for bot in bots}
    for result in RESULTS:
        if any(table[bot][result] for bot in bots):
            page.draw(_ends(result, {names[bot]: table[bot][result] for bot in bots}, page.look))
    for bot in bots:
        wins, resolved = table[bot]["win"], table[bot]["win"] + table[bot]["loss"]
        page.side(names[bot], f"{labels.rate(wins / resolved if resolved else None)} n={labels.count(resolved)}", faint=resolved < 10)
    page.figure.update_layout(barmode="relative", legend_traceorder="normal", bargap=0.28, hovermode="y unified", uniformtext={"mode": "hide", "minsize": 9})
    longest = max(table[bot].total() for bot in bots)
    page.figure.update_xaxes(title="predictions", zeroline=True, **whole_numbers(longest, ticks=6))
    page.names_on_y()
    told = [f"{bot}: {', '.join(f'{labels.count(table[bot][end])} {end}' for end in RESULTS if table[bot][end])}" for bot in reversed(bots)]
    return page.done(f"{title} {'; '.join(told)}.")


def _by_bot(rows: pd.DataFrame) -> dict[str, Counter[str]]:
    table: dict[str, Counter[str]] = {}
    for bot, result, n in zip(texts(rows, "bot"), rows["result"], counts(rows), strict=True):
        end = "open" if pd.isna(result) else str(result)
        table.setdefault(bot, Counter())[end if end in RESULTS else "unmapped"] += n
    return table


def _ends(result: str, per_bot: dict[str, int], look: Palette) -> go.Bar:
    colour = look.results[result]
    return go.Bar(
        x=[-n if result == "loss" else n for n in per_bot.values()],
        y=list(per_bot),
        orientation="h",
        name=result,
        marker=_filled(result, colour, look),
        text=[labels.count(n) if n else "" for n in per_bot.values()] if result not in _PATTERNS else None,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont=mono(ink(colour), 10),
        customdata=[labels.count(n) for n in per_bot.values()],
        hovertemplate="%{customdata}",
    )
