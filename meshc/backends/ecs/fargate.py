"""What runs on Fargate, and the sizes that a task on it can have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meshc.ir.workload import Ecs

PROVIDERS = frozenset({"FARGATE", "FARGATE_SPOT"})
"""The capacity providers of Fargate; any other is a group of EC2 instances."""

MEMORY_BY_CPU: Mapping[int, Sequence[int]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4096 + 1, 1024),
    1024: range(2048, 8192 + 1, 1024),
    2048: range(4096, 16384 + 1, 1024),
    4096: range(8192, 30720 + 1, 1024),
    8192: range(16384, 61440 + 1, 4096),
    16384: range(32768, 122880 + 1, 8192),
}
"""Memory in MiB for each number of CPU units. botocore ecs, RegisterTaskDefinition.memory documentation."""


def on_fargate(ecs: Ecs) -> bool:
    """Whether tasks run on Fargate: capacity providers, where they are named, decide it in place of `launch`."""
    if ecs.capacity_providers:
        return any(provider.name in PROVIDERS for provider in ecs.capacity_providers)
    return ecs.launch == "fargate"


def cpu_units(text: str) -> int | None:
    """CPU units of a task's `cpu`, written as `512` or `0.5 vCPU`; None for another text."""
    return _amount(text, "vcpu")


def memory_mib(text: str) -> int | None:
    """MiB of a task's `memory`, written as `1024` or `1 GB`; None for another text."""
    return _amount(text, "gb")


def _amount(text: str, unit: str) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text)
    number, found, rest = text.lower().partition(unit)
    if not found or rest:
        return None
    try:
        return round(float(number) * 1024)
    except (ValueError, OverflowError):
        return None
