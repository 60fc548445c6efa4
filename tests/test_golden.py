"""What comes of each case in `tests/cases` is what stands in its `expected` folder, file for file.

`pytest tests/test_golden.py --update-golden` writes what comes out now, for a person to review.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from meshc import catalogue
from meshc.compilation import Options
from tests.golden import Case, as_written, cases, documents, files, from_document, output, replace, without_inputs

CASES = [pytest.param(case, id=case.name) for case in cases()]
VALID = [pytest.param(case, id=case.name) for case in cases() if not case.is_invalid]


@pytest.mark.parametrize("case", CASES)
def test_source_gives_what_is_expected(case: Case, update_golden: bool) -> None:
    found = output(case.compilation(), is_invalid=case.is_invalid)
    if update_golden:
        replace(case.expected, found)
    expected = files(case.expected)
    assert list(expected) == sorted(found)
    for path, content in found.items():
        assert expected[path].decode() == content.decode(), path


@pytest.mark.parametrize("case", VALID)
def test_the_ir_document_gives_the_same(case: Case) -> None:
    document = (case.expected / "ir.json").read_bytes()
    facts = {name: value for name, value in case.options.set.items() if name.startswith("aws.")}
    compilation = from_document(document, Options(set=facts, targets=case.options.targets))
    assert as_written(compilation.ir_document()) == as_written(document)
    found = documents(compilation)
    expected = {path: content for path, content in files(case.expected).items() if "/" in path}
    assert sorted(found) == sorted(expected)
    for path, content in expected.items():
        if path.endswith("/manifest.json"):
            assert without_inputs(found[path]) == without_inputs(content)
        else:
            assert found[path] == content, path


@pytest.mark.parametrize("case", VALID)
def test_a_case_builds_the_targets_that_its_mesh_names(case: Case) -> None:
    compilation = case.compilation()
    assert compilation.mesh is not None
    assert compilation.mesh.build == compilation.targets


def test_no_finding_holds_the_name_of_a_token() -> None:
    for case in cases():
        path = case.expected / "diagnostics.txt"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert re.findall(r"\$END|\b_NL\b|\b(?:LBRACE|RBRACE|WORD|STRING|NUMBER)\b", text) == [], case.name


def test_the_goldens_hold_every_answer_and_every_operation() -> None:
    """The cases are few so that they can be reviewed; together they show everything that a target can do."""
    answers, operations = set(), set()
    for case in cases():
        for path in case.expected.glob("*/manifest.json"):
            manifest = json.loads(path.read_bytes())
            answers |= {feature["answer"] for feature in manifest["report"]["features"]}
            operations |= {f"{entry['service']} {entry['operation']}" for entry in manifest["operations"]}
    assert answers == {"exact", "fixed", "emulated", "lost"}
    assert operations == {
        "application-autoscaling PutScalingPolicy",
        "application-autoscaling RegisterScalableTarget",
        "appmesh CreateGatewayRoute",
        "appmesh CreateMesh",
        "appmesh CreateRoute",
        "appmesh CreateVirtualGateway",
        "appmesh CreateVirtualNode",
        "appmesh CreateVirtualRouter",
        "appmesh CreateVirtualService",
        "appmesh UpdateGatewayRoute",
        "appmesh UpdateMesh",
        "appmesh UpdateRoute",
        "appmesh UpdateVirtualGateway",
        "appmesh UpdateVirtualNode",
        "appmesh UpdateVirtualRouter",
        "appmesh UpdateVirtualService",
        "ecs CreateService",
        "ecs RegisterTaskDefinition",
        "ecs UpdateService",
        "servicediscovery CreateHttpNamespace",
        "servicediscovery CreatePrivateDnsNamespace",
        "servicediscovery CreatePublicDnsNamespace",
        "servicediscovery CreateService",
        "servicediscovery DiscoverInstances",
        "servicediscovery RegisterInstance",
    }


def test_the_goldens_hold_every_finding_about_proxies() -> None:
    found = set()
    for case in cases():
        path = case.expected / "diagnostics.txt"
        if path.is_file():
            found |= set(re.findall(r"^\w+\[(MC\d+)\]", path.read_text(encoding="utf-8"), re.MULTILINE))
    about_proxies = {code for code in catalogue.codes() if re.fullmatch(r"MC(511|5[2-9]\d|603)", code)}
    assert about_proxies - found == set()


def test_goldens_are_not_rewritten_where_nobody_reviews_them() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--update-golden", "--collect-only", "-q", "-p", "no:cacheprovider", __file__],
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "refused" in run.stderr
