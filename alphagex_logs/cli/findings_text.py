"""The document of findings: every number in it comes from a question and a metric, none is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import OUTCOME_MAP_VERSION
from alphagex_logs.filters import Filters
from alphagex_logs.ui import formats
from alphagex_logs.ui.sections import pnl_numbers, predictions_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from alphagex_logs.metrics.comparison import PairedDifference
    from alphagex_logs.metrics.rates import Bounds
    from alphagex_logs.metrics.results import Estimate
    from alphagex_logs.metrics.segments import PredictionSegment
    from alphagex_logs.ui.sections.pnl_numbers import Following
    from alphagex_logs.ui.sections.predictions_numbers import Accuracy
    from alphagex_logs.warehouse import Warehouse

SOURCES = {"oracle": "ORACLE", "ares_ml": "ARES ML", "spx_wheel_ml": "SPX wheel ML", "ml_regime": "ML regime", "ai_advisor": "AI advisor"}
ALL = Filters()

CAVEATS = """- These rows come from a replay: prices and VIX of 2014 to 2018 are real, option premiums are Black-Scholes at VIX and gamma exposure is
  invented by rule ([replay.md](replay.md)). Hit rates of events on the index are findings about the real index; dollars, R and break-even are
  findings about modelled premiums, which were mostly dearer than the market's. Sharpe ratios and PnL are therefore too good to be true.
- ORACLE 2.0.0 and its rivals learn from past sessions only (expanding window). But the rules of the bots (strike distances, advice cut points)
  were chosen by people who know these years: the replay as a whole is in-sample.
- The bots trade one index on the same days. A bot-day is the unit of the intervals on scores, which are therefore too narrow where bots are
  pooled; the trading day is that of money and of paired differences. Weekly trades overlap daily ones, which neither allows for.
- Only advised trades have outcomes. Skipped days leave none, so nothing here says how well probabilities below the lowest cut point are calibrated.
- The difference between versions 1.0.0 and 2.0.0 is one between years too: they never forecast the same day.
- Skill over the win rate uses a win rate that is known only afterwards, which favours the reference; skill over the past does not.
- ML regime says how probable it is that one of four kinds of action will have been right. The kinds differ in how often they are right, and its
  AUC and skill are mostly that difference: within one kind the probabilities tell little apart.
