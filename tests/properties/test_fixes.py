"""A safe fix does what it promises, wherever it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from meshc import catalogue
from meshc.compilation import Compilation, Options, TextReader
from meshc.diagnostics.model import Applicability, Diagnostic, Fix
from meshc.fixes import applied, changes
from tests.golden import FOLDER
from tests.mutants import mutants

CODES = tuple(catalogue.codes().values())
DAMAGED = ("two-services", "versions-and-routes", "firelens")


def with_fix(compilation: Compilation, fix: Fix) -> Compilation:
    """The mesh after the edits of a fix."""
    sources = compilation.source_map
    found = changes(fix, sources)
    assert found
    for path, of_file in found.items():
        compilation = compilation.with_text(path, applied(sources.files[path].text, of_file))
    return compilation


def offered(compilation: Compilation) -> Iterator[tuple[Diagnostic, Fix]]:
    for finding in compilation.diagnostics(()):
        if finding.fix is not None and finding.fix.applicability is Applicability.SAFE:
            yield finding, finding.fix


def helps(compilation: Compilation) -> int:
    """Applies each fix on its own; each must leave one finding of its kind less, and no damage that was not there."""
    before = [finding.code for finding in compilation.diagnostics(())]
    syntax = sum(code < "MC2" for code in before)
    count = 0
    for finding, fix in offered(compilation):
        count += 1
        after = [other.code for other in with_fix(compilation, fix).diagnostics(())]
        assert after.count(finding.code) < before.count(finding.code), finding
        assert sum(code < "MC2" for code in after) <= syntax, finding
    return count


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_a_safe_fix_of_an_example_removes_its_finding(code: object) -> None:
    example, options = code.bad, Options(set=code.options)  # type: ignore[attr-defined]
    files: Mapping[str, str] = {"main.mesh": example} if isinstance(example, str) else example
    documents = [path for path in files if path.endswith(".ir.json")]
    if documents:
        assert not list(offered(Compilation.load(documents[0], options=options, reader=TextReader(files))))
    else:
        helps(Compilation.of(files, options=options))


@pytest.mark.parametrize("name", DAMAGED)
def test_a_safe_fix_of_a_damaged_mesh_removes_its_finding(name: str, record_property: pytest.RecordProperty) -> None:
    text = (FOLDER / name / "main.mesh").read_text(encoding="utf-8")
    fixed = sum(helps(Compilation.of({"main.mesh": mutant.text})) for mutant in mutants(text))
    record_property("summary", f"safe fixes: {fixed} applied to mutants of {name}")
    assert fixed


def test_a_fix_of_a_case_removes_its_finding() -> None:
    for folder in FOLDER.glob("invalid-*"):
        helps(Compilation.of({"main.mesh": (folder / "main.mesh").read_text(encoding="utf-8")}))
