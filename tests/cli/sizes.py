"""Sizes of tasks, for the tests of the summary."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from meshc.backends.ecs.size import Size


def size(unit: str, app_cpu: int, app_memory: int, proxy_cpu: int, proxy_memory: int, cpu: int, memory: int) -> Size:
    """A size; CPU in units of 1/1024 vCPU, memory in MiB."""
    return cast(
        "Size",
        SimpleNamespace(
            unit=unit,
            app_cpu=app_cpu,
            app_memory=app_memory,
            proxy_cpu=proxy_cpu,
            proxy_memory=proxy_memory,
            task_cpu=cpu,
            task_memory=memory,
        ),
    )
