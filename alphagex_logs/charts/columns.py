"""Reads what a chart was given: checks its columns, and turns Decimals and missing marks into floats and NaN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from alphagex_logs.charts import labels
from alphagex_logs.charts.labels import number
from alphagex_logs.errors import ChartRefused
from alphagex_logs.metrics.results import OK_FROM, WEAK_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagex_logs.charts.labels import Unit
    from alphagex_logs.metrics.rates import Bounds
    from alphagex_logs.metrics.results import Estimate
    from alphagex_logs.metrics.segments import PredictionSegment

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Integers = np.ndarray[tuple[int], np.dtype[np.int64]]


def need(rows: pd.DataFrame, chart: str, *columns: str) -> None:
    """Raise ChartRefused unless the frame has the columns."""
    missing = [name for name in columns if name not in rows.columns]
    if missing:
        raise ChartRefused(chart, f"the columns {', '.join(missing)} are missing (there are {', '.join(map(str, rows.columns)) or 'none'})")


def floats(values: Any) -> Floats:
    """Numbers as floats, Decimals too; whatever is missing or infinite as NaN."""
    if isinstance(values, pd.Series) and values.dtype.kind in "iuf" and not values.hasnans:
        plain = values.to_numpy(dtype=np.float64)
        return np.where(np.isfinite(plain), plain, np.nan)
    return np.array([np.nan if (known := number(value)) is None else known for value in values], dtype=np.float64)


def column(rows: pd.DataFrame, name: str) -> Floats:
    """A column as floats; all NaN where the frame has no such column."""
    return floats(rows[name]) if name in rows.columns else np.full(len(rows), np.nan)


def known(values: Floats) -> Floats:
    """The values that are not missing."""
    return values[~np.isnan(values)]


def counts(rows: pd.DataFrame, name: str = "n") -> list[int]:
    """A column of counts; a missing count is 0."""
    return [int(value) for value in np.nan_to_num(column(rows, name))]


def times(rows: pd.DataFrame, name: str) -> pd.Series[pd.Timestamp]:
    """A column of days or times as naive timestamps in UTC, whatever they were."""
    read = pd.to_datetime(rows[name])
    return read.dt.tz_convert("UTC").dt.tz_localize(None) if read.dt.tz is not None else read


def texts(rows: pd.DataFrame, name: str) -> list[str]:
    """A column of labels, with an em dash where one is missing."""
    return [labels.UNKNOWN if pd.isna(value) else str(value) for value in rows[name]]


def thinned(size: int, most: int = 2_000) -> Integers:
    """Positions of at most `most` points of a line, evenly spread, the first and the last among them: more cannot be told apart on a screen."""
    return np.unique(np.linspace(0, size - 1, min(size, most)).round().astype(np.int64)) if size else np.zeros(0, dtype=np.int64)


def peaks(values: Floats, most: int = 2_000) -> Integers:
    """Positions of at most `most` points of a line that keep its highest ones: of each stretch the peak, and the last point."""
    if len(values) <= most:
        return np.arange(len(values))
    stretches = np.array_split(np.arange(len(values)), most - 1)
    return np.unique([*(part[np.argmax(values[part])] for part in stretches), len(values) - 1])


def in_order(rows: pd.DataFrame, name: str, order: Sequence[str]) -> pd.DataFrame:
    """The rows sorted by a column of labels as `order` lists them; other labels come last, as they came."""
    places = {label: place for place, label in enumerate(order)}
    wanted = sorted(range(len(rows)), key=lambda row: places.get(texts(rows, name)[row], len(order)))
    return rows.iloc[wanted]


@dataclass(frozen=True, slots=True)
class Told:
    """One estimate to draw: its label, value, interval (NaN where unknown), rows, and the independent units behind them."""

    label: str
    value: float
    low: float
    high: float
    n: int
    units: int
    q_value: float | None = None

    @property
    def weak(self) -> bool:
        """Too few units to carry the value: it is drawn grey and hollow."""
        return self.units < WEAK_FROM

    @property
    def opacity(self) -> float:
        """How strongly a bar is filled: fully from 30 units on."""
        return 1.0 if self.units >= OK_FROM else 0.4 if self.weak else 0.7

    @property
    def name(self) -> str:
        """The label, safe to draw."""
        return labels.escaped(self.label)

    def hover(self, unit: Unit, *more: str) -> str:
        """Label, value with interval, and n, for a hover label."""
        q_value = "" if self.q_value is None else f"{labels.equals('q', self.q_value)} (Benjamini-Hochberg)"
        value = f"{unit.write(self.value)} {labels.interval(self.low, self.high, unit.write)}"
        return labels.lines(f"<b>{self.name}</b>", value, f"n={labels.count(self.n)}", q_value, *more)

    def short(self, unit: Unit) -> str:
        """Value, n and q, for the margin."""
        return f"{unit.write(self.value)} n={labels.count(self.n)}" + (
            "" if self.q_value is None else f" q{'<0.01' if self.q_value < 0.005 else f'={self.q_value:.2f}'}"
        )

    def spoken(self, unit: Unit) -> str:
        """The same as words."""
        interval = labels.interval(self.low, self.high, unit.write)
        return f"{self.label} {unit.write(self.value)} {interval}{' ' if interval else ''}n={labels.count(self.n)}"


def told(rows: pd.DataFrame, label: Sequence[str], *, of: tuple[str, str, str] = ("value", "low", "high")) -> list[Told]:
    """The estimates in a frame, one a row. `of` names the columns of value, low and high; n, units (else n) and q_value are read too."""
    value, low, high = (column(rows, name) for name in of)
    units = counts(rows, "units" if "units" in rows.columns else "n")
    q_values = [number(q) for q in column(rows, "q_value")]
    return [Told(*each) for each in zip(label, value, low, high, counts(rows), units, q_values, strict=True)]


def estimates(named: Mapping[str, Estimate]) -> pd.DataFrame:
    """Metric results by label, as the frame that the interval charts read: label, value, low, high, n, units."""
    rows = [(label, it.value, it.low, it.high, it.n, it.units) for label, it in named.items()]
    return pd.DataFrame(rows, columns=["label", "value", "low", "high", "n", "units"])


def segments(groups: Mapping[str, Sequence[PredictionSegment]]) -> pd.DataFrame:
    """The hit rates of segments by group, as `segment_forest` reads them: group, segment, value, low, high, n, units, q_value."""
    rows = [
        (group, it.label, it.hit_rate.value, it.hit_rate.low, it.hit_rate.high, it.hit_rate.n, it.hit_rate.units, it.q_value)
        for group, members in groups.items()
        for it in members
    ]
    return pd.DataFrame(rows, columns=["group", "segment", "value", "low", "high", "n", "units", "q_value"])


def bounded(named: Mapping[str, tuple[Estimate, Bounds]]) -> pd.DataFrame:
    """Estimates of the known rows with the bounds over all rows, as `bounds` reads them: label, low, high, n, missing, value."""
    rows = [(label, limits.low, limits.high, it.n, limits.missing, it.value) for label, (it, limits) in named.items()]
    return pd.DataFrame(rows, columns=["label", "low", "high", "n", "missing", "value"])
