"""What an ECS service calls the namespace of its mesh."""

from __future__ import annotations

from meshc.backends.base import Lowering, Ref
from meshc.backends.joined import joined
from meshc.backends.service_connect.model import Namespace
from meshc.ir.text import Late, Text

RESOURCE = "cloudmap/namespace"
"""The id of the resource that makes the namespace of the mesh, where it does not exist yet."""


def namespace(lowering: Lowering) -> Namespace | None:
    """The namespace by its name or ARN, which ECS takes here, and not by the id, which Cloud Map takes.

    None where all that is known is a value that the deployment supplies, which may be an id.
    """
    mesh = lowering.mesh
    existing = mesh.namespace.existing
    if existing is None:
        return Ref(RESOURCE, "Name", mesh.namespace.name)
    text = lowering.text(existing, "")
    start = text if isinstance(text, str) else text.template[0]
    if isinstance(start, str) and start.startswith("ns-"):
        account = mesh.discovery.account
        parts: tuple[Text | Late, ...] = (
            "arn:",
            _late("aws.partition"),
            ":servicediscovery:",
            _late("aws.region"),
            ":",
            account if account is not None else _late("aws.account"),
            ":namespace/",
            text,
        )
        return lowering.text(joined(*parts), "")
    if isinstance(text, str) or (isinstance(start, str) and start.startswith("arn:")):
        return text
    return mesh.namespace.name


def _late(name: str) -> Late:
    return Late.model_construct(late=name)
