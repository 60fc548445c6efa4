"""What a build says at its end, for one target:

demo · service-connect · 5 services, 12 calls
  exact 31   fixed 4   emulated 2   lost 1 (accepted: outlier-detection, main.mesh:62)
  user: 0.25 vCPU, 512 MiB → task 0.5 vCPU, 1 GiB (proxy 0.25 vCPU, 64 MiB)
  wrote 3, unchanged 14, removed 1 in build/service-connect
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Loss(NamedTuple):
    """A feature that the target loses and the author has accepted."""

    feature: str
    accepted_at: str
    """Path and line."""


class Size(NamedTuple):
    """What a task is made of; CPU in units of 1/1024 vCPU, memory in MiB."""

    unit: str
    cpu: int
    memory: int
    task_cpu: int
    task_memory: int
    proxy_cpu: int
    proxy_memory: int


class Summary(NamedTuple):
    """One target of a build."""

    mesh: str
    target: str
    counts: Sequence[tuple[int, str]]
    """Numbers of things in the mesh with the singular of their name."""
    exact: int
    fixed: int
    emulated: int
    losses: Sequence[Loss]
    sizes: Sequence[Size]
    """Only of units in which the mesh has a part."""


def lines(summary: Summary, outcome: str) -> str:
    """The text, ending with a newline; `outcome` is its last line."""
    counts = ", ".join(counted(number, noun) for number, noun in summary.counts)
    losses = "; ".join(f"{loss.feature}, {loss.accepted_at}" for loss in summary.losses)
    lost = f"lost {len(summary.losses)}{f' (accepted: {losses})' if losses else ''}"
    return "".join(
        f"{line}\n"
        for line in (
            f"{summary.mesh} · {summary.target} · {counts}",
            f"  exact {summary.exact}   fixed {summary.fixed}   emulated {summary.emulated}   {lost}",
            *(f"  {_size(size)}" for size in summary.sizes),
            f"  {outcome}",
        )
    )


def counted(number: int, noun: str) -> str:
    """`1 service`, `2 services`, `0 calls`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _size(size: Size) -> str:
    return (
        f"{size.unit}: {_cpu(size.cpu)}, {_memory(size.memory)}"
        f" → task {_cpu(size.task_cpu)}, {_memory(size.task_memory)}"
        f" (proxy {_cpu(size.proxy_cpu)}, {_memory(size.proxy_memory)})"
    )


def _cpu(units: int) -> str:
    return f"{units / 1024:g} vCPU"


def _memory(mebibytes: int) -> str:
    return f"{mebibytes / 1024:g} GiB" if mebibytes >= 1024 else f"{mebibytes} MiB"
