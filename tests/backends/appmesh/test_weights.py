"""Weights as App Mesh takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.backends.appmesh.weights import MOST, whole_weights


@pytest.mark.parametrize(
    ("wanted", "expected", "exact"),
    [
        ([1, 1, 1], (1, 1, 1), True),
        ([80, 20], (80, 20), True),
        ([0, 0], (0, 0), True),
        ([12.5, 87.5], (1, 7), True),
        ([0.5, 0.5], (1, 1), True),
        ([200, 100], (2, 1), True),
        ([99.5, 0.5], (99, 1), False),
        ([100, 1], (99, 1), False),
        ([333, 333, 334], (33, 33, 34), False),
        ([1_000_000, 0, 1], (99, 0, 1), False),
    ],
)
def test_whole_weights(wanted: list[float], expected: tuple[int, ...], exact: bool) -> None:
    assert whole_weights(wanted) == (expected, exact)


WEIGHTS = st.lists(st.integers(0, 10_000).map(lambda number: number / 100), min_size=1, max_size=10)


@given(WEIGHTS)
def test_what_gets_traffic_gets_some_and_no_more_than_all(wanted: list[float]) -> None:
    weights, exact = whole_weights(wanted)
    assert sum(weights) <= MOST
    assert [weight > 0 for weight in weights] == [weight > 0 for weight in wanted]
    if exact:
        first, weight = next(((one, other) for one, other in zip(weights, wanted, strict=True) if other), (0, 0))
        assert [round(one * weight, 6) for one in weights] == [round(other * first, 6) for other in wanted]
    else:
        assert sum(weights) == MOST
