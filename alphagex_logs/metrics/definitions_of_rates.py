"""Definitions of the numbers that come before accuracy: what is known at all, and how often it won."""

from __future__ import annotations

from alphagex_logs.metrics.definition import Definition

OURS = "AlphaGEX Logs"

RATES = (
    Definition(
        "coverage",
        "Coverage",
        "The share of predictions whose outcome is known, among those that have an outcome of their own.",
        "resolved / (total - skipped - superseded)",
        r"\frac{\text{resolved}}{\text{total} - \text{skipped} - \text{superseded}}",
        "share",
        OURS,
        "coverage.ledger",
        "Skipped rows were never traded and superseded rows leave their outcome to a later row of the same bot-day: neither is waited for. "
        "No expected prediction: no_data.",
    ),
    Definition(
        "maturity",
        "Outcome delay",
        "The share of predictions that are still open so many days after they were made, open ones taken into account.",
        "product over days d up to t of (1 - resolved on d / open before d)",
        r"S(t) = \prod_{d \le t} \left(1 - \frac{r_d}{n_d}\right)",
        "share",
        "Kaplan and Meier 1958",
        "coverage.maturity",
        "Negative and missing delays are excluded and counted. The median is unknown while more than half are open.",
    ),
    Definition(
        "hit_rate",
        "Hit rate",
        "The share of resolved predictions that won, with Wilson's interval; rows of one bot-day count as about one.",
        "wins / n; interval (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)",
        r"\hat p = \frac{k}{n}, \quad \frac{\hat p + \frac{z^2}{2n} \pm z\sqrt{\frac{\hat p(1-\hat p)}{n} + \frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}",
        "share",
        "Brown, Cai and DasGupta 2001",
        "rates.hit_rate",
        "No resolved row: no_data. Without wins the lower end is exactly 0, without losses the upper end exactly 1. Where all outcomes "
        "agree, every bot-day counts as one row.",
    ),
    Definition(
        "hit_rate_difference",
        "Difference of hit rates",
        "How much more often one group won than the other, with Newcombe's interval.",
        "k1/n1 - k2/n2; interval from both Wilson intervals",
        r"\hat p_1 - \hat p_2 \mp \sqrt{(\hat p_1 - l_1)^2 + (u_2 - \hat p_2)^2}",
        "share",
        "Newcombe 1998, method 10",
        "rates.difference",
        "A group without rows: no_data. Stays within -1 to 1. Rows of one bot-day count as about one, in either group.",
    ),
    Definition(
        "missing_bounds",
        "Worst and best case",
        "Where the hit rate would lie if all missing outcomes were losses, and if all were wins.",
        "k / (n + m) to (k + m) / (n + m)",
        r"\left[\frac{k}{n+m}, \frac{k+m}{n+m}\right]",
        "share",
        "Manski 1990",
        "rates.missing_bounds",
        "Not an interval of confidence: no assumption is made, and it does not shrink with more rows.",
    ),
    Definition(
        "weighted_rate",
        "Weighted accuracy",
        "Pre-aggregated daily ratios put together by their counts; a plain mean of ratios would let a day with one row outvote one with a thousand.",
        "sum of hits / sum of predictions made",
        r"\frac{\sum h_d}{\sum m_d}",
        "share",
        OURS,
        "rates.weighted_rate",
        "Rows without predictions, or with more hits than predictions, are excluded. Stored ratios that differ from hits / made by more than 0.005 are listed.",
    ),
)
