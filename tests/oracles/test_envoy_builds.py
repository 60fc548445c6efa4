"""The real Envoy accepts what the target `envoy` builds, and no rule speaks against it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from meshc.backends.envoy.bootstrap_rules import broken
from meshc.compilation import Compilation, Options
from tests.golden import Case, cases
from tests.strategies import Drawn, meshes

from .envoy import accepts

EXAMPLES = 25


def bootstraps(compilation: Compilation) -> dict[str, bytes]:
    """The configurations of the proxies by path; none where the target refuses the mesh."""
    artifacts = compilation.build("envoy").artifacts
    return {path: content for path, content in artifacts.items() if path.endswith(".bootstrap.yaml")}


def told(files: dict[str, bytes]) -> dict[str, Any]:
    read = {path: yaml.load(content, yaml.CSafeLoader) for path, content in files.items()}
    return {path: found for path, body in read.items() if (found := list(broken(body)))}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.folder.name)
def test_a_case_is_accepted(case: Case) -> None:
    files = bootstraps(case.compilation())
    assert told(files) == {}
    assert accepts(files) == {}


@settings(max_examples=EXAMPLES)
@given(meshes())
def test_a_drawn_mesh_is_accepted(drawn: Drawn) -> None:
    files = bootstraps(Compilation.of({"main.mesh": drawn.text}, options=Options(targets=("envoy",))))
    assert told(files) == {}
    assert accepts(files) == {}
