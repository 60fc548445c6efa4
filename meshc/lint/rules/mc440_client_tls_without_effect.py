"""TLS of a caller towards a service that serves none."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.security import ClientTls
from meshc.ir.traffic import Call, Route
from meshc.ir.workload import Service
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import quoted
from meshc.source import Origin

CODE = Code(
    code="MC440",
    name="client-tls-without-effect",
    summary="A call says how TLS is spoken to a service that serves none.",
    explanation=(
        "A caller's proxy speaks TLS to a service of the mesh where that has `tls`. Where it has none, `trust`, "
        "`certificate` and the rest of a call's `tls` have no effect: the traffic is in plain text and nobody's "
        "certificate is looked at. What stands in `defaults` holds where it can and is no mistake."
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
}
""",
    good="""\
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
  tls { certificate = pem("/tls/chain.pem", "/tls/key.pem") }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for caller in (*context.mesh.services, *context.mesh.gateways):
        for call in caller.calls:
            tls = _of_call(call)
            if tls is not None and (callee := context.services.get(call.to)) is not None and _is_plain(callee):
                yield _finding(caller.name, [callee], tls, call.origin())
    for gateway in context.mesh.gateways:
        for route in gateway.routes:
            plain = _plain(context, route) if isinstance(route.policy.tls, ClientTls) else []
            if plain and isinstance(route.policy.tls, ClientTls):
                yield _finding(gateway.name, plain, route.policy.tls, route.origin())


def _is_plain(service: Service) -> bool:
    """Whether its proxy serves no TLS; one outside the proxies may serve what the mesh does not say."""
    return service.mesh and service.tls is None


def _of_call(call: Call) -> ClientTls | None:
    """What a call says of TLS itself, in general or on a route."""
    policies = (call.policy, *(route.policy for route in call.routes))
    return next((policy.tls for policy in policies if isinstance(policy.tls, ClientTls)), None)


def _plain(context: Context, route: Route) -> list[Service]:
    """The services that a route leads to, where it has no use for TLS towards any of them."""
    found = [context.services.get(destination.service or "") for destination in route.destinations]
    services = list(dict.fromkeys(service for service in found if service is not None))
    return services if None not in found and all(map(_is_plain, services)) else []


def _finding(caller: str, callees: list[Service], tls: ClientTls, origin: Origin) -> Diagnostic:
    names = [callee.name for callee in callees]
    serve = "serves" if len(names) == 1 else "serve"
    whose = quoted([f"service {name}" for name in names])
    return CODE.at(
        tls.origin(),
        f"`tls` of `{caller}` towards {quoted(names)} has no effect, as {quoted(names)} {serve} no TLS",
        secondary=labels((origin, "called in plain text")),
        help=f"write `tls {{ certificate = … }}` in {whose}, or remove `tls` here",
    )
