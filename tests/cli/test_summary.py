from __future__ import annotations

import pytest

from meshc.backends.answers import AnswerKind
from meshc.backends.ecs.size import Size
from meshc.cli.summary import counted, report_line, size_line, summary
from meshc.cli.writing import folder_of
from meshc.emission import TargetBuild
from meshc.output.names import file_stem
from meshc.output.transaction import Outcome
from meshc.source import Item, Origin, SourceMap
from meshc.targets.report import Entry, LossReport


def accepted(line: int) -> Origin:
    return Origin(Item("main.mesh", "", line), 0, 0)


def entry(feature: str, answer: AnswerKind, accept: str | None = None, line: int = 62) -> Entry:
    at = accepted(line) if accept else None
    return Entry(feature, answer, "", "", (), (), (), accepted=accept, accepted_at=at)


REPORT = LossReport(
    "service-connect",
    (
        entry("timeout", AnswerKind.EXACT),
        entry("protocol.http", AnswerKind.EXACT),
        entry("retry.max", AnswerKind.FIXED, "retry"),
        entry("version", AnswerKind.EMULATED),
        entry("outlier-detection", AnswerKind.LOST, "outlier-detection"),
    ),
)


def test_the_summary_of_a_build() -> None:
    build = TargetBuild(
        "service-connect",
        REPORT,
        (),
        sizes=(Size("user", 256, 512, 256, 64, 512, 1024), Size("batch", 256, 512, 0, 0, 256, 512)),
        services=5,
        calls=1,
    )
    outcome = Outcome(("a", "b", "c"), ("d",) * 14, ("e",))
    expected = """\
demo · service-connect · 5 services, 1 call
  exact 2   fixed 1 (accepted: retry, main.mesh:62)   emulated 1   lost 1 (accepted: outlier-detection, main.mesh:62)
  user: 0.25 vCPU, 512 MiB → task 0.5 vCPU, 1 GiB (proxy 0.25 vCPU, 64 MiB)
  wrote 3, unchanged 14, removed 1 in build/service-connect
"""
    assert expected == summary("demo", build, outcome, "build/service-connect", SourceMap({}, {}), "")


def test_losses_are_told_by_place() -> None:
    report = LossReport(
        "t",
        (
            entry("a", AnswerKind.LOST, "a", 1),
            entry("b.c", AnswerKind.LOST, "b", 2),
            entry("b.d", AnswerKind.LOST, "b", 2),
            entry("e", AnswerKind.LOST, "e", 1),
        ),
    )
    expected = "exact 0   fixed 0   emulated 0   lost 4 (accepted: a, e, main.mesh:1; b, main.mesh:2)"
    assert expected == report_line(report, SourceMap({}, {}).describe)
    assert report_line(LossReport("t", ()), SourceMap({}, {}).describe) == "exact 0   fixed 0   emulated 0   lost 0"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (
            Size("x", 1536, 1536, 256, 64, 16384, 122880),
            "x: 1.5 vCPU, 1.5 GiB → task 16 vCPU, 120 GiB (proxy 0.25 vCPU, 64 MiB)",
        ),
        (Size("x", 0, 512, 256, 64, 0, 0), "x: 512 MiB → task without a limit (proxy 0.25 vCPU, 64 MiB)"),
        (Size("x", 0, 0, 0, 64, 512, 1024), "x: task 0.5 vCPU, 1 GiB (proxy 64 MiB)"),
    ],
)
def test_sizes_are_told_in_the_units_of_people(size: Size, expected: str) -> None:
    assert expected == size_line(size)


@pytest.mark.parametrize(("number", "expected"), [(0, "0 calls"), (1, "1 call"), (10_000, "10,000 calls")])
def test_numbers_agree_with_their_nouns(number: int, expected: str) -> None:
    assert expected == counted(number, "call")


@pytest.mark.parametrize(
    ("out", "overlays", "expected"),
    [
        ("build", (), "build/t"),
        ("build/", ("prod",), "build/prod/t"),
        (".", ("prod", "eu"), "./prod+eu/t"),
        ("/", (), "/t"),
        ("a/b", ("../x",), f"a/b/{file_stem('../x')}/t"),
    ],
)
def test_folders(out: str, overlays: tuple[str, ...], expected: str) -> None:
    assert expected == folder_of(out, overlays, "t")


def test_many_tasks_are_not_told_one_by_one() -> None:
    sizes = tuple(Size(f"s{number}", 256, 512, 256, 64, 512, 1024) for number in range(1020))
    build = TargetBuild("service-connect", REPORT, (), sizes=sizes)
    lines = summary("demo", build, Outcome((), (), ()), "build", SourceMap({}, {}), "").splitlines()
    assert len(lines) == 24
    assert lines[-2] == "  and 1,000 more tasks, in manifest.json"
