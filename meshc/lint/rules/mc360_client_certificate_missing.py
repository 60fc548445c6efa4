"""Calls that show no certificate to a service that demands one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.security import AcmTrust, ClientTls, ClientValidation, PrivateCaCertificate, ServerTls
from meshc.ir.traffic import HTTP_PROTOCOLS, Call, Route, TrafficPolicy
from meshc.ir.workload import Gateway, Port, Service
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import quoted, route_text
from meshc.source import Origin

CODE = Code(
    code="MC360",
    name="client-certificate-missing",
    summary="A service demands certificates of its clients, and a caller shows none.",
    explanation=(
        "With `clients` in its `tls` a service lets in only who shows a certificate that it trusts. A caller shows the "
        "`certificate` of the `tls` that is in force for the call: that of `calls`, of the route of a gateway, or of "
        "`defaults`. Without one every connection ends in the handshake, and every request is answered with 503. "
        "The same holds where the caller has `tls = off`, unless the service serves with `mode = permissive`."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls billing { tls { trust = pem("/tls/ca.pem") } }
}
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  tls { certificate = pem("/tls/chain.pem", "/tls/key.pem") ; clients { trust = pem("/tls/ca.pem") } }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls billing { tls { trust = pem("/tls/ca.pem") ; certificate = pem("/tls/chain.pem", "/tls/key.pem") } }
}
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  tls { certificate = pem("/tls/chain.pem", "/tls/key.pem") ; clients { trust = pem("/tls/ca.pem") } }
}
""",
)
_TRUST = 'trust = pem("/…/ca.pem")'
_CERTIFICATE = 'certificate = pem("/…/chain.pem", "/…/key.pem")'


def check(context: Context) -> Iterator[Diagnostic]:
    demanding = {service.name: service for service in context.mesh.services if _demands(service) is not None}
    if not demanding:
        return
    for caller in context.owners:
        if isinstance(caller, Service) and not caller.mesh:
            continue
        for call in caller.calls:
            callee = demanding.get(call.to)
            if callee is not None:
                yield from _call(context, caller, call, callee)
        if isinstance(caller, Gateway) and _proxied(caller):
            for route in caller.routes:
                yield from _route(context, caller, route, demanding)


def _demands(service: Service) -> ClientValidation | None:
    """What a service asks of its clients, where there is a proxy that holds them to it.

    None can with certificates that ECS issues, nor with authorities of AWS Private CA: those losses are reported.
    """
    tls = service.tls
    if not service.mesh or tls is None or tls.clients is None:
        return None
    if isinstance(tls.certificate, PrivateCaCertificate) or isinstance(tls.clients.trust, AcmTrust):
        return None
    return tls.clients


def _proxied(gateway: Gateway) -> bool:
    """Whether the routes are the proxy's, and not those of a program of the user's own."""
    return gateway.workload.application.image is None and gateway.workload.task is None


def _call(context: Context, caller: Service | Gateway, call: Call, callee: Service) -> Iterator[Diagnostic]:
    port = callee.port(call.port)
    if port is None or port.protocol == "udp" or callee.tls is None:
        return
    policies = context.policies
    general, on_route = policies.call(call), lambda own: policies.call_route(call, own)
    for own, policy in _in_force(callee, port, general, on_route):
        if _shows_none(policy, callee.tls):
            on = f"on the route `{route_text(own)}` " if own is not None else ""
            yield _finding(call.origin(), caller.name, [callee], on, policy, "the call")
            return


def _route(context: Context, gateway: Gateway, route: Route, demanding: dict[str, Service]) -> Iterator[Diagnostic]:
    refused: dict[str, tuple[Service, TrafficPolicy]] = {}
    for destination in route.destinations:
        callee = demanding.get(destination.service or "")
        port = callee.port(destination.port) if callee is not None else None
        if callee is None or port is None or callee.tls is None:
            continue
        general = context.policies.edge(gateway, route, callee, port)
        if _answers(general):
            return
        found = [general]
        if destination.version is None:
            on_route = partial(context.policies.edge_route, gateway, route, callee, port)
            found = [policy for _, policy in _in_force(callee, port, general, on_route)]
        for policy in found:
            if _shows_none(policy, callee.tls):
                refused.setdefault(callee.name, (callee, policy))
    if refused:
        services = [service for service, _ in refused.values()]
        first = next(policy for _, policy in refused.values())
        on = f"on the route `{route_text(route)}` "
        yield _finding(route.origin(), gateway.name, services, on, first, "the route")


def _in_force(
    callee: Service, port: Port, general: TrafficPolicy, on_route: Callable[[Route], TrafficPolicy]
) -> Iterator[tuple[Route | None, TrafficPolicy]]:
    """What holds for those requests that reach the service: in general, and on each of its routes."""
    routes = callee.routes if port.protocol in HTTP_PROTOCOLS else ()
    if not routes or callee.unmatched == "forward":
        yield None, general
    for route in routes:
        policy = on_route(route)
        if not _answers(policy):
            yield route, policy


def _answers(policy: TrafficPolicy) -> bool:
    """Whether requests go no further."""
    return any(answer not in (None, "off") for answer in (policy.redirect, policy.respond))


def _shows_none(policy: TrafficPolicy, served: ServerTls) -> bool:
    if policy.tls == "off":
        return served.mode == "strict"
    return not isinstance(policy.tls, ClientTls) or policy.tls.certificate is None


def _finding(
    origin: Origin, caller: str, callees: list[Service], on: str, policy: TrafficPolicy, where: str
) -> Diagnostic:
    demands = [(demand.origin(), "demanded here") for callee in callees if (demand := _demands(callee)) is not None]
    whom = quoted([callee.name for callee in callees])
    demanding = "which demands one" if len(callees) == 1 else "which demand one"
    if policy.tls == "off":
        demands.append((policy.origin("tls"), "switched off here"))
        help = f"write `tls {{ {_TRUST} ; {_CERTIFICATE} }}` in {where}, in place of `tls = off`"
    elif isinstance(policy.tls, ClientTls) and policy.tls.trust is not None:
        help = f"write `tls {{ {_CERTIFICATE} }}` in {where}, or in `defaults` for all callers"
    else:
        help = f"write `tls {{ {_TRUST} ; {_CERTIFICATE} }}` in {where}, or in `defaults` for all callers"
    return CODE.at(
        origin,
        f"{on}`{caller}` shows no certificate to {whom}, {demanding}: every request fails",
        label="no certificate is shown",
        secondary=labels(*demands),
        help=help,
    )
