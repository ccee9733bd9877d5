"""One pure function a metric: formula, unit, denominator, edge cases (METRICS.md section 5).

No data is None, never 0 or 100. Shares are percentages, exact; they are rounded when shown.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import exp, sqrt

Z95 = 1.96
"""95 % in the customary rounding; the shared cases are reckoned with it."""

TOP_BOXES = 2
PROMOTER_FROM, DETRACTOR_UP_TO = 9, 6


def csat(scores: Sequence[int], low: int = 1, high: int = 5, top: int = TOP_BOXES) -> float | None:
    """Share of answers in the `top` boxes of a scale from `low` to `high`, in %.

    [5, 5, 1, 1] is 50. Worked for 1 to 7: [7, 6, 5, 4, 3] with top 2 is 40.
    """
    if not scores:
        return None
    best = sum(1 for score in scores if low <= score <= high and score > high - top)
    return 100 * best / len(scores)


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def nps(scores: Sequence[int]) -> float | None:
    """Promoters (9-10) minus detractors (0-6) in % of all: 0 to 10 once each is -45.45."""
    if not scores:
        return None
    promoters, detractors = _camps(scores)
    return 100 * (promoters - detractors) / len(scores)


def nps_moe(scores: Sequence[int]) -> float | None:
    """95 % margin of the NPS in points: 1.96 * sqrt((p + d - (p - d)^2) / N) * 100."""
    if not scores:
        return None
    promoters, detractors = (camp / len(scores) for camp in _camps(scores))
    spread = promoters + detractors - (promoters - detractors) ** 2
    return Z95 * sqrt(spread / len(scores)) * 100


def _camps(scores: Sequence[int]) -> tuple[int, int]:
    promoters = sum(1 for score in scores if score >= PROMOTER_FROM)
    detractors = sum(1 for score in scores if score <= DETRACTOR_UP_TO)
    return promoters, detractors


def ces(scores: Sequence[int]) -> float | None:
    """Share of answers 5 to 7 on "made it easy" from 1 to 7, in %."""
    if not scores:
        return None
    return 100 * sum(1 for score in scores if score >= 5) / len(scores)


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """95 % Wilson interval of a share, in %: 10 of 10 is 72.2 to 100."""
    if n == 0:
        return None
    share, z2 = hits / n, Z95**2
    centre = share + z2 / (2 * n)
    reach = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    low, high = 100 * (centre - reach) / scale, 100 * (centre + reach) / scale
    return max(0.0, low), min(100.0, high)


def pct_cont(values: Sequence[float], q: float) -> float | None:
    """Percentile as PostgreSQL's percentile_cont: linear at position q * (n - 1).

    10 to 100 by 10 has p90 91.
    """
    if not values:
        return None
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def sla(met: int, breached: int) -> float | None:
    """Share of decided clocks that were met, in %; clocks still running are in neither number."""
    return ratio(met, met + breached)


def ratio(part: int, whole: int) -> float | None:
    """`part` of `whole` in %; None of nothing."""
    return 100 * part / whole if whole else None


def shrink(own: float, n: int, prior: float, k: int) -> float:
    """A mean pulled towards the prior: (n * own + k * prior) / (n + k)."""
    return (n * own + k * prior) / (n + k)


def poisson_upper(rate: float, alpha: float = 0.001) -> int:
    """Smallest k with P(Poisson(rate) >= k) <= alpha: the alarm bound. Rate 2 gives 9."""
    term = cumulated = exp(-rate)
    k = 0
    # 1 - P(X <= k - 1) is P(X >= k); walk up until it is rare enough.
    tail = 1.0
    while tail > alpha:
        k += 1
        tail = 1.0 - cumulated
        term *= rate / k
        cumulated += term
    return k


def shown(value: float | None) -> str | None:
    """A percentage as shown: one decimal, half up. 96.25 is 96.3; None stays None."""
    if value is None:
        return None
    return str(Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
