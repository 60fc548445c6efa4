"""A stand-in for the backends: what a build writes is said by the test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from meshc.diagnostics.model import Diagnostic, Label, Severity
from meshc.targets.manifest import digests
from meshc.targets.report import LossReport

MESH = 'mesh demo\nservice api { image = "acme/api:1" ; port = 8080 ; protocol = http }\n'


class Emission:
    """What each target of the next build gives."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {"ecs/api.json": b"{}\n"}
        self.findings: dict[str, list[tuple[Severity, str]]] = {}
        self.fault: BaseException | None = None

    def found(self, look: Any, target: str) -> tuple[Diagnostic, ...]:
        """In place of `meshc.incremental.targets.findings`."""
        if self.fault is not None:
            raise self.fault
        service = look.mesh.services[0]
        return tuple(
            Diagnostic("MC599", "stand-in", severity, message, Label(service.origin()))
            for severity, message in self.findings.get(target, ())
        )

    def emit(self, request: Any, survey: Any, _uses: Any, findings: Any) -> Any:
        """In place of `meshc.emission.emit`."""
        return SimpleNamespace(
            target=survey.target,
            report=LossReport(survey.target, ()),
            diagnostics=findings,
            artifacts=self.files,
            manifest=_manifest(self.files),
            sizes=(),
            services=len(request.mesh.services),
            calls=0,
        )


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return json.dumps({"meshc": "0", "files": digests(files)}).encode()


@pytest.fixture
def emission(monkeypatch: pytest.MonkeyPatch) -> Emission:
    """The stand-in, in place."""
    stand_in = Emission()
    monkeypatch.setattr("meshc.incremental.targets.findings", stand_in.found)
    monkeypatch.setattr("meshc.emission.emit", stand_in.emit)
    return stand_in
