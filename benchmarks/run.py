"""How much meshc costs, as ratios: `python benchmarks/run.py [--quick] [--check]`.

CPU time (user and system) of whole processes, measured in turn with what they are compared to; ratios carry over
from one host to another, milliseconds do not. Inputs are generated, always the same, into a temporary folder. It is in
memory where the host has such a folder: on a disk, making 3,000 files takes a different time at every turn, and all of
it would count for the floor.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from itertools import pairwise
from math import log
from pathlib import Path

from measure import ROOT, Pair, meshc, paired, python, run
from report import Figure, Section, table

CONNECT = "service-connect"
OTHERS = ("service-discovery", "envoy", "app-mesh")

SMALL = 10
"""Services of the mesh that stands for one file."""

_MEMORY = "/dev/shm"
"""A folder in memory, where Linux has it."""

_TURNS = {10: 10, 100: 5, 1_000: 5, 10_000: 1}
"""How often a build of that many services is measured."""


class Bench:
    """Generated meshes of several sizes in one folder, and what is measured on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._peak: dict[int, int] = {}
        self._builds: dict[int, Pair] = {}
        self._loads: dict[int, float] = {}

    def mesh(self, services: int) -> Path:
        """The folder of a mesh of that size."""
        folder = self._folder / f"mesh-{services}"
        if not folder.exists():
            folder.mkdir()
            # In a process of its own: what this one has used would count as memory of those that it starts.
            text = run([sys.executable, ROOT / "benchmarks" / "generate.py", str(services), str(folder / "main.mesh")])
            assert not text.output
        return folder

    def build(self, services: int, target: str = CONNECT) -> Pair:
        """The floor process and a build into an empty folder."""
        mesh, built, floor = self.mesh(services), self._folder / "built", self._folder / "floor"
        documents = self._folder / "documents"
        floor_script = str(ROOT / "benchmarks" / "floor.py")
        command = meshc("build", mesh, "--target", target, "-o", built)
        run(command)
        run([sys.executable, floor_script, "collect", str(built), str(documents)])
        peaks: list[int] = []
        loads: list[float] = []

        def floor_cost() -> float:
            shutil.rmtree(floor, ignore_errors=True)
            used = run([sys.executable, floor_script, "write", str(documents), str(floor)])
            loads.append(float(used.output))
            return used.cpu

        def build_cost() -> float:
            shutil.rmtree(built, ignore_errors=True)
            used = run(command)
            peaks.append(used.memory)
            return used.cpu

        pair = paired(floor_cost, build_cost, turns=_TURNS[services], warm=services < 10_000)
        for folder in (built, floor):
            shutil.rmtree(folder)
        if target == CONNECT:
            self._peak[services] = max(peaks)
            self._builds[services] = pair
            self._loads[services] = sum(loads) / len(loads)
        return pair

    def strict(self, services: int) -> Pair:
        """The same, but for the floor's loading of its documents."""
        pair = self._builds[services]
        return Pair(pair.base - self._loads[services], pair.subject)

    def unchanged(self, services: int) -> Pair:
        """`python -c pass` and a build that finds everything as it should be."""
        built = self._folder / "kept"
        command = meshc("build", self.mesh(services), "--target", CONNECT, "-o", built)
        run(command)
        pair = paired(_pass, lambda: run(command).cpu, turns=_TURNS[services])
        shutil.rmtree(built)
        return pair

    def exponent(self, few: int, many: int) -> float:
        """How the cost of a build grows with the services, without what the smallest costs: 1 is in proportion."""
        least = self._builds[SMALL].subject
        costs = (self._builds[many].subject - least) / (self._builds[few].subject - least)
        return log(costs) / log((many - SMALL) / (few - SMALL))

    def memory(self, services: int) -> int:
        """Peak of a build, bytes."""
        return self._peak[services]

    def memory_each(self, services: int) -> float:
        """Peak of a build above that of the smallest, KiB a service."""
        return (self._peak[services] - self._peak[SMALL]) / (services - SMALL) / 1024


def _pass() -> float:
    return run(python("pass")).cpu


def _against_pass(command: list[str], turns: int) -> Pair:
    return paired(_pass, lambda: run(command).cpu, turns=turns)


def _cpu(pair: Pair) -> str:
    return f"{pair.subject:,.0f} ms : {pair.base:,.0f} ms"


def _start_up(bench: Bench) -> Section:
    small = bench.mesh(SMALL)
    imports = _against_pass(python("import pydantic, pydantic.main, orjson, argparse"), 20)
    version = _against_pass(meshc("--version"), 40)
    validate = _against_pass(meshc("validate", small), 20)
    unchanged = bench.unchanged(SMALL)
    libraries = imports.ratio
    return Section(
        "start-up, against `python -c pass`",
        [
            Figure("meshc --version", version.ratio, "×", _cpu(version), floor=1, goal=1.5),
            Figure("importing pydantic, orjson and argparse, no more", libraries, "×", _cpu(imports)),
            Figure(f"validate, one file of {SMALL} services", validate.ratio, "×", _cpu(validate), libraries, 25, 5),
            Figure(f"build, {SMALL} services, unchanged", unchanged.ratio, "×", _cpu(unchanged), floor=1, goal=3),
        ],
    )


