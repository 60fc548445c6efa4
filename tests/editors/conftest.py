"""A desk for each editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.editing import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with the broken mesh on it."""
    return Desk(tmp_path)
