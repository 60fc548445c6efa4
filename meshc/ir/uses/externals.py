"""Which features of discovery the name of something outside the mesh uses."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from meshc.ir.discovery import Discovery
from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import External, Mesh
from meshc.ir.registry import discovery_of
from meshc.ir.uses.values import plain

_FIELDS = {
    "record": Feature.EXTERNAL_DISCOVERY_RECORD,
    "ip": Feature.EXTERNAL_DISCOVERY_IP,
    "routing": Feature.EXTERNAL_DISCOVERY_ROUTING,
}
_LEADS = {
    "name": Feature.EXTERNAL_DISCOVERY,
    "v4": Feature.EXTERNAL_DISCOVERY_ADDRESS,
    "v6": Feature.EXTERNAL_DISCOVERY_ADDRESS,
    "api": Feature.EXTERNAL_DISCOVERY_API,
}


def external_discovery(mesh: Mesh, external: External, discovery: Discovery, subject: str) -> Iterator[Use]:
    """The name, and what its discovery asks for; what depends on where the name leads says so in its value.

    A name leads to another name, to an address (`v4` or `v6`), or is told by the API only.
    """
    effective = discovery_of(mesh, discovery)
    common = discovery_of(mesh).type
    leads = _leads(external, effective, common)
    yield Use(_LEADS[leads], external.origin("discovery"), subject, plain(discovery))
    if discovery.type not in (None, "http", common) and effective.namespace is None:
        yield Use(Feature.EXTERNAL_DISCOVERY_TYPE, discovery.origin("type"), subject, discovery.type)
    if discovery.namespace is not None:
        at = discovery.origin("namespace")
        yield Use(Feature.EXTERNAL_DISCOVERY_NAMESPACE, at, subject, plain(discovery.namespace))
    for field, feature in _FIELDS.items():
        value = getattr(discovery, field)
        if value is not None:
            yield Use(feature, discovery.origin(field), subject, {"asked": value, "leads": leads})
    if discovery.ttl is not None:
        at = discovery.origin("ttl")
        if discovery.ttl % 1000 and leads != "api":
            yield Use(Feature.EXTERNAL_DISCOVERY_TTL_SUB_SECOND, at, subject, discovery.ttl)
        else:
            yield Use(Feature.EXTERNAL_DISCOVERY_TTL, at, subject, {"asked": discovery.ttl, "leads": leads})
    for attribute in discovery.attributes:
        yield Use(Feature.EXTERNAL_DISCOVERY_ATTRIBUTES, attribute.origin(), subject, plain(attribute))
    if discovery.account is not None:
        yield Use(Feature.EXTERNAL_DISCOVERY_ACCOUNT, discovery.origin("account"), subject, plain(discovery.account))
    if discovery.health is not None:
        yield Use(Feature.EXTERNAL_DISCOVERY_HEALTH, discovery.origin("health"), subject, plain(discovery.health))


def _leads(external: External, effective: Discovery, common: str | None) -> str:
    if effective.type == "http" or (effective.namespace is None and common == "http"):
        return "api"
    if not isinstance(external.host, str):
        return "name"
    try:
        return f"v{ip_address(external.host).version}"
    except ValueError:
        return "name"