def _builds(bench: Bench, sizes: list[int]) -> Section:
    figures = []
    for services in sizes:
        pair = bench.build(services)
        limits = {"mark": 12.0, "goal": 5.0} if services == 1_000 else {}
        figures.append(Figure(f"build, {services:,} services", pair.ratio, "×", _cpu(pair), 1, **limits))
        if limits:
            strict = bench.strict(services)
            figures.append(Figure("the same, without the floor's loading", strict.ratio, "×", _cpu(strict), 1))
    for target in OTHERS:
        pair = bench.build(1_000, target)
        figures.append(Figure(f"build, 1,000 services, {target}", pair.ratio, "×", _cpu(pair), 1, mark=12, goal=5))
    return Section("build, against a process that loads the documents ready made, encodes and writes them", figures)


def _large(bench: Bench) -> Section:
    validate = _against_pass(meshc("validate", bench.mesh(1_000)), 5)
    unchanged = bench.unchanged(1_000)
    return Section(
        "1,000 services, against `python -c pass`",
        [
            Figure("validate", validate.ratio, "×", _cpu(validate)),
            Figure("build, unchanged", unchanged.ratio, "×", _cpu(unchanged)),
        ],
    )


def _keystrokes() -> Section:
    """In a process that has the mesh open; the time is a person's, so it is no ratio."""
    figures = []
    for target in (CONNECT, "envoy"):
        script = str(ROOT / "benchmarks" / "keystrokes.py")
        found = json.loads(run([sys.executable, script, "1000", target]).output)
        of = f"{found['keystrokes']} keystrokes"
        figures += [
            Figure(f"{target}, median", found["median"], "ms", of, mark=50, goal=10),
            Figure(f"{target}, 99 of 100", found["p99"], "ms", of, mark=150, goal=10),
        ]
    return Section("keystroke to findings at 1,000 services, CPU time", figures)


def _server(bench: Bench) -> Section:
    """Wall time and memory of the process that an editor talks to."""
    script = [sys.executable, str(ROOT / "benchmarks" / "server.py")]

    def measured(*words: str) -> dict[str, float]:
        found: dict[str, float] = json.loads(run([*script, *words]).output)
        return found

    start = measured("start", str(bench.mesh(SMALL)))["milliseconds"]
    strokes = measured("keystrokes", "1000")
    memory = measured("memory", "100", "10000")
    more = memory["late"] - memory["early"]
    of = f"{strokes['keystrokes']} keystrokes"
    return Section(
        "the language server, wall time",
        [
            Figure("start to first findings", start, "ms", f"{SMALL} services", mark=1_000),
            Figure("keystroke at 1,000 services, median", strokes["median"], "ms", of, mark=50, goal=10),
            Figure("keystroke at 1,000 services, 99 of 100", strokes["p99"], "ms", of, mark=150, goal=10),
            Figure("memory that 9,000 more keystrokes take", more, "MiB", f"of {memory['late']:,.0f} MiB", mark=5),
        ],
    )


def _growth(bench: Bench, sizes: list[int]) -> Section:
    steps = [(few, many) for few, many in pairwise(sizes) if few > SMALL]
    figures = [
        Figure(f"{few:,} → {many:,} services", bench.exponent(few, many), "", "", 1, 1.1, 1.05) for few, many in steps
    ]
    return Section(f"growth of a build: exponent, above a build of {SMALL} services", figures)


def _memory(bench: Bench, sizes: list[int]) -> Section:
    figures = [
        Figure(f"{services:,} services, each", bench.memory_each(services), "KiB", goal=45)
        for services in sizes
        if services >= 1_000
    ]
    most = sizes[-1]
    total = bench.memory(most) / 1024**2
    figures += [
        Figure(f"{SMALL} services, all", bench.memory(SMALL) / 1024**2, "MiB"),
        Figure(f"{most:,} services, all", total, "MiB", mark=4_096 if most == 10_000 else None),
    ]
    return Section(f"peak memory of a build; each: above a build of {SMALL} services", figures)


def main() -> int:
    """Measure, print the table, and say whether a mark is missed where `--check` asks for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the mesh of 10,000 services")
    parser.add_argument("--check", action="store_true", help="exit code 1 where a mark is missed")
    arguments = parser.parse_args()
    sizes = [10, 100, 1_000] if arguments.quick else [10, 100, 1_000, 10_000]
    folder = Path(tempfile.mkdtemp(prefix="meshc-bench-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
    try:
        bench = Bench(folder)
        sections = [
            _start_up(bench),
            _builds(bench, sizes),
            _large(bench),
            _keystrokes(),
            _server(bench),
            _growth(bench, sizes),
            _memory(bench, sizes),
        ]
    finally:
        shutil.rmtree(folder)
    sys.stdout.write(table(sections))
    missed = sum(figure.is_over for section in sections for figure in section.figures)
    if missed:
        sys.stdout.write(f"\n{missed} {'mark is' if missed == 1 else 'marks are'} missed\n")
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
