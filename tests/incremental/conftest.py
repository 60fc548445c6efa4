"""Parts of meshes of any size, so that small ones show what large ones would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from meshc.incremental.memory import SIZES


@pytest.fixture(autouse=True)
def parts_of_any_size() -> Iterator[None]:
    before = SIZES.fewest, SIZES.largest
    SIZES.fewest, SIZES.largest = 0, 1.0
    yield
    SIZES.fewest, SIZES.largest = before
