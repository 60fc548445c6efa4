"""Weights of targets: whole numbers of which the sum is at most 100.

botocore appmesh 2019-01-25 WeightedTarget documentation, PercentInt.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import gcd

MOST = 100
_DIGITS = 1_000_000
"""Weights have at most six decimals, as shares do."""


def whole_weights(weights: Sequence[float]) -> tuple[tuple[int, ...], bool]:
    """The weights as whole numbers, and whether they stand to each other as wanted.

    What is whole already and not too much is kept as it is written. Else the smallest whole numbers that stand to each
    other alike are taken, or where these are too much the nearest parts of 100, of which none that is wanted is 0.
    """
    if all(weight == int(weight) for weight in weights) and sum(weights) <= MOST:
        return tuple(int(weight) for weight in weights), True
    scaled = [round(weight * _DIGITS) for weight in weights]
    common = reduce(gcd, scaled)
    smallest = tuple(weight // common for weight in scaled)
    if sum(smallest) <= MOST:
        return smallest, True
    return _nearest(scaled), False


def _nearest(weights: Sequence[int]) -> tuple[int, ...]:
    total = sum(weights)
    parts = [max(1, weight * MOST // total) if weight else 0 for weight in weights]
    # What rounding left over goes to those that lost most by it; what the small ones got too much the largest gives.
    order = sorted(range(len(weights)), key=lambda index: -(weights[index] * MOST % total))
    for index in order:
        if sum(parts) < MOST and weights[index]:
            parts[index] += 1
    parts[parts.index(max(parts))] -= sum(parts) - MOST
    return tuple(parts)
