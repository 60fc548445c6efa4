"""What a proxy calls: the virtual services behind a virtual node, and how it verifies them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from meshc.backends.appmesh.callees import Called, Callee, Callees
from meshc.backends.appmesh.model import Spec
from meshc.backends.appmesh.tls import client_tls
from meshc.backends.base import Lowering, Pointer
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin


class _Backend(NamedTuple):
    """A service that a proxy calls."""

    callee: Callee
    tls: dict[str, Any] | None
    origin: Origin


def add_backends(
    spec: Spec, caller: Service | Gateway, callees: Callees, lowering: Lowering, origins: dict[Pointer, Origin]
) -> None:
    """Add the virtual services that a node calls; TLS once where all of them are called alike."""
    found = _backends(caller, callees, lowering)
    if not found:
        return
    # Most call several services alike and none by TLS.
    common = found[0].tls if all(backend.tls == found[0].tls for backend in found) else None
    listed: list[dict[str, Any]] = []
    for backend in found:
        for _id, name in backend.callee.virtual_services():
            body: dict[str, Any] = {"virtualServiceName": name}
            if common is None and backend.tls is not None:
                body["clientPolicy"] = {"tls": backend.tls}
            origins["spec", "backends", len(listed)] = backend.origin
            listed.append({"virtualService": body})
    spec["backends"] = listed
    if common is not None:
        spec["backendDefaults"] = {"clientPolicy": {"tls": common}}
        origins["spec", "backendDefaults"] = found[0].origin


def add_gateway_defaults(
    spec: Spec, gateway: Gateway, callees: Callees, lowering: Lowering, origins: dict[Pointer, Origin]
) -> None:
    """Add how a virtual gateway verifies what it leads to.

    It has one policy for all: where some of its routes ask for none, that one is not enforced.
    """
    calls = callees.by(gateway)
    asked = [(call, tls) for call in calls for tls in (_tls(call, lowering, gateway.name),)]
    first = next(((call, tls) for call, tls in asked if tls is not None), None)
    if first is None:
        return
    call, tls = first
    if any(other is None for _call, other in asked):
        tls = {**tls, "enforce": False}
    spec["backendDefaults"] = {"clientPolicy": {"tls": tls}}
    if call.tls is not None:
        origins["spec", "backendDefaults"] = call.policy.origin("tls")


def _backends(caller: Service | Gateway, callees: Callees, lowering: Lowering) -> Sequence[_Backend]:
    together: dict[str, list[Called]] = {}
    for call in callees.by(caller):
        together.setdefault(call.callee, []).append(call)
    return [_backend(callees.all[name], calls, lowering, caller) for name, calls in together.items()]


def _backend(callee: Callee, calls: Sequence[Called], lowering: Lowering, caller: Service | Gateway) -> _Backend:
    origin = calls[0].origin
    tls: dict[str, Any] | None = None
    by_tls: list[int] = []
    for call in calls:
        made = _tls(call, lowering, caller.name)
        if made is not None:
            tls, origin = tls or made, call.policy.origin("tls")
            by_tls += (port.dialled for port in callee.ports if port.port is not None and port.port.name == call.port)
    if tls is not None and len(callee.ports) > 1 and len(by_tls) < len(callee.ports):
        tls = {"enforce": tls["enforce"], "ports": sorted(set(by_tls)), **tls}
    return _Backend(callee, tls, origin)


def _tls(call: Called, lowering: Lowering, caller: str) -> dict[str, Any] | None:
    return None if call.tls is None else client_tls(call.tls, lowering, caller)
