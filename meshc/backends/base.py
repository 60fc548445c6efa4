"""What every backend is: it plans what it adds to the documents of others, then lowers a mesh to resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

from meshc.diagnostics.model import Diagnostic
from meshc.ir.effective import EffectivePolicies
from meshc.ir.mesh import Mesh
from meshc.ir.text import Template, Text
from meshc.ir.workload import Gateway, Port, Service, Workload
from meshc.source import BUILT_IN, Origin

Pointer: TypeAlias = tuple[str | int, ...]
"""A place in a JSON document: keys and indexes from the root."""

NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""An empty mapping that nobody can change, for defaults."""


class Ref(NamedTuple):
    """An attribute of another resource, such as the id of a namespace, that exists only once that one does."""

    resource: str
    attribute: str
    known: str | None = None
    """The value where the mesh decides it, as a name: a document of its own needs no placeholder then."""


class Fill(NamedTuple):
    """A placeholder to replace before a document is used."""

    pointer: str
    """JSON pointer, RFC 6901."""
    value: str
    """What belongs there: `param.NAME`, `aws.region`, or an attribute of another resource."""
    resource: str | None = None
    """Id of the resource that has the attribute."""


class Encoded(NamedTuple):
    """A document as it is written."""

    content: bytes
    fills: tuple[Fill, ...]


class Resource(NamedTuple):
    """One document, in the target's own spelling: a request to AWS, or the configuration of a proxy.

    Values of `body` are JSON values and, where a value becomes known later, `Ref`, `Late` or `Template`.
    `origins` maps pointers to the place of the mesh that they come from; a pointer without an entry has the origin of
    the nearest pointer above it.
    """

    id: str
    """Unique in a build, `backend/name/kind`."""
    backend: str
    file: str
    """Name of the file in the backend's folder."""
    service: str
    """AWS service as botocore names it, or the program that reads the document."""
    operation: str
    """Empty for what is no request to AWS: it is written, and stands in no operation of the manifest."""
    body: Mapping[str, Any]
    origins: Mapping[Pointer, Origin]
    phase: Literal["create", "put", "update", "query"] = "create"
    """When it is sent: `create` in the first deployment, `update` in every later one, `put` in the first and in every
    later one, `query` by callers at run time."""
    after: tuple[str, ...] = ()
    """Ids of resources that must exist first."""
    encoded: Encoded | None = None
    """The document where its backend has encoded it already, because another document holds it too."""
    upload: Text | None = None
    """Address in S3 at which the file must be before the services that read it are deployed."""

    def origin(self, pointer: Pointer) -> Origin:
        """The origin of the place, or of the nearest one above it."""
        for end in range(len(pointer), -1, -1):
            found = self.origins.get(pointer[:end])
            if found is not None:
                return found
        return BUILT_IN


class Unit(NamedTuple):
    """What is deployed as one ECS service: a version of a service, or a gateway that brings its own image."""

    name: str
    """Name of the ECS service and task family: the service's, with `-version` where it has versions."""
    owner: str
    """The service or gateway that it belongs to."""
    version: str | None
    workload: Workload
    ports: tuple[Port, ...]
    service: Service | None
    """None for a gateway."""
    discovery_name: str
    """Name in the namespace: the service's for the version that gets its names, else the unit's own."""
    meshed: bool
    origin: Origin
    gateway: Gateway | None = None


class Address(NamedTuple):
    """What a caller dials."""

    scheme: str
    host: Text
    port: int


class Contribution(NamedTuple):
    """What a backend adds to the task definition and the service of one unit; ecs alone writes those documents.

    Origins are keyed by pointers into the fields given here.
    """

    unit: str
    containers: tuple[Mapping[str, Any], ...] = ()
    port_fields: Mapping[int, Mapping[str, Any]] = NOTHING
    """Fields of the application's port mapping, by container port."""
    application: Mapping[str, Any] = NOTHING
    """Fields of the application's own container: what is a list there is added to, the rest replaced."""
    beside: Mapping[str, Mapping[str, Any]] = NOTHING
    """Fields of other containers of the task, by the name of the container; of one that is not there, nothing."""
    volumes: tuple[Mapping[str, Any], ...] = ()
    task_fields: Mapping[str, Any] = NOTHING
    service_fields: Mapping[str, Any] = NOTHING
    depends_on: tuple[Mapping[str, str], ...] = ()
    """Containers that the application waits for."""
    proxy_cpu: int = 0
    """CPU units that the target's proxy needs in the task."""
    proxy_memory: int = 0
    """MiB that the target's proxy needs in the task."""
    origins: Mapping[Pointer, Origin] = NOTHING
    after: tuple[str, ...] = ()
    """Ids of resources that must exist before the unit's ECS service."""
    start_after: tuple[str, ...] = ()
    """Units whose ECS service must run before this one's starts."""
    resources: tuple[Resource, ...] = ()
    """Documents that the backend made already while it planned; its `lower` hands them on."""


class Addresses(Protocol):
    """What everything is reachable at under the target being built."""

    def address(self, caller: str, callee: str, port: str | None) -> Address:
        """What `caller` dials for `callee` (a service or external)."""

    def text(self, value: Text, caller: str) -> Text:
        """The text with every address in it filled in; a `Template` is left only for late parts."""


class Lowering(NamedTuple):
    """What a backend may look at while it plans and lowers."""

    mesh: Mesh
    target: str
    units: tuple[Unit, ...]
    policies: EffectivePolicies
    addresses: Addresses

    def text(self, value: Text, caller: str) -> Text:
        """Shorthand for `addresses.text`; a literal costs nothing."""
        return self.addresses.text(value, caller) if isinstance(value, Template) else value


class Backend(Protocol):
    """An emitter of one family of documents."""

    name: str

    def plan(self, lowering: Lowering) -> tuple[Contribution, ...]:
        """What this backend adds to the documents of ecs."""

    def check(
        self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]
    ) -> tuple[Diagnostic, ...]:
        """What is wrong with the mesh for this backend; with an error among it nothing is lowered."""

    def lower(self, lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> Iterator[Resource]:
        """The resources of this backend; `contributions` are those of every backend, by unit."""
