"""How names are registered and found, once everything that has a say is put together."""

from __future__ import annotations

from meshc.ir.base import Origins
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import External, Mesh
from meshc.ir.text import Text, literal
from meshc.ir.workload import Service
from meshc.source import from_default

_BUILT_IN = Discovery.model_construct(
    type="private-dns",
    record="ip",
    ttl=10_000,
    ip="v4",
    routing="multivalue",
    origins=Origins({"": from_default("discovery")}),
)
_BUILT_IN_WITHOUT_VPC = _BUILT_IN.model_copy(update={"type": "http"})

REGISTERED_BY_ECS = frozenset(
    {
        "AVAILABILITY_ZONE",
        "AWS_INIT_HEALTH_STATUS",
        "AWS_INSTANCE_IPV4",
        "AWS_INSTANCE_IPV6",
        "AWS_INSTANCE_PORT",
        "EC2_INSTANCE_ID",
        "ECS_CLUSTER_NAME",
        "ECS_SERVICE_NAME",
        "ECS_TASK_DEFINITION_FAMILY",
        "ECS_TASK_SET_EXTERNAL_ID",
        "REGION",
    }
)
"""Attributes that ECS gives the instances it registers.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
"""


def discovery_of(mesh: Mesh, *overrides: Discovery | None) -> Discovery:
    """The discovery in force: the built-in one, then the mesh's, then each of `overrides`, field by field.

    Without a VPC no private namespace can be made, so then names are found by the API unless somebody says more.
    """
    found = _of_mesh(mesh)
    for over in overrides:
        if over is not None:
            found = _over(found, over)
    return found


_latest: tuple[Mesh, Discovery] | None = None
"""The mesh that was asked about last, with its answer: every service of a mesh asks the same."""


def _of_mesh(mesh: Mesh) -> Discovery:
    global _latest
    latest = _latest
    if latest is None or latest[0] is not mesh:
        base = _BUILT_IN_WITHOUT_VPC if mesh.vpc is None and mesh.namespace.existing is None else _BUILT_IN
        latest = _latest = (mesh, _over(base, mesh.discovery))
    return latest[1]


def namespace_name(mesh: Mesh, discovery: Discovery) -> Text | None:
    """The name of the namespace that a name stands in; None where the mesh only knows its id."""
    return discovery.namespace if discovery.namespace is not None else mesh.namespace.name


def inside_namespace(mesh: Mesh, owner: Service | External, alias: str) -> bool:
    """Whether a further name lies in the namespace of its owner and can be asked of DNS there."""
    discovery = discovery_of(mesh, owner.discovery)
    name = literal(namespace_name(mesh, discovery))
    return discovery.type != "http" and name is not None and alias.endswith(f".{name}")


def _over(base: Discovery, over: Discovery) -> Discovery:
    values = {
        field: value
        for field, value in over.__dict__.items()
        if field != "origins" and value is not None and value != ()
    }
    if not values:
        return base
    origins = Origins(base.origins)
    origins.update((field, over.origin(field)) for field in values)
    return Discovery.model_construct(**{**base.__dict__, **values, "origins": origins})
