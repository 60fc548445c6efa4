"""What published files say: templates of CloudFormation, and request bodies in JSON, as facts of one form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.published.cases import Case, State
from tests.published.cloudformation import Template

_UNQUOTED = re.compile(r"(?<!\")\$([A-Z][A-Z0-9_]*)")
"""A variable of a jq program, where JSON has a value."""


class Kind(NamedTuple):
    """A kind of thing that files say something of."""

    name: str
    type: str
    """Type in CloudFormation."""
    operation: str
    """The request that makes one: service and operation."""
    named: str
    """The property that has its name."""
    owner: str = ""
    """The property that has the name of what it is part of."""


KINDS = (
    Kind("mesh", "AWS::AppMesh::Mesh", "appmesh CreateMesh", "MeshName"),
    Kind("node", "AWS::AppMesh::VirtualNode", "appmesh CreateVirtualNode", "VirtualNodeName"),
    Kind("router", "AWS::AppMesh::VirtualRouter", "appmesh CreateVirtualRouter", "VirtualRouterName"),
    Kind("route", "AWS::AppMesh::Route", "appmesh CreateRoute", "RouteName", "VirtualRouterName"),
    Kind("virtual service", "AWS::AppMesh::VirtualService", "appmesh CreateVirtualService", "VirtualServiceName"),
    Kind("gateway", "AWS::AppMesh::VirtualGateway", "appmesh CreateVirtualGateway", "VirtualGatewayName"),
    Kind(
        "gateway route",
        "AWS::AppMesh::GatewayRoute",
        "appmesh CreateGatewayRoute",
        "GatewayRouteName",
        "VirtualGatewayName",
    ),
    Kind("task", "AWS::ECS::TaskDefinition", "ecs RegisterTaskDefinition", "Family"),
    Kind("service", "AWS::ECS::Service", "ecs CreateService", "TaskDefinition"),
    Kind("registry", "AWS::ServiceDiscovery::Service", "servicediscovery CreateService", "Name"),
    Kind(
        "namespace",
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        "servicediscovery CreatePrivateDnsNamespace",
        "Name",
    ),
)
"""An ECS service goes by its task definition: its own name is one that nothing refers to."""

_BY_TYPE = {kind.type: kind for kind in KINDS}
_BY_NAME = {kind.name: kind for kind in KINDS}


class Fact(NamedTuple):
    """One thing and all that is said of it; keys are in small letters, whoever wrote them."""

    kind: str
    name: str
    owner: str
    body: Mapping[str, Any]
    source: str = ""
    """The file."""
    logical: str = ""
    """Its name inside a template."""


def published(case: Case, state: State) -> list[Fact]:
    """What the published files say together; a later file replaces what an earlier one says of the same thing."""
    found: dict[tuple[str, str, str], Fact] = {}
    for file in state.files:
        for fact in in_file(case, file):
            found[fact.kind, fact.owner, fact.name] = fact
    return list(found.values())


def in_file(case: Case, file: str) -> Iterator[Fact]:
    """What one published file says."""
    text = (case.folder / file).read_text(encoding="utf-8")
    if not file.endswith(".json"):
        names = {kind.type: kind.named for kind in KINDS}
        for made in Template(text, _given(case, file), names).resources():
            kind = _BY_TYPE[made.type]
            yield fact_of(kind, made.properties, source=file, logical=made.logical)
        return
    given = _given(case, file)
    documents = [document for document in case.documents if document.file == file]
    for document in documents:
        values = {
            name: _json(case, value["file"], value.get("values", {})) if isinstance(value, dict) else value
            for name, value in document.values.items()
        }
        kind = _BY_NAME[document.kind]
        body = _json(case, file, values)
        owner, _, name = document.name.rpartition("/")
        named = {kind.named: name} | ({kind.owner: owner} if kind.owner else {}) | _mesh(kind, given)
        yield fact_of(kind, {**named, **body}, source=file)
    if not documents:
        kind = _BY_NAME["route"]
        yield fact_of(kind, {**_mesh(kind, given), **_json(case, file, {})}, source=file)


def fact_of(kind: Kind, body: Mapping[str, Any], *, source: str = "", logical: str = "") -> Fact:
    """The fact of a request, or of the properties of a resource."""
    said = folded(body)
    return Fact(
        kind.name,
        str(said.get(kind.named.lower(), logical)),
        str(said.get(kind.owner.lower(), "")) if kind.owner else "",
        said,
        source,
        logical,
    )


def folded(value: Any) -> Any:
    """The same with the keys of every mapping in small letters."""
    if isinstance(value, Mapping):
        return {str(key).lower(): folded(item) for key, item in value.items()}
    return [folded(item) for item in value] if isinstance(value, list) else value


def _mesh(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """The mesh that a request to App Mesh names on its command line."""
    return {"MeshName": given["--mesh-name"]} if kind.operation.startswith("appmesh ") else {}


def _given(case: Case, file: str) -> dict[str, Any]:
    """What a template finds given: values for every file of the case, then those for this one."""
    common = {name: value for name, value in case.parameters.items() if not isinstance(value, dict)}
    return {**common, **case.parameters.get(file, {})}


def _json(case: Case, file: str, values: Mapping[str, Any]) -> dict[str, Any]:
    text = (case.folder / file).read_text(encoding="utf-8")
    given = {**_given(case, file), **values}
    body: dict[str, Any] = json.loads(_UNQUOTED.sub(lambda found: json.dumps(given[found[1]]), text))
    return body
