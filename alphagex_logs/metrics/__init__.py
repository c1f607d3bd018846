"""Numbers about predictions and money: pure functions on sequences, typed results, never NaN, infinity or a sentinel.

numpy and scipy only. Missing inputs are None or NaN; they are left out and counted. `definitions.DEFINITIONS` says of every number what it
is; `docs/metrics.md` says it at length.
"""
