"""The registry finds every rule by its file, and only there."""

from __future__ import annotations

import re
from pathlib import Path

from meshc import catalogue
from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint import registry
from meshc.lint import rules as package
from meshc.lint.context import Context
from meshc.lint.rule import Rule
from tests.lint.meshes import mesh, service


def test_each_file_is_a_rule_named_by_its_code() -> None:
    files = sorted(path.stem for path in Path(package.__file__).parent.glob("mc*.py"))
    named = [f"{rule.code.code.lower()}_{rule.code.name.replace('-', '_')}" for rule in registry.rules()]
    assert named == files


def test_codes_and_names_are_unique_in_the_compiler() -> None:
    codes = registry.codes()
    assert len({code.code for code in codes}) == len(codes)
    assert len({code.name for code in codes}) == len(codes)
    own = {code.name: code.code for code in codes}
    others = [code for code in catalogue.codes().values() if own.get(code.name, code.code) != code.code]
    assert others == []


def test_names_are_kebab_case_and_severities_follow_the_range() -> None:
    for code in registry.codes():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name)
        assert code.severity is (Severity.WARNING if code.code.startswith("MC4") else Severity.ERROR)
        assert code.summary.endswith(".")
        assert code.explanation.endswith((".", "dependency", "router_filter", "html"))


def test_what_two_versions_share_is_reported_once() -> None:
    text = (
        'mesh demo { namespace = "demo.local" }\n'
        'service user { image = "acme/user:1" ; port = 80 ; protocol = http ; env { DB_PASSWORD = "hunter2" }\n'
        "  version v1 { weight = 50% }\n  version v2 { weight = 50% }\n}\n"
    )
    from tests.lint.meshes import compiled

    assert [finding.name for finding in compiled(text)] == ["literal-secret"]


def test_rules_from_outside_run_after_the_others() -> None:
    code = Code("MX001", "outside", "Outside.", "Outside.", "", "")

    def check(context: Context) -> list[Diagnostic]:
        return [code.at(None, f"`{context.mesh.name}` was looked at")]

    found = registry.run(Context(mesh(service("user"))), further=(Rule(code, check),))
    assert [finding.message for finding in found] == ["`demo` was looked at"]
