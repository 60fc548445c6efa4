"""The published files are no part of the project: where they are not, what compares with them is left out."""

from __future__ import annotations

import pytest

from tests.published.cases import CASES


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, without a word of skipping, what needs files that are not there."""
    if CASES.is_dir():
        return
    out = [item for item in items if item.get_closest_marker("published") is not None]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item.get_closest_marker("published") is None]
