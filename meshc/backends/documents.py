"""How the request bodies of one build belong together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meshc.backends.limits import Build


def is_registered(body: Mapping[str, Any]) -> bool:
    """Whether the tasks of an ECS service become instances of Cloud Map services."""
    offered = body.get("serviceConnectConfiguration", {})
    return bool(body.get("serviceRegistries") or (offered.get("enabled") and offered.get("services")))


def offers(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """What an ECS service offers by Service Connect; nothing where that is off."""
    configuration = body.get("serviceConnectConfiguration")
    if configuration is None or not configuration.get("enabled"):
        return ()
    return tuple(configuration.get("services", ()))


def namespace_name(build: Build, index: int) -> str:
    """The namespace of an ECS service: its name where this build makes it, else what the service calls it."""
    linked = build.linked(index, "serviceConnectConfiguration", "namespace")
    if linked is not None:
        return str(build.documents[linked].body["Name"])
    return str(build.documents[index].body["serviceConnectConfiguration"].get("namespace", ""))
