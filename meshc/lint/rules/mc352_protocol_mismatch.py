"""Settings that the protocol of a port has no use for."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.base import Node
from meshc.ir.effective import OF_REQUESTS
from meshc.ir.traffic import HTTP_PROTOCOLS, NO_POLICY, LoadBalancing, Retry, TrafficPolicy
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.source import Origin

CODE = Code(
    code="MC352",
    name="protocol-mismatch",
    summary="A setting does not fit the protocol of the port that it is for.",
    explanation=(
        "Only http, http2 and grpc have requests; tcp, udp, redis, mongo and postgres are streams of bytes to a proxy. "
        "What is said of requests (a timeout, a rewrite, headers, retries on an answer …) can have no effect there. "
        "What stands in `defaults` holds where it can and is no mistake. A grpc request is always "
        "a POST without a query."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls ledger { timeout = 5s }
}
external ledger { host = "ledger.example.com" ; port = 5432 ; protocol = postgres }
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls ledger { connect-timeout = 5s }
}
external ledger { host = "ledger.example.com" ; port = 5432 ; protocol = postgres }
""",
)
_MEANINGLESS = tuple(field for field in OF_REQUESTS if field != "retry")
"""Of a retry, parts have a meaning for connections too."""
_CONNECTION_CONDITIONS = frozenset({"connect-failure", "connection-error", "reset", "refused-stream"})


def check(context: Context) -> Iterator[Diagnostic]:
    for service in context.mesh.services:
        protocols = [port.protocol for port in service.ports]
        if service.policy is not NO_POLICY and protocols and HTTP_PROTOCOLS.isdisjoint(protocols):
            where = f"`{service.name}` speaks {protocols[0]}"
            yield from _policy(service.policy, where, service.ports[0].origin("protocol"))
        if service.routes and "grpc" in protocols and HTTP_PROTOCOLS.intersection(protocols) == {"grpc"}:
            for route in service.routes:
                if route.methods and "POST" not in route.methods:
                    yield _grpc(route, "methods", f"a route of `{service.name}` matches only {route.methods[0]}")
                if any(not match.negate for match in route.query):
                    yield _grpc(route, "query", f"a route of `{service.name}` matches a query")
    for external in context.mesh.externals:
        if external.policy is not NO_POLICY and external.protocol not in HTTP_PROTOCOLS:
            where = f"`{external.name}` speaks {external.protocol}"
            yield from _policy(external.policy, where, external.origin("protocol"))
    for caller in context.callers:
        for call in caller.calls:
            if call.policy is NO_POLICY:
                continue
            found = _protocol(context, call.to, call.port)
            if found is not None and found[0] not in HTTP_PROTOCOLS:
                where = f"`{call.to}` speaks {found[0]}"
                yield from _policy(call.policy, where, found[1])


def _protocol(context: Context, callee: str, port_name: str | None) -> tuple[str, Origin] | None:
    service = context.services.get(callee)
    if service is not None:
        port = service.port(port_name)
        return (port.protocol, port.origin("protocol")) if port is not None else None
    external = context.externals.get(callee)
    return (external.protocol, external.origin("protocol")) if external is not None else None


def _grpc(node: Node, field: str, what: str) -> Diagnostic:
    message = f"{what}, which no grpc request has"
    return CODE.at(node.origin(field), message, help="tell grpc requests apart by service, method and metadata")


def _policy(policy: TrafficPolicy, where: str, protocol: Origin) -> Iterator[Diagnostic]:
    values = policy.__dict__
    for field in _MEANINGLESS:
        if values[field] is not None and values[field] != "off":
            yield _unfit(policy, field, field.replace("_", "-"), where, protocol)
    retry = policy.retry
    if isinstance(retry, Retry):
        wrong = [condition for condition in retry.on or () if condition not in _CONNECTION_CONDITIONS]
        if wrong:
            yield _unfit(retry, "on", f"a retry on {wrong[0]}", where, protocol)
        elif retry.methods:
            yield _unfit(retry, "methods", "a retry of methods", where, protocol)
    balancing = policy.load_balancing
    if isinstance(balancing, LoadBalancing) and balancing.affinity is not None:
        affinity = balancing.affinity
        if affinity.by != "source-ip":
            yield _unfit(affinity, "by", f"an affinity by {affinity.by}", where, protocol)


def _unfit(node: Node, field: str, what: str, where: str, protocol: Origin) -> Diagnostic:
    shown = f"`{what}`" if " " not in what else what
    help = "remove it"
    if what == "timeout":
        help = "remove it, or say `connect-timeout` or `idle-timeout`, which connections have"
    return CODE.at(
        node.origin(field),
        f"{where}, where {shown} has no meaning: there are connections and no requests",
        secondary=labels((protocol, "the protocol")),
        help=help,
    )
