"""Meshes for the tests of what Envoy adds to tasks, from text, and the documents that come of them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from meshc.backends.base import Contribution, Lowering
from meshc.backends.envoy import BACKEND
from meshc.backends.units import units
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Diagnostic
from meshc.emission import TargetBuild
from meshc.ir.effective import EffectivePolicies
from meshc.targets.addresses import AddressBook
from tests.semantics.meshes import mesh


def head(lines: str = "") -> str:
    """The `mesh` block with further lines."""
    return f'mesh shop {{ namespace = "shop.local" ; build = [envoy] ; vpc = "vpc-1"\n{lines}\n}}\n'


def user(lines: str = "") -> str:
    """A service `user` with one port and further lines."""
    return f'service user {{ image = "acme/user:1" ; port = 8080\n{lines}\n}}\n'


def web(lines: str = "") -> str:
    """A service `web` that calls `user`, with further lines."""
    return f'service web {{ image = "acme/web:1" ; calls user\n{lines}\n}}\n'


class Planned(NamedTuple):
    """A mesh with what Envoy contributes."""

    lowering: Lowering
    contributions: dict[str, tuple[Contribution, ...]]

    def of(self, unit: str) -> Contribution:
        """The only contribution to a unit."""
        (found,) = self.contributions[unit]
        return found

    def all_findings(self) -> list[Diagnostic]:
        """What the backend finds wrong."""
        return list(BACKEND.check(self.lowering, self.contributions))

    def findings(self) -> list[Diagnostic]:
        """The same but for addresses that nobody mentions, which few tests have in their meshes."""
        return [finding for finding in self.all_findings() if finding.code != "MC557"]

    def codes(self) -> list[str]:
        """The codes of the findings."""
        return [finding.code for finding in self.findings()]


def planned(text: str) -> Planned:
    """The plan for a mesh, whatever the gate says."""
    source = mesh(text)
    made = units(source, gateways=True)
    lowering = Lowering(source, "envoy", made, EffectivePolicies(source), AddressBook(source, "envoy", made))
    return Planned(lowering, {contribution.unit: (contribution,) for contribution in BACKEND.plan(lowering)})


class Built(NamedTuple):
    """The documents of a mesh under the target `envoy`."""

    build: TargetBuild

    def task(self, unit: str) -> Any:
        """The task definition of a unit."""
        return json.loads(self.build.artifacts[f"ecs/{unit}.task-definition.json"])

    def container(self, unit: str, name: str) -> Any:
        """A container of a unit's task definition."""
        return next(one for one in self.task(unit)["containerDefinitions"] if one["name"] == name)

    def manifest(self) -> Any:
        """The manifest."""
        return json.loads(self.build.manifest)


def built(text: str) -> Built:
    """The build of a mesh, which has no error."""
    build = Compilation.of({"main.mesh": text}, options=Options()).build("envoy")
    assert [finding.message for finding in build.diagnostics if finding.severity == "error"] == []
    return Built(build)
