"""The real Envoy accepts what the target `envoy` builds, and no rule speaks against it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from meshc.backends.envoy.bootstrap_rules import broken
from meshc.compilation import Compilation
from tests.golden import Case, cases

from .envoy import accepts


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
