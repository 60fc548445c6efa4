"""A moto server for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .roundtrip import running_moto


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """Address of a moto server on loopback."""
    with running_moto() as endpoint:
        yield endpoint
