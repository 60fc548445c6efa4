"""Task definitions that a mesh, as text, has under App Mesh."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshc.compilation import Compilation
from meshc.diagnostics.model import Diagnostic

IMAGE = "public.ecr.aws/appmesh/aws-appmesh-envoy:v1.34.13.0-prod"


class Built(NamedTuple):
    """What comes of a mesh."""

    artifacts: dict[str, Any]
    diagnostics: tuple[Diagnostic, ...]

    def task(self, name: str = "user") -> Any:
        """The task definition of a unit."""
        return self.artifacts[f"ecs/{name}.task-definition.json"]

    def container(self, name: str, unit: str = "user") -> Any:
        """A container of a unit's task, by name."""
        (found,) = (one for one in self.task(unit)["containerDefinitions"] if one["name"] == name)
        return found

    def variables(self, unit: str = "user", container: str = "envoy") -> dict[str, str]:
        """The environment of a proxy."""
        return {one["name"]: one["value"] for one in self.container(container, unit)["environment"]}

    def codes(self) -> list[str]:
        """The findings that are more than notes, but for what every build under this target has."""
        return [one.code for one in self.diagnostics if one.severity != "note" and one.code != "MC511"]


def built(text: str, inside: str = "") -> Built:
    """A mesh `demo` of this text, with further lines in its `mesh` block."""
    import orjson

    head = f'mesh demo {{ vpc = "vpc-1"\n{inside}\n}}\n'
    target = Compilation.of({"main.mesh": head + text}).build("app-mesh")
    documents = {path: orjson.loads(content) for path, content in target.artifacts.items()}
    return Built(documents, target.diagnostics)


def service(lines: str = "", name: str = "user") -> str:
    """A service with one http port and further lines."""
    return f'service {name} {{ image = "acme/{name}:1" ; port = 8080 ; protocol = http\n{lines}\n}}\n'
