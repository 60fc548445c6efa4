"""How often names and quotas are taken: what limits of whole builds count, added up so that a part can be exchanged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from meshc.backends.base import Lowering
from meshc.survey import Document

Key: TypeAlias = tuple[str, ...]
"""The word for what is counted, and whose it is."""

_MOST = {
    "instances": 2000,
    "cluster": 5000,
    "namespaces": 50,
    "CreateVirtualNode": 200,
    "CreateVirtualRouter": 200,
    "CreateVirtualService": 200,
}
"""The smallest quota of each kind, of those that look at a whole build; a name may be taken once.

`tests/incremental/test_tally.py` holds that to the limits.
"""


def tally(documents: Iterable[Document]) -> Counter[Key]:
    """What the documents take."""
    found: Counter[Key] = Counter()
    for document in documents:
        resource = document.resource
        for key, count in _taken(resource.service, resource.operation, resource.body):
            found[key] += count
    return found


def units_of(lowering: Lowering) -> Counter[Key]:
    """Names that no two things may have, as far as they are known before there are documents."""
    found: Counter[Key] = Counter()
    for unit in lowering.units:
        task = unit.workload.task
        found["family", str(task.body.get("family") or unit.name) if task is not None else unit.name] += 1
        found["unit", unit.name] += 1
    if lowering.target == "app-mesh":
        from meshc.backends.appmesh.checks_names import taken

        found.update(taken(lowering))
    return found


def exceeded(key: Key, count: int) -> bool:
    """Whether a limit may have something to say of so many."""
    return count > _MOST.get(key[0], 1)


def _taken(service: str, operation: str, body: Mapping[str, Any]) -> Iterator[tuple[Key, int]]:
    if service == "ecs":
        if operation == "RegisterTaskDefinition":
            yield ("family", _text(body.get("family"))), 1
        elif operation == "CreateService":
            yield from _ecs_service(body)
    elif service == "servicediscovery":
        if operation == "CreateService":
            yield ("name", _text(body.get("Name")).lower()), 1
        elif operation == "RegisterInstance":
            yield ("instances",), 1
        elif operation.startswith("Create"):
            yield ("namespaces",), 1
            yield ("namespace", _text(body.get("Name"))), 1
    elif service == "appmesh" and operation.startswith("Create"):
        names = (f"{member}={_text(value)}" for member, value in body.items() if member.endswith("Name"))
        yield (f"{operation} name", *names), 1
        yield (operation,), 1


def _ecs_service(body: Mapping[str, Any]) -> Iterator[tuple[Key, int]]:
    cluster = _text(body.get("cluster"))
    yield ("cluster", cluster), 1
    yield ("service", cluster, _text(body.get("serviceName"))), 1
    asked = body.get("desiredCount", 1)
    count = asked if isinstance(asked, int) else 0
    offered = body.get("serviceConnectConfiguration", {}).get("services", ())
    yield ("instances",), count * (len(offered) + len(body.get("serviceRegistries", ())))
    for offer in offered:
        yield ("name", _text(offer.get("discoveryName") or offer.get("portName")).lower()), 1
        for alias in offer.get("clientAliases", ()):
            yield ("alias", _text(alias.get("dnsName")), _text(alias.get("port"))), 1


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)
