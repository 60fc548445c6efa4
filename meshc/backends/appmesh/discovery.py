"""How a proxy finds the instances of a virtual node: by DNS, or by asking Cloud Map."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshc.backends.appmesh.model import IpPreference
from meshc.backends.base import Lowering, Pointer
from meshc.backends.joined import joined
from meshc.ir.discovery import Discovery
from meshc.ir.registry import REGISTERED_BY_ECS, discovery_of, namespace_name
from meshc.ir.text import Text
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin

_ONLY: dict[str, IpPreference] = {"v4": "IPv4_ONLY", "v6": "IPv6_ONLY"}
_FIRST: dict[str, IpPreference] = {"v4": "IPv4_PREFERRED", "v6": "IPv6_PREFERRED"}
_ANSWERS = {"multivalue": "ENDPOINTS", "weighted": "LOADBALANCER"}


class Preference(NamedTuple):
    """Which kind of addresses is used."""

    value: IpPreference
    origin: Origin


class Found(NamedTuple):
    """The `serviceDiscovery` of a virtual node, with origins by pointers into it."""

    body: dict[str, Any]
    origins: dict[Pointer, Origin]


def by_api(discovery: Discovery) -> bool:
    """Whether proxies ask Cloud Map itself, which alone can tell instances apart by attributes."""
    if discovery.host is not None:
        return False
    return discovery.type == "http" or discovery.resolves == "api" or bool(discovery.attributes)


def ip_preference(*written: Discovery | None) -> Preference | None:
    """The kind of addresses that somebody asks for, the last one that does; None where nobody does."""
    found: Preference | None = None
    for discovery in written:
        if discovery is None:
            continue
        if discovery.ip in _ONLY:
            found = Preference(_ONLY[discovery.ip], discovery.origin("ip"))
        elif discovery.prefer is not None:
            found = Preference(_FIRST[discovery.prefer], discovery.origin("prefer"))
        elif discovery.ip is not None:
            found = Preference("IPv4_PREFERRED", discovery.origin("ip"))
    return found


def tasks_discovery(lowering: Lowering, owner: Service | Gateway, name: str, *written: Discovery | None) -> Found:
    """How tasks are found that stand in the namespace under `name`, by what is `written` about that in turn."""
    discovery = discovery_of(lowering.mesh, *written)
    preference = ip_preference(_common(lowering), *written)
    if discovery.host is not None:
        return _dns(lowering.text(discovery.host, owner.name), discovery, preference, discovery.origin("host"))
    namespace = namespace_name(lowering.mesh, discovery)
    origin = discovery.origin("name") if discovery.name == name else owner.origin("name")
    if not by_api(discovery):
        whole = name if namespace is None else joined(name, ".", lowering.text(namespace, owner.name))
        return _dns(whole, discovery, preference, origin)
    # Where the mesh knows only the id of its namespace, that is all there is to name it by; a check has told.
    shown = namespace if namespace is not None else lowering.mesh.namespace.existing or ""
    origins: dict[Pointer, Origin] = {(): discovery.origin("resolves" if discovery.resolves == "api" else "type")}
    body: dict[str, Any] = {"namespaceName": lowering.text(shown, owner.name), "serviceName": name}
    origins["awsCloudMap", "serviceName"] = origin
    # ECS registers these alone: no instance would match another.
    chosen = [attribute for attribute in discovery.attributes if attribute.name in REGISTERED_BY_ECS]
    if chosen:
        body["attributes"] = [{"key": one.name, "value": lowering.text(one.value, owner.name)} for one in chosen]
        for index, attribute in enumerate(chosen):
            origins["awsCloudMap", "attributes", index] = attribute.origin("value")
    if preference is not None:
        body["ipPreference"] = preference.value
        origins["awsCloudMap", "ipPreference"] = preference.origin
    return Found({"awsCloudMap": body}, origins)


def host_discovery(lowering: Lowering, host: Text, discovery: Discovery | None, origin: Origin) -> Found:
    """How something outside the mesh is found, by a name that is there already."""
    return _dns(host, discovery or _NOTHING, ip_preference(_common(lowering), discovery), origin)


def _common(lowering: Lowering) -> Discovery | None:
    """What each node has to say, because only the user's own mesh says it for all of them."""
    return lowering.mesh.discovery if lowering.mesh.owner is not None else None


_NOTHING = Discovery.model_construct()


def _dns(host: Text, discovery: Discovery, preference: Preference | None, origin: Origin) -> Found:
    body: dict[str, Any] = {"hostname": host}
    origins: dict[Pointer, Origin] = {("dns", "hostname"): origin}
    routing = discovery.origin("routing")
    if discovery.routing is not None and routing.written:
        body["responseType"] = _ANSWERS[discovery.routing]
        origins["dns", "responseType"] = routing
    if preference is not None:
        body["ipPreference"] = preference.value
        origins["dns", "ipPreference"] = preference.origin
    return Found({"dns": body}, origins)