- HERMES counts finished cycles only, and shares under water stay in a cycle that is still open: winning always is a property of that rule.
- Break-even comes from realised mean wins and losses of the same rows; the structure alone, held to expiry, demands more.
- Many numbers stand here; the q-values of the segment table allow for all segments of the Predictions page and for nothing else."""


def document(store: Warehouse) -> str:
    """The findings of all rows of the warehouse as Markdown; the same rows give the same text."""
    found = {source: _judged(store, source) for source in SOURCES}
    following = pnl_numbers.following(store.ask("structures", ALL), store.ask("skipped_by_bot", ALL))
    parts = [
        "# What the days say about the forecasts and the advice",
        f"Written by `alphagex-logs findings` from {_span(store)}, outcome map version {OUTCOME_MAP_VERSION}. "
        "Intervals are 95 %. Definitions: [metrics.md](metrics.md).",
        "## In short",
        "\n".join(_in_short(store, found, following)),
        "## Who was calibrated?",
        _scores(found),
        "MCB is what wrong probabilities cost, beside what calibrated forecasts show at most in 95 of 100 cases; DSC is what telling days apart gained.",
        "## ORACLE, version by version and bot by bot",
        _segments(store),
        "## Who is better than what?",
        _comparisons(store),
        "## What was following the advice worth?",
        _advice(following),
        _value(following),
        "## What was earned",
        _money(store),
        "## Caveats",
        f"{CAVEATS}\n{_against_pnl(store)}",
    ]
    return "\n\n".join(parts) + "\n"


def _judged(store: Warehouse, source: str) -> Accuracy:
    return predictions_numbers.accuracy(store.ask("calibration_cells", ALL, source=source), store.ask("forecasts_by_day", ALL, source=source))


def _span(store: Warehouse) -> str:
    days = store.ask("forecasts_by_day", ALL, source=None)["trade_day"]
    replay = "the replay" if bool(store.ask("data_origin")["is_replay"].iloc[0]) else "logged rows"
    return f"{replay}, {formats.day(days.min())} to {formats.day(days.max())}" if len(days) else f"{replay} without a resolved prediction"


def _in_short(store: Warehouse, found: dict[str, Accuracy], following: Following) -> Iterator[str]:
    oracle = found["oracle"]
    rate, bias, z = oracle.hit_rate.estimate, oracle.bias.bias, oracle.bias.test
    direction = "promised too little" if (bias.value or 0) < 0 else "promised too much"
    yield (
        f"- ORACLE won {_rate(rate)} of n={rate.n:,} and {direction}: bias {_signed(bias)}, z {_plain(z.z, '+.2f')} ({_p(z.p_value)}); "
        f"MCB {_plain(oracle.corp.miscalibration, '.4f')} against {_number(oracle.reliability.null_miscalibration, '.4f')} by chance."
    )
    for name, version in _named(store, "model_version"):
        told = f"said {_number(version.mean_probability, '.3f')}, won {_rate(version.hit_rate)}, bias {_plain(version.bias, '+.3f')}"
        yield f"- Version {name}: {told} ({_q(version.q_value)})."
    skilled = f"{_interval(oracle.skill, '+.3f')}{_unproven(oracle.skill)}"
    yield f"- Good days from bad: AUC {_interval(oracle.auc.estimate, '.3f')}, skill over the win rate {skilled}."
    value = following.value.size_matched
    yield f"- The sizes that the advice set were worth {_dollars(value)} against the same risk spread evenly: {_sign_of(value)}."
    for each in following.levels:
        yield (
            f"- After {each.advice}: won {_rate(each.win_rate)} against a break-even of {_number(each.break_even.value, '.3f')} "
            f"({_number(each.structural, '.3f')} by structure), {_dollars(each.pnl)} per trade, {_interval(each.r, '+.3f')} R."
        )
    skill = {SOURCES[source]: it.skill.value for source, it in found.items() if it.skill.value is not None}
    best = max(skill, key=lambda name: skill[name], default=None)
    if best:
        worst = min(skill, key=lambda name: skill[name])
        yield f"- Of the five forecasters {best} has most skill over its win rate ({skill[best]:+.3f}), {worst} least ({skill[worst]:+.3f})."


def _unproven(skill: Estimate) -> str:
    return ", so none is shown" if skill.low is not None and skill.high is not None and skill.low <= 0 <= skill.high else ""


def _sign_of(value: Estimate) -> str:
    if value.low is None or value.high is None:
        return "no interval"
    return "more than luck" if value.low > 0 else "a loss beyond bad luck" if value.high < 0 else "the interval holds 0, so no skill is shown"


def _scores(found: dict[str, Accuracy]) -> str:
    head = ("source", "n", "hit rate", "said - won", "Brier", "MCB (chance)", "DSC", "UNC", "log loss", "skill", "skill over past", "AUC", "z", "Spiegelhalter")
    rows = [
        (
            SOURCES[source],
            f"{it.hit_rate.estimate.n:,}",
            _rate(it.hit_rate.estimate),
            _signed(it.bias.bias),
            _interval(it.corp.brier, ".3f"),
            f"{_plain(it.corp.miscalibration, '.4f')} ({_number(it.reliability.null_miscalibration, '.4f')})",
            _plain(it.corp.discrimination, ".4f"),
            _plain(it.corp.uncertainty, ".4f"),
            _plain(it.log_loss.estimate, ".3f"),
            _plain(it.skill, "+.3f"),
            _plain(it.skill_expanding, "+.3f"),
            _interval(it.auc.estimate, ".3f"),
            f"{_plain(it.bias.test.z, '+.2f')} ({_p(it.bias.test.p_value)})",
            f"{_plain(it.spiegelhalter.z, '+.2f')} ({_p(it.spiegelhalter.p_value)})",
        )
        for source, it in found.items()
    ]
    return _table(head, rows)


def _named(store: Warehouse, dimension: str) -> list[tuple[str, PredictionSegment]]:
    judged = predictions_numbers.segment_table(store.ask("segment_cells", ALL, source="oracle"))
    return [(each.label, each) for each in judged[dimension]]


def _segments(store: Warehouse) -> str:
    judged = predictions_numbers.segment_table(store.ask("segment_cells", ALL, source="oracle"))
    rows = [
        (
            predictions_numbers.DIMENSIONS[name],
            each.label,
            f"{each.hit_rate.n:,}",
            _rate(each.hit_rate),
            _number(each.mean_probability, ".3f"),
            _plain(each.bias, "+.3f"),
            _plain(each.brier, ".3f"),
            _q(each.q_value).removeprefix("q="),
            str(each.evidence),
        )
        for name in ("model_version", "bot", "vix_regime", "gex_regime", "advice")
        for each in judged[name]
    ]
    return _table(("by", "segment", "n", "won", "said", "bias", "Brier", "q", "evidence"), rows)


def _comparisons(store: Warehouse) -> str:
    daily = store.ask("forecasts_by_day", ALL, source="oracle")
    pairs = [(f"ORACLE for {it.label} - win rate of the past", it.difference) for it in predictions_numbers.against_the_past(daily, "bot")]
    pairs += [(f"ORACLE {it.label} - win rate of the past", it.difference) for it in predictions_numbers.against_the_past(daily, "model_version")]
    rivals, disagreed = predictions_numbers.against_rivals(store.ask("rivals", ALL), SOURCES)
    pairs += [(it.label, it.difference) for it in rivals]
    note = (
        "Differences of Brier scores on the same rows; below 0 the first is better. "
        f"{disagreed} bot-days on which the two tables tell of different outcomes are left out."
    )
    return f"{_table(('pair', 'n', 'days', 'difference', 'p'), [_pair(*pair) for pair in pairs])}\n\n{note}"


def _pair(label: str, difference: PairedDifference) -> tuple[str, ...]:
    it = difference.estimate
    return label, f"{it.n:,}", f"{it.units:,}", _interval(it, "+.4f"), _p(difference.p_value)


def _advice(following: Following) -> str:
    rows = [
        (
            it.advice,
            f"{it.pnl.n:,}",
            _rate(it.win_rate),
            _number(it.break_even.value, ".3f"),
            _number(it.structural, ".3f"),
            _dollars(it.pnl),
            _interval(it.r, "+.3f"),
            formats.money(it.total),
        )
        for it in following.levels
    ]
    return _table(("advice", "n", "won", "break-even realised", "by structure", "PnL per trade", "R per trade", "total"), rows)


def _value(following: Following) -> str:
    rows = [
        (bot, f"{it.size_matched.n:,}", _dollars(it.size_matched), formats.money(it.taken.value), _number(it.mean_size, ".3f"))
        for bot, it in following.value_by_bot
    ]
    rows.append(("all", f"{following.value.size_matched.n:,}", _dollars(following.value.size_matched), formats.money(following.value.taken.value), ""))
    table = _table(("bot", "n", "size-matched value", "taken", "mean size"), rows)
    return f"{table}\n\nSkipped days have no outcome, so there are bounds and no estimate:\n\n" + "\n".join(_skips(*skip) for skip in following.skips)


def _skips(bot: str, worth: Bounds, mean: Bounds) -> str:
    told = f"- {bot}: {worth.missing} skipped days; "
    if worth.low is None:
        return told + "no bounds, because not all its trades take in a credit, and what a bought spread could win is not recorded."
    return told + (
        f"the value of skipping lies between {formats.money(worth.low)} and {formats.money(worth.high)}, "
        f"the mean per trade had all been taken between {formats.money(mean.low)} and {formats.money(mean.high)}."
    )


def _against_pnl(store: Warehouse) -> str:
    labels = store.ask("outcome_labels", ALL, source="oracle")
    return (
        f"- ORACLE's hit rate counts labels, the win rate of positions counts money: {int(labels['against_pnl'].sum())} predictions are labelled one way while "
        "their money went the other, mostly breaches by less than the premium."
    )


def _money(store: Warehouse) -> str:
    positions = store.ask("position_pnls", ALL)
    rows = [_earned(str(bot), part) for bot, part in positions.groupby("bot", sort=True)]
    rows.append(_earned("all", positions))
    head = ("bot", "n", "net", "won", "profit factor", "per trade", "max drawdown", "mean R", "SQN", "Sharpe, yearly")
    return _table(head, rows)


def _earned(bot: str, part: pd.DataFrame) -> tuple[str, ...]:
    it = pnl_numbers.money(part, None)

    return (
        bot,
        f"{it.net.n:,}",
        formats.money(it.net.value),
        _rate(it.win_rate.estimate),
        _plain(it.profit_factor, ".2f"),
        _dollars(it.expectancy),
        formats.money(it.drawdown.amount.value),
        _plain(it.risk.mean_r, "+.3f"),
        _plain(it.risk.sqn, ".2f"),
        _interval(it.sharpe.estimate, ".2f"),
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float | None, form: str) -> str:
    return formats.UNKNOWN if value is None else format(value, form)


def _plain(estimate: Estimate | None, form: str) -> str:
    if estimate is None:
        return formats.UNKNOWN
    return _number(estimate.value, form) if estimate.value is not None else f"{formats.UNKNOWN} ({estimate.reason})"


def _signed(estimate: Estimate) -> str:
    return _interval(estimate, "+.3f")


def _interval(estimate: Estimate, form: str) -> str:
    if estimate.low is None or estimate.high is None:
        return _plain(estimate, form)
    return f"{_plain(estimate, form)} [{estimate.low:{form}}, {estimate.high:{form}}]"


def _rate(estimate: Estimate) -> str:
    return f"{formats.rate(estimate.value)} {formats.interval(estimate.low, estimate.high)}"


def _dollars(estimate: Estimate) -> str:
    return f"{formats.money(estimate.value)} {formats.interval(estimate.low, estimate.high, of='money')}"


def _q(value: float | None) -> str:
    return formats.UNKNOWN if value is None else "q<0.001" if value < 0.001 else f"q={value:.3f}"


def _p(value: float | None) -> str:
    return formats.UNKNOWN if value is None else "p<0.001" if value < 0.001 else f"p={value:.3f}"
