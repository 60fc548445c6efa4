"""Two services that would be found under one name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import External
from meshc.ir.text import literal
from meshc.ir.workload import Gateway, Service
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.source import Origin

CODE = Code(
    code="MC254",
    name="name-collision",
    summary="Two services would be found under the same name.",
    explanation=(
        "A name in a namespace leads to one service. Names there differ by more than case, because DNS does not tell "
        "`Api` from `api`. A service has the name of its `discovery`, else its own; a service with versions also takes "
        "`SERVICE-VERSION` for each of them; every `alias` is a name too. An alias may be shared by services whose "
        "callers use different ports."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
service accounts {
  image = "acme/accounts:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  alias = ["user"]
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
service accounts {
  image = "acme/accounts:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  alias = ["accounts-old"]
}
""",
)


class _Name(NamedTuple):
    owner: str
    origin: Origin
    what: str
    ports: frozenset[int] | None
    """Client ports that tell an alias from another one; None where the name must be alone."""


def check(context: Context) -> Iterator[Diagnostic]:
    mesh = context.mesh
    home = mesh.namespace.name or ""
    taken: dict[tuple[str, str], list[_Name]] = {}
    for service in mesh.services:
        for place, name, entry in _names(service, home):
            yield from _take(taken, place, name, entry)
    others: list[tuple[str, External | Gateway]] = [("the external", external) for external in mesh.externals]
    others += (("the gateway", gateway) for gateway in mesh.gateways)
    for what, owner in others:
        if owner.discovery is None:
            continue
        namespace = _namespace(owner.discovery, home)
        if namespace is not None:
            field = owner.discovery.origin("name") if owner.discovery.name else owner.origin("name")
            name = owner.discovery.name or owner.name
            yield from _take(taken, namespace, name, _Name(owner.name, field, what, None))


def _namespace(discovery: Discovery | None, home: str) -> str | None:
    """The namespace by name; None where it is known only to the deployment."""
    if discovery is None or discovery.namespace is None:
        return home
    return literal(discovery.namespace)


def _names(service: Service, home: str) -> Iterator[tuple[str, str, _Name]]:
    discovery = service.discovery
    namespace = _namespace(discovery, home)
    if namespace is not None:
        own = discovery.name if discovery is not None and discovery.name else None
        origin = discovery.origin("name") if discovery is not None and own else service.origin("name")
        yield namespace, own or service.name, _Name(service.name, origin, "service", None)
    if len(service.versions) > 1:
        for version in service.versions:
            place = _namespace(version.discovery, namespace or "")
            if place is None or (namespace is None and place == ""):
                continue
            named = version.discovery.name if version.discovery is not None else None
            name = named or f"{service.name}-{version.name}"
            yield place, name, _Name(service.name, version.origin("name"), f"version `{version.name}` of", None)
    if service.aliases:
        ports = frozenset(port.client_number for port in service.ports)
        for alias in service.aliases:
            suffix = f".{home}".lower()
            short = alias[: -len(suffix)] if home and alias.lower().endswith(suffix) else alias
            yield home, short, _Name(service.name, service.origin("aliases"), "an alias of", ports)


def _take(taken: dict[tuple[str, str], list[_Name]], namespace: str, name: str, entry: _Name) -> Iterator[Diagnostic]:
    others = taken.setdefault((namespace.lower(), name.lower()), [])
    for other in others:
        if other.owner == entry.owner:
            continue
        if other.ports is not None and entry.ports is not None and not other.ports & entry.ports:
            continue
        where = f" in the namespace `{namespace}`" if namespace else ""
        yield CODE.at(
            entry.origin,
            f"`{name}` is the name of {entry.what} `{entry.owner}` and of {other.what} `{other.owner}`{where}".replace(
                "of service", "of"
            ),
            secondary=labels((other.origin, "taken here")),
            help="give one of them another name, or a `discovery { name = … }` of its own",
        )
        break
    others.append(entry)
