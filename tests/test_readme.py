"""The tour in README.md: its commands run, and print what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from meshc import catalogue

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"

_BLOCK = re.compile(r"^```sh\n(?P<commands>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def tour(text: str) -> tuple[int, int]:
    """Where the tour begins and ends."""
    start = text.index("\n## Five-minute tour\n")
    return start, text.index("\n## ", start + 1)


def run(commands: str, folder: Path) -> str:
    """What a shell prints, data and messages together."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
    ran = subprocess.run(
        ["bash", "-c", commands],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ran.stdout.decode()


def test_the_tour_prints_what_the_readme_says(tmp_path: Path, update_golden: bool) -> None:
    text = README.read_text(encoding="utf-8")
    start, end = tour(text)
    steps = list(_BLOCK.finditer(text, start, end))
    assert len(steps) >= 8
    printed = [run(step["commands"], tmp_path) for step in steps]
    if update_golden:
        for step, output in zip(reversed(steps), reversed(printed), strict=True):
            if step["output"] is not None:
                text = text[: step.start("output")] + output + text[step.end("output") :]
        README.write_text(text, encoding="utf-8", newline="\n")
        return
    for step, output in zip(steps, printed, strict=True):
        assert output == (step["output"] or ""), step["commands"]


def links(page: Path) -> Iterator[str]:
    """Every link of a page to something in this repository."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not link.startswith(("https://", "#")):
            yield link.partition("#")[0]


PAGES = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "meshc" / "ARCHITECTURE.md",
    *sorted(ROOT.glob("docs/*.md")),
    *sorted(ROOT.glob("examples/*/README.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


def test_the_table_of_targets_is_complete() -> None:
    text = README.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\|([^|]*)\|$", text[text.index("\n## Targets\n") :], re.MULTILINE)
    planned = {name for name, status in rows if status.strip().startswith("planned")}
    assert planned == set(catalogue.planned_targets())
    assert {name for name, _ in rows} - planned == set(catalogue.targets())
