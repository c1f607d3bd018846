"""Where on the screen each number stands; what is on no page of its own says why."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD, _CALIBRATION, _TIME = "Predictions, first row of tiles", "Predictions, Calibration", "Predictions, Over time"
_SEGMENTS, _COMPARISON, _ROWS = "Predictions, Segments", "Predictions, Comparison", "Predictions, Coverage and rows"
_MONEY, _EQUITY, _PARTS, _IMPACT = "PnL, first row of tiles", "PnL, Equity", "PnL, Attribution", "PnL, Impact of the predictions"
_CAPITAL = f"{_EQUITY}, where a capital is stated"

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "coverage": "Predictions, the bar of states; Comparison, table of forecasters",
        "maturity": f"{_ROWS}, chart of delays",
        "hit_rate": f"{_HEAD}; {_TIME}, {_SEGMENTS} and {_COMPARISON} by period, segment and forecaster",
        "hit_rate_difference": f"{_SEGMENTS}, table, each segment against all other rows",
        "missing_bounds": f"{_HEAD}, beside the hit rate; {_ROWS}, chart of bounds",
        "weighted_rate": f"{_ROWS}, table of ready-made ratios",
        "brier": f"{_HEAD}; {_COMPARISON}, table of forecasters",
        "log_loss": _HEAD,
        "skill_in_sample": f"{_CALIBRATION}, tests",
        "skill_expanding": f"{_CALIBRATION}, tests",
        "skill_fixed": f"{_CALIBRATION}, tests",
        "murphy_parts": "on no page: where probabilities are nearly all distinct it says nothing, and MCB, DSC and UNC split the same score everywhere",
        "miscalibration": f"{_HEAD}; {_COMPARISON}, table of forecasters",
        "discrimination": f"{_HEAD}; {_COMPARISON}, table of forecasters",
        "uncertainty": f"{_HEAD}; {_COMPARISON}, table of forecasters",
        "reliability_diagram": f"{_CALIBRATION}, first chart",
        "ece": f"{_CALIBRATION}, tests",
        "bias": f"{_HEAD}; its test in {_CALIBRATION}, tests",
        "spiegelhalter": f"{_CALIBRATION}, tests",
        "auc": _HEAD,
        "roc": f"{_CALIBRATION}, second chart",
        "sharpness": f"{_CALIBRATION}, tests, and the histogram of the first chart",
        "tie_safe_bins": f"{_SEGMENTS}, by probability; {_IMPACT}, PnL by probability",
        "majority_test": f"{_CALIBRATION}, worth, where stakes are known",
        "paired_difference": f"{_COMPARISON}, both charts",
        "diebold_mariano": f"{_COMPARISON}, tables of tests",
        "anytime_difference": f"{_COMPARISON}, thin intervals and e-values",
        "murphy_curve": f"{_CALIBRATION}, third chart",
        "regret": f"{_CALIBRATION}, worth, where stakes are known",
        "net_pnl": _MONEY,
        "trade_counts": f"{_MONEY}, beside the win rate",
        "win_rate": f"{_MONEY}; {_PARTS}, table of parts",
        "share_won": f"{_MONEY}, beside the win rate, where it differs",
        "profit_factor": _MONEY,
        "payoff": _MONEY,
        "expectancy": f"{_MONEY}; {_PARTS}, table of parts",
        "sqn": f"{_EQUITY}, ratios",
        "r_multiple": f"{_MONEY}; PnL, Distribution; {_IMPACT}, by advice and by probability",
        "risk_weighted": _MONEY,
        "streaks": f"{_EQUITY}, below the ratios",
        "premium": f"{_PARTS}, premium",
        "equity": f"{_EQUITY}, first chart",
        "max_drawdown": f"{_MONEY}; {_EQUITY}, below the curve",
        "ulcer": _CAPITAL,
        "time_under_water": f"{_EQUITY}, ratios",
        "recovery_factor": f"{_EQUITY}, ratios",
        "sharpe": f"{_EQUITY}, ratios",
        "probabilistic_sharpe": f"{_EQUITY}, beside the Sharpe ratio",
        "deflated_sharpe": f"{_EQUITY}, ratios",
        "sortino": f"{_EQUITY}, ratios",
        "calmar": _CAPITAL,
        "annual_return": _CAPITAL,
        "annual_volatility": _CAPITAL,
        "tails": _CAPITAL,
        "waterfall": f"{_PARTS}, first chart",
        "break_even": f"{_IMPACT}, below the first chart, by structure; p* in {_CALIBRATION}",
        "realised_break_even": f"{_IMPACT}, first chart and tiles",
        "economic_calibration": f"{_IMPACT}, promised and realised",
        "policy_value": f"{_CALIBRATION}, worth, where stakes are known",
        "relative_value": f"{_CALIBRATION}, worth, where stakes are known",
        "advice_value": f"{_IMPACT}, tiles and table",
        "skip_bounds": f"{_IMPACT}, chart of skipped days",
        "mean_pnl_bounds": f"{_IMPACT}, below the skipped days",
        "advice_effect": f"{_IMPACT}, tiles",
        "advice_trend": f"{_IMPACT}, tiles",
        "q_value": f"{_SEGMENTS}, table and chart; {_PARTS}, table of parts",
        "psi": f"{_TIME}, drift",
        "kolmogorov_smirnov": f"{_TIME}, drift",
        "input_shift": f"{_TIME}, chart of the inputs",
        "vlad": f"{_TIME}, second chart",
        "risk_adjusted_cusum": f"{_TIME}, third chart",
        "e_process": f"{_TIME}, fourth chart",
        "lineage": f"{_ROWS}, forecasts and positions",
    }
)
