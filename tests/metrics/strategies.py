"""Random inputs with the corners that break metrics: nothing, one row, one class, ties, a constant, missing values."""

from __future__ import annotations

from hypothesis import strategies as st

TENTHS = st.integers(0, 10).map(lambda tenth: tenth / 10)
PROBABILITIES = st.one_of(TENTHS, st.sampled_from([0.4, 0.68, 0.68, 0.85]), st.integers(0, 10**9).map(lambda part: part / 10**9))
OUTCOMES = st.integers(0, 1)
CENTS = st.integers(-100_000, 100_000).map(lambda cents: cents / 100)


def rows(probability=PROBABILITIES, outcome=OUTCOMES, min_size=0, max_size=40):
    """Lists of (probability, outcome), among them constant forecasts, all wins and all losses."""
    free = st.tuples(probability, outcome)
    shapes = [free, st.tuples(probability, st.just(1)), st.tuples(probability, st.just(0)), st.tuples(st.just(0.68), outcome)]
    return st.one_of(*(st.lists(shape, min_size=min_size, max_size=max_size) for shape in shapes))


def both_classes(max_size=40):
    """Lists of (probability, outcome) with at least one win and one loss."""
    pair = st.tuples(PROBABILITIES, PROBABILITIES).map(lambda ps: [(ps[0], 1), (ps[1], 0)])
    return st.builds(lambda first, rest: first + rest, pair, rows(max_size=max_size - 2))


def with_missing(values):
    """The same values, some of them None or NaN."""
    return st.one_of(values, values, st.none(), st.just(float("nan")))


def money(min_size=0, max_size=40):
    """Lists of dollars: mixed, all wins, all losses, all scratches, constant."""
    kinds = [CENTS, CENTS.map(abs), CENTS.map(lambda x: -abs(x)), st.just(0.0), st.just(50.0)]
    return st.one_of(*(st.lists(kind, min_size=min_size, max_size=max_size) for kind in kinds))
