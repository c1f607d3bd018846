"""Every chart with data that a desk could have: five years of a 0DTE condor book, in which the forecaster is somewhat overconfident when VIX is high."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from alphagex_logs.catalogue import TABLES
from alphagex_logs.charts import (
    activity,
    calendars,
    calibration,
    contributions,
    decisions,
    discrimination,
    distribution,
    equity,
    forest,
    hit_rate,
    inputs,
    monitoring,
    murphy,
    outcomes,
    waterfall,
)
from alphagex_logs.charts import impact as impact_chart
from alphagex_logs.charts.columns import bounded, estimates, segments
from alphagex_logs.charts.labels import R_PER_TRADE
from alphagex_logs.charts.palette import CATEGORIES
from alphagex_logs.metrics import bootstrap, comparison, corp, coverage, rates, sharpness
from alphagex_logs.metrics import decisions as economics
from alphagex_logs.metrics import discrimination as ranking
from alphagex_logs.metrics import monitoring as drift
from alphagex_logs.metrics import murphy as regret
from alphagex_logs.metrics import segments as splits
from alphagex_logs.metrics import waterfall as attribution
from alphagex_logs.metrics.grouped import Grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    from alphagex_logs.charts.palette import Theme

WIN, LOSS = 50.0, 150.0
SKILL = {"PHOENIX": -0.12, "ATLAS": 0.02, "ARES": 0.05, "HERMES": 0.0}
THRESHOLDS = {"REDUCED": 0.45, "FULL": 0.65}


def book() -> pd.DataFrame:
    """One row per prediction: trade_day, bot, strategy, regime, p, won, pnl, r, advice; 1,257 days, PnL as Decimal."""
    rng = np.random.default_rng(7)
    days = pd.bdate_range("2014-01-03", "2018-12-31", freq="C", holidays=["2015-12-25", "2016-12-26"])
    parts = []
    for place, bot in enumerate(("PHOENIX", "ATLAS", "ARES", "HERMES")):
        chosen = days[rng.random(len(days)) < (0.45, 0.2, 0.95, 0.06)[place]]
        vix = np.clip(11 + 5 * np.abs(np.sin(np.arange(len(chosen)) / 90)) + rng.gamma(1.3, 3, len(chosen)), 9, 48)
        p = np.round(np.clip(0.97 - 0.017 * (vix - 8) + rng.normal(0, 0.03, len(chosen)), 0.4, 0.93), 2 + place % 2)
        won = rng.random(len(chosen)) < np.clip(p + SKILL[bot] - 0.012 * np.maximum(vix - 18, 0), 0.05, 0.98)
        size = np.where(p > 0.65, 1.0, 0.5) * (1 + place % 3)
        pnl = np.where(won, WIN * rng.choice([1, 0.6, 0.0], len(chosen), p=[0.8, 0.17, 0.03]), -LOSS * rng.beta(4, 2, len(chosen))) * size
        strategy = np.where(
            rng.random(len(chosen)) < 0.7,
            ("0DTE call", "cash-secured put", "iron condor", "manual wheel")[place],
            ("0DTE put", "covered call", "put spread", None)[place],
        )
        parts.append(pd.DataFrame({"trade_day": chosen, "bot": bot, "strategy": strategy, "vix": vix, "p": p, "won": won, "pnl": pnl, "risk": LOSS * size}))
    rows = pd.concat(parts, ignore_index=True).sort_values("trade_day", ignore_index=True)
    rows["regime"] = pd.cut(rows["vix"], [0, 15, 22, 28, 35, 99], right=False, labels=["LOW", "NORMAL", "ELEVATED", "HIGH", "EXTREME"]).astype(object)
    rows["r"] = rows["pnl"] / rows["risk"]
    rows["advice"] = np.select([rows["p"] >= 0.65, rows["p"] >= 0.45], ["TRADE_FULL", "TRADE_REDUCED"], "SKIP_TODAY")
    rows["pnl"] = [Decimal(f"{value:.2f}") for value in rows["pnl"]]
    return rows


def _rates(rows: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """period, value, low, high, n, forecast."""
    found = [(name, rates.hit_rate(part["won"].to_numpy(float)).estimate, part["p"].mean()) for name, part in rows.groupby(by)]
    return pd.DataFrame([(name, it.value, it.low, it.high, it.n, p) for name, it, p in found], columns=["period", "value", "low", "high", "n", "forecast"])


def _means(rows: pd.DataFrame, by: str, value: str) -> pd.DataFrame:
    """label, value, low, high, n of a mean."""
    return estimates({str(name): bootstrap.mean_interval(part[value].to_numpy(float)) for name, part in rows.groupby(by)})


def activity_rows() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    days = pd.bdate_range("2018-10-01", "2018-12-31")
    share = (9, 14, 4, 30, 6, 3, 8, 11, 22)
    return pd.DataFrame(
        [(day, name, int(rng.poisson(per))) for day in days for name, per in zip(CATEGORIES, share, strict=True)], columns=["trade_day", "category", "rows"]
    )


def table_rows() -> pd.DataFrame:
    rows = [(day, name, 3 + place) for day in pd.bdate_range("2018-10-01", "2018-12-31") for place, name in enumerate(TABLES)]
    return pd.DataFrame(rows, columns=["trade_day", "table", "rows"])


def log_rows() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    days = pd.bdate_range("2014-01-03", "2018-12-31")
    share = {"DEBUG": 20, "INFO": 40, "WARNING": 4, "ERROR": 1}
    return pd.DataFrame([(day, name, int(rng.poisson(per))) for day in days for name, per in share.items()], columns=["trade_day", "level", "rows"])


def outcome_rows(rows: pd.DataFrame) -> pd.DataFrame:
    ends = rows.assign(result=np.where(rows["won"], "win", "loss")).groupby(["bot", "result"]).size().reset_index(name="n")
    more = pd.DataFrame(
        [("ARES", None, 12), ("ARES", "scratch", 31), ("PHOENIX", "unmapped", 44), ("PHOENIX", None, 60), ("ORACLE", "win", 4), ("ORACLE", "loss", 2)],
        columns=["bot", "result", "n"],
    )
    return pd.concat([ends, more], ignore_index=True)


def segment_rows(rows: pd.DataFrame) -> pd.DataFrame:
    groups = {
        "VIX regime": splits.split(rows["regime"].to_list(), rows["p"].to_numpy(), rows["won"].to_numpy(float)),
        "Bot": splits.split(rows["bot"].to_list(), rows["p"].to_numpy(), rows["won"].to_numpy(float)),
        "Model version": splits.split(["1.0.0"] * (len(rows) - 6) + ["2.0.0-walk-forward-recalibrated"] * 6, rows["p"].to_numpy(), rows["won"].to_numpy(float)),
    }
    return segments({name: splits.prediction_segments(group) for name, group in groups.items()})


def shift_rows() -> pd.DataFrame:
    """What ORACLE looks at, one input moved, one hardly, and one of too few days."""
    rows = [
        ("VIX", 0.4471, 2514, 12.9, 16.2, 0.01, 0.03),
        ("Net GEX, $ bn", 0.0804, 2514, 0.612, 0.598, 0.71, 0.71),
        ("Price change, 1 day, %", None, 24, 0.04, -0.11, None, None),
    ]
    return pd.DataFrame(rows, columns=["input", "value", "n", "earlier", "later", "p_value", "q_value"])


def difference_rows(rows: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    others = {"climatology": 0.8, "writer's 0.68": 0.68, "ARES ML": None, "version 1": None}
    found = {}
    for place, (name, constant) in enumerate(others.items()):
        other = np.clip(rows["p"] + rng.normal(0.02 * place, 0.05 * place, len(rows)), 0.01, 0.99) if constant is None else np.full(len(rows), constant)
        found[f"against {name}"] = comparison.paired_difference(rows["p"].to_numpy(), other, rows["won"].to_numpy(float)).estimate
    return estimates(found).assign(q_value=[0.001, 0.001, 0.04, 0.31])


def bin_rows(rows: pd.DataFrame) -> pd.DataFrame:
    bins = sharpness.tie_safe_bins(rows["p"].to_numpy(), 8)
    number = sharpness.assign(rows["p"].to_numpy(), bins)
    parts = [rows[number == place] for place in range(len(bins))]
    won = [rates.hit_rate(part["won"].to_numpy(float)).estimate for part in parts]
    money = [bootstrap.mean_interval(part["r"].to_numpy(float)) for part in parts]
    return pd.DataFrame(
        {
            "left": [each.low for each in bins],
            "right": [each.high for each in bins],
            "forecast": [part["p"].mean() for part in parts],
            "value": [it.value for it in won],
            "low": [it.low for it in won],
            "high": [it.high for it in won],
            "n": [it.n for it in won],
            "r": [it.value for it in money],
            "r_low": [it.low for it in money],
            "r_high": [it.high for it in money],
        }
    )


def impact_rows(rows: pd.DataFrame) -> pd.DataFrame:
    found = []
    for advice, part in rows.groupby("advice"):
        won, money = rates.hit_rate(part["won"].to_numpy(float)).estimate, bootstrap.mean_interval(part["r"].to_numpy(float))
        even = economics.realised_break_even(part["pnl"].to_numpy(float)).value
        found.append((advice, won.n, won.value, won.low, won.high, even, money.value, money.low, money.high))
    return pd.DataFrame(found, columns=["advice", "n", "win_rate", "win_low", "win_high", "break_even", "pnl", "pnl_low", "pnl_high"])


def _curves(p: np.ndarray, won: np.ndarray) -> dict[str, Grouped]:
    rng = np.random.default_rng(6)
    return {
        "ORACLE": Grouped.of_rows(p, won),
        "always trade": Grouped.of_rows(np.full(len(p), 1.0), won),
        "climatology": Grouped.of_rows(np.full(len(p), won.mean()), won),
        "ARES ML": Grouped.of_rows(np.clip(p + rng.normal(0, 0.1, len(p)), 0.01, 0.99), won),
    }


def charts() -> dict[str, Callable[[Theme], go.Figure]]:
    """Every chart by name, ready to be drawn in a look."""
    rows = book()
    ares = rows[rows["bot"] == "ARES"]
    p, won, days = ares["p"].to_numpy(), ares["won"].to_numpy(float), list(ares["trade_day"])
    groups = _curves(p, won)
    oracle = groups["ORACLE"]
    reliability, sharp = corp.reliability(oracle), sharpness.sharpness(p)
    monthly, bins, recent = _rates(ares, ares["trade_day"].dt.to_period("M").dt.start_time), bin_rows(ares), ares[-260:]
    weekly = _rates(recent, recent["trade_day"].dt.to_period("W").dt.start_time)
    murphys = {name: regret.murphy_curve(group, resamples=bootstrap.resample(group, 200)) for name, group in groups.items() if name != "ARES ML"}
    rocs = {name: ranking.roc(groups[name]) for name in ("ORACLE", "ARES ML")}
    path, late = drift.vlad(p, won), drift.risk_adjusted_cusum(p, won, 4.2)
    evidence, ledger = drift.e_process(p, won), coverage.Ledger(1204, 12, 31, 88, 140, 7)
    money = rows.groupby(["trade_day", "bot"]).agg(pnl=("pnl", "sum"), n=("pnl", "size")).reset_index()
    per_bot = rows.groupby("bot").agg(pnl=("pnl", "sum"), n=("pnl", "size"), win_rate=("won", "mean")).reset_index()
    per_strategy = rows.assign(strategy=rows["strategy"].fillna("not recorded")).groupby("strategy").agg(pnl=("pnl", "sum"), n=("pnl", "size")).reset_index()
    parts = attribution.waterfall([*zip(rows["bot"], rows["strategy"], rows["regime"], strict=True)], list(rows["pnl"]), sum(rows["pnl"]) + Decimal("312.45"))
    economy = economics.economic_calibration(p, ares["pnl"].to_numpy(float) / (ares["risk"].to_numpy() / LOSS), win=WIN * 0.9, loss=LOSS * 0.67)
    limits = bounded(
        {
            "ARES": (rates.hit_rate(won).estimate, rates.missing_bounds(int(won.sum()), len(won), 43)),
            "PHOENIX": (rates.rate_of_counts(40, 55).estimate, rates.missing_bounds(40, 55, 30)),
        }
    )
    advice = _means(rows, "advice", "r").rename(columns={"label": "advice"})
    spark = pd.DataFrame({"at": days[-60:], "value": np.cumsum(won[-60:] - 0.8)})
    tables = {
        "outcomes": outcome_rows(rows),
        "segments": segment_rows(rows),
        "differences": difference_rows(ares),
        "impact": impact_rows(rows),
        "activity": activity_rows(),
        "levels": log_rows(),
    }
    return {
        "activity_by_day": lambda theme: activity.activity_by_day(tables["activity"], theme),
        "activity_by_table": lambda theme: activity.activity_by_day(table_rows(), theme, by="table"),
        "activity_by_level": lambda theme: activity.activity_by_day(tables["levels"], theme, by="level", title="How loud were the logs?"),
        "sparkline": lambda theme: activity.sparkline(spark, theme, bot="ARES", name="Hit rate of ARES", zero=True),
        "hit_rate_over_time": lambda theme: hit_rate.hit_rate_over_time(monthly, theme, bot="ARES", break_even=0.75),
        "hit_rate_weekly": lambda theme: hit_rate.hit_rate_over_time(weekly, theme, break_even=0.75),
        "reliability_diagram": lambda theme: calibration.reliability_diagram(reliability, theme, sharpness=sharp, break_even=0.75, thresholds=THRESHOLDS),
        "reliability_with_bins": lambda theme: calibration.reliability_diagram(reliability, theme, points=bins, bot="ARES"),
        "reliability_bins": lambda theme: calibration.reliability_bins(bins, theme, bot="ARES", break_even=0.75),
        "roc": lambda theme: discrimination.roc(rocs, theme, auc=ranking.auc(oracle), thresholds=THRESHOLDS),
        "murphy_curve": lambda theme: murphy.murphy_curve(murphys, theme, stakes=(WIN, LOSS), thresholds=THRESHOLDS),
        "coverage_bar": lambda theme: outcomes.coverage_bar(ledger, theme),
        "outcome_delay": lambda theme: outcomes.outcome_delay(coverage.maturity([0, 0, 1, 1, 2, 5], [3, 4]), theme),
        "outcomes_by_bot": lambda theme: outcomes.outcomes_by_bot(tables["outcomes"], theme),
        "expected_vs_observed": lambda theme: monitoring.expected_vs_observed(path, days, theme),
        "cusum": lambda theme: monitoring.cusum(late, days, theme),
        "e_process": lambda theme: monitoring.e_process(evidence, days, theme),
        "paired_differences": lambda theme: forest.paired_differences(tables["differences"], theme, sides=("ORACLE better", "the other better")),
        "segment_forest": lambda theme: forest.segment_forest(tables["segments"], theme, reference=0.81),
        "bounds": lambda theme: forest.bounds(limits, theme),
        "input_shifts": lambda theme: inputs.input_shifts(shift_rows(), theme),
        "equity": lambda theme: equity.equity(money, theme),
        "equity_of_one_bot": lambda theme: equity.equity(money[money["bot"] == "HERMES"], theme),
        "monthly_heatmap": lambda theme: calendars.monthly_heatmap(money, theme),
        "calendar_heatmap": lambda theme: calendars.calendar_heatmap(money, theme),
        "pnl_distribution": lambda theme: distribution.pnl_distribution(rows, theme),
        "r_distribution": lambda theme: distribution.pnl_distribution(rows, theme, value="r"),
        "pnl_by_bot": lambda theme: contributions.pnl_by_bar(per_bot, theme),
        "pnl_by_strategy": lambda theme: contributions.pnl_by_bar(per_strategy, theme, by="strategy"),
        "waterfall": lambda theme: waterfall.waterfall(parts, theme),
        "waterfall_by_bot": lambda theme: waterfall.waterfall(parts, theme, levels=["bot"]),
        "pnl_by_probability_bin": lambda theme: decisions.pnl_by_probability_bin(
            bins.drop(columns=["value", "low", "high"]).rename(columns={"r": "value", "r_low": "low", "r_high": "high"}),
            theme,
            unit=R_PER_TRADE,
            break_even=0.75,
        ),
        "pnl_by_advice": lambda theme: decisions.pnl_by_advice(advice, theme, unit=R_PER_TRADE),
        "economic_calibration": lambda theme: decisions.economic_calibration(economy, theme),
        "impact": lambda theme: impact_chart.impact(tables["impact"], theme, unit=R_PER_TRADE),
        "empty": lambda theme: equity.equity(money[:0], theme),
    }
