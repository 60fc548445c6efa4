"""What a build says at its end, for one target:

demo · service-connect · 5 services, 12 calls
  exact 31   fixed 4   emulated 2   lost 1 (accepted: outlier-detection, main.mesh:62)
  user: 0.25 vCPU, 512 MiB → task 0.5 vCPU, 1 GiB (proxy 0.25 vCPU, 64 MiB)
  wrote 3, unchanged 14, removed 1 in build/service-connect
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from meshc.backends.answers import AnswerKind
from meshc.diagnostics.render.cells import safe

if TYPE_CHECKING:
    from meshc.backends.ecs.size import Size
    from meshc.emission import TargetBuild
    from meshc.output.transaction import Outcome
    from meshc.source import Origin, SourceMap
    from meshc.targets.report import LossReport


def summary(mesh: str, build: TargetBuild, outcome: Outcome, folder: str, sources: SourceMap, prefix: str) -> str:
    """The text, ending with a newline; `prefix` leads from the current folder to the paths of the mesh."""

    def place(origin: Origin) -> str:
        return prefix + sources.describe(origin)

    wrote = f"wrote {len(outcome.written)}, unchanged {len(outcome.unchanged)}, removed {len(outcome.removed)}"
    lines = (
        f"{mesh} · {build.target} · {counted(build.services, 'service')}, {counted(build.calls, 'call')}",
        f"  {report_line(build.report, place)}",
        *(f"  {line}" for line in _size_lines(build.sizes)),
        f"  {wrote} in {folder}",
    )
    return "".join(f"{safe(line)}\n" for line in lines)


_MOST_SIZES = 20
"""Tasks told one by one; the rest stands in the manifest."""


def _size_lines(sizes: Sequence[Size]) -> Iterator[str]:
    costly = [size for size in sizes if size.proxy_cpu or size.proxy_memory]
    yield from (size_line(size) for size in costly[:_MOST_SIZES])
    if len(costly) > _MOST_SIZES:
        yield f"and {len(costly) - _MOST_SIZES:,} more tasks, in manifest.json"


def report_line(report: LossReport, place: Callable[[Origin], str]) -> str:
    """How many features got each answer, and where in the mesh the losses are accepted."""
    return "   ".join(_answer_line(report, AnswerKind(name), place) for name in report.counts)


def _answer_line(report: LossReport, answer: AnswerKind, place: Callable[[Origin], str]) -> str:
    by_place: dict[str, list[str]] = {}
    for feature, origin in report.accepted(answer):
        by_place.setdefault(place(origin), []).append(feature)
    accepted = "; ".join(f"{', '.join(features)}, {where}" for where, features in by_place.items())
    line = f"{answer.value} {report.counts[answer.value]}"
    return f"{line} (accepted: {accepted})" if accepted else line


def counted(number: int, noun: str) -> str:
    """`1 service`, `2 services`, `0 calls`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size_line(size: Size) -> str:
    """What a task is made of, and which part of it the mesh costs."""
    containers = _amount(size.app_cpu, size.app_memory)
    task = _amount(size.task_cpu, size.task_memory) or "without a limit"
    proxy = _amount(size.proxy_cpu, size.proxy_memory)
    return f"{size.unit}: {containers}{' → ' if containers else ''}task {task} (proxy {proxy})"


def _amount(units: int, mebibytes: int) -> str:
    """CPU units of 1/1024 vCPU and MiB in words; empty where both are 0, which stands for no limit."""
    cpu = f"{units / 1024:g} vCPU" if units else ""
    memory = f"{mebibytes / 1024:g} GiB" if mebibytes >= 1024 else f"{mebibytes} MiB" if mebibytes else ""
    return ", ".join(filter(None, (cpu, memory)))
