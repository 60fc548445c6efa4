"""The examples on the page of every finding do what the page says, and fixes do what they promise."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation
from meshc.diagnostics.model import Applicability, Code, Severity
from meshc.fixes import applied, changes
from meshc.ir.document import from_json
from meshc.ir.mesh import Mesh
from meshc.lint.context import Context
from meshc.lint.registry import codes, rules, run
from meshc.lint.rule import Rule

CODES = [pytest.param(code, id=code.name) for code in codes()]


def _compile(example: object) -> Compilation:
    return Compilation.of({"main.mesh": example} if isinstance(example, str) else example)  # type: ignore[arg-type]


def _parses(compilation: Compilation) -> bool:
    """Whether nothing before the rules has a complaint."""
    return not any(finding.code < "MC250" for finding in compilation.diagnostics(()))


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_fires(code: Code) -> None:
    compilation = _compile(code.bad)
    assert _parses(compilation)
    assert code.code in [finding.code for finding in compilation.diagnostics(())]


@pytest.mark.parametrize("code", CODES)
def test_the_good_example_is_silent(code: Code) -> None:
    compilation = _compile(code.good)
    assert compilation.mesh is not None
    assert [finding.message for finding in compilation.diagnostics(())] == []


@pytest.mark.parametrize("code", CODES)
def test_the_finding_is_of_its_severity_and_speaks_plainly(code: Code) -> None:
    for finding in _compile(code.bad).diagnostics(()):
        if finding.code == code.code:
            assert finding.severity is code.severity
            assert finding.name == code.name
            assert finding.primary is not None
            assert "`" in finding.message or code.code == "MC490"
            assert finding.help
            assert not finding.message.endswith(".")


@pytest.mark.parametrize("code", CODES)
def test_a_fix_removes_the_finding(code: Code) -> None:
    compilation = _compile(code.bad)
    file = compilation.source_map.files["main.mesh"]
    for finding in compilation.diagnostics(()):
        if finding.fix is None or finding.fix.applicability is Applicability.DISPLAY_ONLY:
            continue
        text = applied(file.text, changes(finding.fix, compilation.source_map)["main.mesh"])
        fixed = compilation.with_text("main.mesh", text).diagnostics(())
        assert finding.code not in [other.code for other in fixed]
        assert Severity.ERROR not in [other.severity for other in fixed]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code.name) for rule in rules()])
def test_the_rule_judges_ir_documents_too(rule: Rule) -> None:
    source = _compile(rule.code.bad)
    assert source.mesh is not None
    document = from_json("mesh.ir.json", source.ir_document())
    assert isinstance(document, Mesh)
    expected = [finding.message for finding in run(Context(source.mesh)) if finding.code == rule.code.code]
    found = [finding for finding in run(Context(document)) if finding.code == rule.code.code]
    assert len(found) == len(expected)
    for finding in found:
        assert finding.primary is not None
        assert finding.primary.origin.item is not None
        assert finding.primary.origin.item.path == "main.mesh"
        assert finding.primary.origin.item.line is not None
        assert finding.fix is None
