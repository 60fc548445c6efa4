"""What holds for the builds of all meshes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.emission import TargetBuild
from meshc.ir.document import from_json
from meshc.targets.table import TARGETS
from tests.golden import Case, as_written, cases, from_document
from tests.oracles.oracle import judge
from tests.properties.references import unresolved
from tests.strategies import Drawn, meshes

ALL = Options(targets=tuple(TARGETS))
EXAMPLES = 40


def compiled(drawn: Drawn) -> Compilation:
    return Compilation.of({"main.mesh": drawn.text}, options=ALL)


def errors(compilation: Compilation, *targets: str) -> list[str]:
    """The messages of the errors, of the targets among them."""
    return [f"{f.code} {f.message}" for f in compilation.diagnostics(targets) if f.severity is Severity.ERROR]


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The keys with different values; a comparison of the whole is slow to explain, and shrinking explains often."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def told(build: TargetBuild) -> Any:
    """A manifest without what depends on the lines and files in which something is written."""
    manifest = json.loads(build.manifest)
    for feature in manifest["report"]["features"]:
        for use in feature["uses"]:
            del use["origin"]
    return {key: value for key, value in manifest.items() if key != "inputs"}


@settings(max_examples=2 * EXAMPLES)
@given(meshes())
def test_what_passes_the_gate_is_lowered_to_documents_that_aws_takes(drawn: Drawn) -> None:
    compilation = compiled(drawn)
    for target in TARGETS:
        found = errors(compilation, target)
        # A limit may be told in time; a document that a schema refuses should not have come so far.
        assert [message for message in found if message.startswith("MC601")] == []
        if found:
            continue
        build = compilation.build(target)
        assert unresolved(build) == []
        for entry in json.loads(build.manifest)["operations"]:
            assert judge(entry["service"], entry["operation"], json.loads(build.artifacts[entry["file"]])) == []


@settings(max_examples=EXAMPLES)
@given(meshes())
def test_the_ir_document_is_the_mesh(drawn: Drawn) -> None:
    compilation = compiled(drawn)
    if errors(compilation):
        return
    document = compilation.ir_document()
    assert bool(from_json("main.ir.json", document) == compilation.mesh)
    again = from_document(document, ALL)
    assert differing(as_written(again.ir_document()), as_written(document)) == []
    for target in TARGETS:
        if not errors(compilation, target):
            assert differing(again.build(target).artifacts, compilation.build(target).artifacts) == []


@settings(max_examples=EXAMPLES)
@given(meshes(), st.randoms(use_true_random=False), st.lists(st.integers(1, 8), max_size=3))
def test_the_order_of_blocks_and_files_means_nothing(drawn: Drawn, chance: random.Random, cuts: list[int]) -> None:
    compilation = compiled(drawn)
    order = list(range(len(drawn.blocks)))
    chance.shuffle(order)
    other = Compilation.of(drawn.files(order, cuts), options=ALL)
    assert sorted(errors(other)) == sorted(errors(compilation))
    for target in TARGETS:
        if errors(compilation, target):
            continue
        build, shuffled = compilation.build(target), other.build(target)
        assert differing(shuffled.artifacts, build.artifacts) == []
        assert differing(told(shuffled), told(build)) == []


@settings(max_examples=EXAMPLES)
@given(
    meshes(),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(("", "x", "}", "\n", "# ", "port = 9\n"))),
        min_size=1,
        max_size=3,
    ),
)
def test_a_changed_text_is_compiled_as_if_it_had_always_been_so(
    drawn: Drawn, edits: list[tuple[float, int, str]]
) -> None:
    text = drawn.text
    compilation = compiled(drawn)
    compilation.diagnostics()
    for where, length, inserted in edits:
        start = int(where * len(text))
        text = text[:start] + inserted + text[start + length :]
        compilation = compilation.with_text("main.mesh", text)
        fresh = Compilation.of({"main.mesh": text}, options=ALL)
        assert findings(compilation) == findings(fresh)
        if not errors(fresh, *TARGETS):
            for target in TARGETS:
                manifests = [json.loads(each.build(target).manifest) for each in (compilation, fresh)]
                assert differing(*manifests) == []


def findings(compilation: Compilation) -> list[Any]:
    """Everything about every finding, with its place in the file."""
    return [
        (f.code, f.severity, f.message, f.help, f.primary and compilation.source_map.locate(f.primary.origin))
        for f in compilation.diagnostics()
    ]


VALID = [pytest.param(case, id=case.name) for case in cases() if not case.is_invalid]


@pytest.mark.parametrize("case", VALID)
def test_every_name_in_the_documents_leads_somewhere(case: Case) -> None:
    compilation = case.compilation()
    for target in compilation.targets:
        assert unresolved(compilation.build(target)) == []


PROGRAM = """
import sys
from hashlib import sha256
from tests.golden import cases, output
for case in cases():
    for path, content in sorted(output(case.compilation(), is_invalid=case.is_invalid).items()):
        print(case.name, path, sha256(content).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    root = Path(__file__).resolve().parents[2]
    outputs = Counter(
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert len(outputs) == 1
    assert next(iter(outputs)).count("\n") > 300
