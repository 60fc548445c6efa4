"""How a bootstrap reaches its Envoy: on the command line, from a bucket before it starts, or in its image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from meshc.backends.base import NOTHING, Encoded, Lowering, Pointer, Resource, Unit
from meshc.backends.container_log import log_configuration
from meshc.backends.joined import joined
from meshc.ir.text import Text
from meshc.ir.workload import Bootstrap
from meshc.source import Origin

FETCHER = "public.ecr.aws/aws-cli/aws-cli:2.27.49"
"""Image of the container that reads the bucket: its entry point is `aws`.

https://gallery.ecr.aws/aws-cli/aws-cli
"""
CONTAINER = "envoy-bootstrap"
"""Name of that container, and of the volume that it writes to."""
IN_IMAGE = "/etc/envoy/envoy.yaml"
"""Where the image of Envoy has its configuration. https://www.envoyproxy.io/docs/envoy/latest/start/docker"""
_FOLDER = "/bootstrap"
_FILE = f"{_FOLDER}/envoy.yaml"
_DIGITS = 12


class Delivery(NamedTuple):
    """What a task needs beside Envoy for its bootstrap to be there, and how Envoy is told."""

    flags: tuple[Text, ...]
    upload: Text | None = None
    """Where in S3 the bootstrap must be."""
    containers: tuple[dict[str, Any], ...] = ()
    volumes: tuple[dict[str, Any], ...] = ()
    mounts: tuple[dict[str, Any], ...] = ()
    """Mounts of Envoy's own container."""
    depends_on: tuple[dict[str, str], ...] = ()
    """What Envoy waits for."""
    origins: Mapping[Pointer, Origin] = NOTHING
    """Origins of the containers, under pointers from the container on."""


def bootstrap_of(unit: Unit) -> Bootstrap:
    """What the mesh says of the delivery; by the command line unless it says otherwise."""
    proxy = unit.workload.proxy
    return proxy.bootstrap if proxy is not None and proxy.bootstrap is not None else Bootstrap.model_construct()


def delivery(unit: Unit, lowering: Lowering, resource: Resource, encoded: Encoded) -> Delivery:
    """The delivery of a unit's bootstrap."""
    wanted = bootstrap_of(unit)
    if wanted.source == "image":
        return Delivery(("-c", IN_IMAGE))
    if wanted.source == "s3" and wanted.location is not None:
        return _from_bucket(wanted, wanted.location, unit, lowering, encoded)
    from meshc.encoders.envoy_yaml import parts

    return Delivery(("--config-yaml", joined(*parts(resource.body))))


def _from_bucket(wanted: Bootstrap, location: Text, unit: Unit, lowering: Lowering, encoded: Encoded) -> Delivery:
    """Under a name that tells the content, so that a task that is still to start reads what it was deployed with."""
    from hashlib import sha256

    digest = sha256(encoded.content).hexdigest()[:_DIGITS]
    folder = lowering.text(location, unit.owner)
    folder = folder.rstrip("/") if isinstance(folder, str) else folder
    address = joined(folder, f"/{unit.name}-{digest}.yaml")
    origins: dict[Pointer, Origin] = {("command",): wanted.origin("location")}
    body: dict[str, Any] = {"name": CONTAINER, "image": FETCHER}
    if wanted.fetcher is not None:
        body["image"] = lowering.text(wanted.fetcher, unit.owner)
        origins[("image",)] = wanted.origin("fetcher")
    mount = {"sourceVolume": CONTAINER, "containerPath": _FOLDER}
    body |= {
        "essential": False,
        "command": ["s3", "cp", address, _FILE],
        "mountPoints": [{**mount, "readOnly": False}],
    }
    log = (unit.workload.proxy.log if unit.workload.proxy is not None else None) or unit.workload.ecs.log
    if log is not None:
        body["logConfiguration"] = log_configuration(log, lowering, unit, origins, ("logConfiguration",))
    return Delivery(
        ("-c", _FILE),
        address,
        (body,),
        ({"name": CONTAINER},),
        ({**mount, "readOnly": True},),
        ({"containerName": CONTAINER, "condition": "SUCCESS"},),
        origins,
    )
