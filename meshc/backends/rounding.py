"""Amounts of the mesh in the units of AWS, rounded up so that nobody gets less than was asked for."""

from __future__ import annotations

from math import ceil


def whole_seconds(milliseconds: int) -> int:
    """Seconds."""
    return -(-milliseconds // 1000)


def whole_minutes(milliseconds: int) -> int:
    """Minutes."""
    return -(-milliseconds // 60_000)


def cpu_units(vcpu: float) -> int:
    """CPU units of ECS: 1024 to a vCPU."""
    # The tolerance keeps the noise of a float, as in 0.1 + 0.2, from costing a unit.
    return ceil(vcpu * 1024 - 1e-6)
