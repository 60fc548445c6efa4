"""A call: what is dialled under each target, and the policy in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from meshc.compilation import Compilation
from meshc.editor.hover import answers, values
from meshc.editor.hover.markup import Plain
from meshc.editor.model.answers import known_targets
from meshc.editor.model.in_force import as_written
from meshc.editor.model.owners import called, calls_of, has_proxy, owner
from meshc.ir.mesh import External
from meshc.ir.traffic import HTTP_PROTOCOLS, Retry
from meshc.ir.workload import Gateway, Service
from meshc.language.values import DurationType
from meshc.shown import as_text
from meshc.source import Origin

if TYPE_CHECKING:
    from meshc.ir.mesh import Mesh
    from meshc.ir.traffic import Call, TrafficPolicy


def of_call(compilation: Compilation, caller: str, call: Call, markup: Plain) -> list[str]:
    """The page of a call."""
    mesh = compilation.mesh
    callee = owner(mesh, call.to) if mesh is not None else None
    kind = f"{callee[0]} {markup.code(call.to)}" if callee is not None else markup.code(call.to)
    title = f"{markup.code(f'{caller} → {called(call)}')}: {_spoken(compilation, call)} of {kind}"
    page = [title, values.told(compilation, _policy(compilation.policies.call(call)), markup)]
    found = owner(mesh, caller) if mesh is not None else None
    if found is not None and not has_proxy(found[1]):
        page.append(f"{markup.code(caller)} runs no proxy: of this only what proxies of {kind} do holds.")
    page += address_of(compilation, caller, call, markup)
    return page + answers.of_subject(compilation, f"{caller} → {call.to}", markup)


def _spoken(compilation: Compilation, call: Call) -> str:
    callee = owner(compilation.mesh, call.to) if compilation.mesh is not None else None
    node = callee[1] if callee is not None else None
    if isinstance(node, External):
        return f"{node.protocol}, port {node.port}"
    port = node.port(call.port) if isinstance(node, Service) else None
    return f"{port.protocol}, port {port.client_number}" if port is not None else "a port"


def _policy(policy: TrafficPolicy) -> Iterator[tuple[str, str, Origin]]:
    """What is in force of the policy that people ask for most: name, value, origin."""
    for word, value in (("timeout", policy.timeout), ("idle-timeout", policy.idle_timeout)):
        if value is not None:
            yield word, as_written(value, DurationType()), policy.origin(word.replace("-", "_"))
    retry = policy.retry
    if isinstance(retry, Retry):
        if retry.max is not None:
            yield "retries", str(retry.max), retry.origin("max")
        if retry.on is not None:
            yield "retried on", as_text(retry.on), retry.origin("on")
    elif retry is not None:
        yield "retries", retry, policy.origin("retry")


def address_of(compilation: Compilation, caller: str, call: Call, markup: Plain) -> list[str]:
    """What a caller dials under each target."""
    lines = []
    for target in known_targets(compilation):
        address = _dialled(compilation, target, caller, call)
        if address:
            lines.append(f"{markup.strong(target)}: {markup.code(address)}")
    return [f"{markup.code(caller)} dials {markup.code(called(call))} at:\n\n{markup.bullets(lines)}"] if lines else []


def _dialled(compilation: Compilation, target: str, caller: str, call: Call) -> str:
    from meshc.backends.units import units
    from meshc.targets.addresses import AddressBook
    from meshc.targets.table import TARGETS

    assert compilation.mesh is not None
    row = TARGETS[target]
    mesh = _around(compilation.mesh, caller)
    book = AddressBook(mesh, target, units(mesh, gateways=row.gateways, attributes=row.attributes), compilation.facts)
    try:
        address = book.address(caller, call.to, call.port)
    except KeyError:
        return ""
    host = as_text(address.host)
    return f"{address.scheme}://{host}:{address.port}" if _is_http(address.scheme) else f"{host}:{address.port}"


def _is_http(scheme: str) -> bool:
    return scheme == "https" or scheme in HTTP_PROTOCOLS


def _around(mesh: Mesh, caller: str) -> Mesh:
    """The part of a mesh that decides what a caller dials: itself and what it calls."""
    found = owner(mesh, caller)
    node = found[1] if found is not None else None
    names = {caller, *(call.to for call in calls_of(node))} if node is not None else {caller}
    gateways = (node,) if isinstance(node, Gateway) else ()
    return mesh.model_copy(
        update={
            "services": tuple(service for service in mesh.services if service.name in names),
            "gateways": gateways,
        }
    )
