"""Meshes as people might write them: source text that uses the language broadly and is mostly valid.

A mesh is drawn as blocks of text, so that a test can put them in another order and into several files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from meshc.targets.gate import known_names
from meshc.targets.table import TARGETS

NAMES = ("api", "billing", "cart-2", "store", "web")
VERSIONS = ("v1", "v2", "next")
HTTP = ("http", "http2", "grpc")
PROTOCOLS = (*HTTP, "tcp", "udp", "redis", "mongo", "postgres")
ACCEPT = "".join(
    f"target {target} {{ accept = [{', '.join(name for name in known_names() if '.' not in name)}] }}\n"
    for target in TARGETS
)

POLICY = (
    "timeout = {n}s",
    "timeout = off",
    "idle-timeout = {n}00s",
    "connect-timeout = {n}00ms",
    "retry {{ max = {n} ; on = [connect-failure, 503] ; per-try = 100ms ; backoff {{ base = 10ms ; max = 1s }} }}",
    "retry = off",
    "connection-pool {{ connections = {n}0 ; pending = {n} }}",
    "outlier-detection {{ errors = {n} ; interval = 10s ; eject-for = 30s ; eject-at-most = 50% }}",
    "load-balancing {{ algorithm = least-request ; zone-aware = true }}",
    "rate-limit {{ rate = {n}0/s ; burst = 5 }}",
    "fault {{ delay {{ time = {n}0ms ; share = 1% }} }}",
    'headers {{ add {{ x-n = "{n}" }} ; remove = ["x-m"] }}',
    'headers {{ response {{ add {{ x-r = "{n} 100%" }} ; remove = ["server"] }} }}',
    "retry {{ on = [gateway-error, reset, client-error] ; methods = [GET, POST] }}",
    "connection-pool {{ requests = {n}0 ; retries = {n} }}",
    "load-balancing {{ algorithm = ring-hash ; affinity {{ by = header ; name = x-user }} }}",
    "load-balancing {{ algorithm = maglev ; affinity {{ by = cookie ; name = bound ; ttl = {n}m }} }}",
    "fault {{ abort {{ status = 50{n} ; share = {n}.5% }} }}",
    "rate-limit {{ rate = {n}00/h }}",
    "rate-limit = off",
    "buffer {{ limit = {n}MiB }}",
    "buffer = off",
)
ANSWERED = (
    'redirect {{ scheme = https ; host = "www{n}.example.com" ; status = 308 }}',
    'redirect {{ path = "/moved/{n}" }}',
    'respond {{ status = 20{n} ; body = "{n} is \\"fine\\"" }}',
)
REWRITTEN = (
    'rewrite {{ path = "/rewritten" ; host = "host{n}.example.com" }}',
    'rewrite {{ prefix = "/{n}/" }}',
    'rewrite {{ prefix = "/" }}',
)
CALLER = (
    *POLICY,
    "tls = off",
    'tls {{ trust = pem("/ca{n}.pem") ; names = ["a.example.com", "spiffe://demo/{n}"] ; server-name = "a.b" }}',
    'tls {{ certificate = pem("/c{n}.pem", "/k.pem") ; trust = pem("/ca.pem") }}',
)
MATCHES = (
    "method = [GET, POST]",
    'host = "h{n}.example.com"',
    'header x-canary {{ exact = "yes{n}" }}',
    'header x-range {{ range = "{n}..10" }}',
    'header x-old {{ prefix = "v{n}" ; not = true }}',
    "query page {{ present = true }}",
    'query kind {{ exact = "{n}" ; not = true }}',
    'query kind {{ regex = regex("[a-z]+{n}") }}',
)
PATHS = ('"/x{n}*"', '"/exact/{n}"', '"/pre{n}/*"', '"/"', '"/*"', 'regex("/r{n}/[0-9]+")')
GRPC_PATHS = ('"demo.Rates/Get{n}"', '"demo.Rates{n}/*"')
WORKLOAD = (
    "cpu = 0.25",
    "memory = {n}00MiB",
    "memory-reservation = 64MiB",
    "replicas = {n}",
    'command = ["--n", "{n}"]',
    'user = "100{n}"',
    "stop-timeout = {n}0s",
    "ephemeral-storage = 3{n}GiB",
    "read-only = true",
    "execute-command = true",
    'env {{ N = {n} ; MODE = "fast" ; TOKEN = ssm("/demo/{n}") }}',
    'labels {{ team = "t{n}" }}',
    'tags {{ stage = "s{n}" }}',
    'health {{ command = ["true"] ; interval = 1{n}s ; timeout = 3s }}',
    'health {{ path = "/healthz" ; interval = 1{n}s }}',
    "ulimit nofile {{ soft = {n}0 ; hard = {n}00 }}",
    'volume data {{ efs = "fs-0a1b2c3{n}" }}\n  mount data {{ path = "/data" ; read-only = true }}',
    'volume scratch\n  mount scratch {{ path = "/tmp" }}',
    'log {{ group = "/demo/{n}" ; region = "eu-central-1" ; create = true }}',
    'container agent {{ image = "acme/agent:{n}" ; essential = false ; memory = 64MiB ; ports = [430{n}] }}',
    "autoscale {{ min = 1 ; max = {n} ; cpu = 60% }}",
    "deploy {{ minimum = 50% ; circuit-breaker {{ rollback = true }} }}",
    "deploy {{ strategy = canary ; step = {n}% ; step-bake = 5m ; bake = {n}m }}",
    "platform {{ architecture = arm64 }}",
    "proxy {{ cpu = 0.25 ; memory = 128MiB ; log-level = debug }}",
    "access-log {{ format = json }}",
    "task-memory = {n}GiB",
    "launch = ec2",
    "capacity-provider FARGATE_SPOT {{ weight = {n} }}",
    "replicas = param.tasks",
    'env-files = ["arn:aws:s3:::demo/${{param.tag}}/{n}.env"]',
    'directory = "/srv/${{aws.region}}"',
    """log {{ driver = firelens ; options {{ Name = "loki" ; key = ssm("/demo/{n}") }} }}
  container router {{ image = "acme/router:${{param.tag}}" ; router {{ type = fluentbit }} ; memory = 64MiB }}""",
    """depends-on migrate {{ condition = success }}
  container migrate {{ image = "acme/migrate:{n}" ; essential = false ; memory-reservation = 64MiB }}""",
    'tracing {{ provider = otel ; sampling = {n}% ; sidecar = "acme/otel:{n}" }}',
    'tracing {{ provider = zipkin ; endpoint = "zipkin.example.com:941{n}" }}',
    'tracing {{ provider = xray ; sidecar = "acme/xray:{n}" }}',
    'metrics {{ dogstatsd = "127.0.0.1:812{n}" ; tags = true }}',
    "metrics {{ prometheus = 910{n} }}",
    'access-log {{ path = "/var/log/access{n}.log" ; query = true }}',
    """proxy {{ env {{ N = {n} }} ; bootstrap {{ from = s3 ; location = "s3://demo/envoy{n}" }} }}
  task-role = "arn:aws:iam::${{aws.account}}:role/app{n}\"""",
)
SERVER = (
    'tls {{ certificate = pca("arn:aws:acm-pca:eu-central-1:${{aws.account}}:certificate-authority/{n}") }}',
    'tls {{ mode = permissive ; certificate = pem("/c{n}.pem", "/k{n}.pem") ; clients {{ trust = pem("/ca.pem") }} }}',
    'alias = ["old-{n}.demo.local", "older-{n}.demo.local"]',
    'alias = ["outside-{n}.example.com"]',
    "use patient",
)
DISCOVERY = (
    "discovery {{ ttl = {n}0s }}",
    "discovery {{ name = known-{n}-as }}",
    "discovery {{ ip = dual ; routing = weighted }}",
    "discovery {{ type = http }}",
    'discovery {{ namespace = "other-{n}.local" }}',
)
_QUIET = 'proxy { image = "acme/envoy:1" ; log-level = warning }'


class Drawn(NamedTuple):
    """A mesh in blocks: each a whole top-level block, in an order that means nothing."""

    blocks: tuple[str, ...]

    @property
    def text(self) -> str:
        """The mesh as one file."""
        return "\n".join(self.blocks)

    def files(self, order: Sequence[int], cuts: Sequence[int]) -> dict[str, str]:
        """The same mesh in several files, its blocks in another order."""
        files: dict[str, str] = {}
        for position, index in enumerate(order):
            name = f"{'mnopq'[sum(position >= cut for cut in cuts)]}.mesh"
            files[name] = files.get(name, "") + self.blocks[index] + "\n"
        return files


class _Service(NamedTuple):
    name: str
    ports: tuple[tuple[str | None, str], ...]
    versions: tuple[str, ...]
    meshed: bool

    @property
    def speaks_http(self) -> bool:
        return bool(self.ports) and all(protocol in HTTP for _, protocol in self.ports)


def lines(of: Sequence[str], most: int = 4) -> st.SearchStrategy[list[str]]:
    """Some of the lines, no two of which begin alike, with numbers filled in."""
    chosen = st.lists(st.sampled_from(of), max_size=most, unique_by=lambda line: line.split()[0])
    return chosen.flatmap(
        lambda found: st.tuples(*(st.integers(2, 9).map(lambda n, line=line: line.format(n=n)) for line in found)).map(
            list
        )
    )


@st.composite
def meshes(draw: st.DrawFn, *, found_by_dns: bool = False) -> Drawn:
    """A mesh whose losses are all accepted.

    A proxy that is configured once finds others by DNS only, and shares out neither datagrams nor commands of redis:
    most meshes that are `found_by_dns` suit it.
    """
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2 if found_by_dns else 1, unique=True))
    services = [draw(_service(name)) for name in names]
    if found_by_dns:
        services = [_shared_out(service) for service in services]
    blocks = [draw(_head(found_by_dns)), "param tag { late = true }", "param tasks { type = number ; late = true }"]
    blocks.append(_block("policy patient", draw(lines(POLICY, most=2))))
    blocks += [_block(f"service {service.name}", draw(_body(service, services, found_by_dns))) for service in services]
    if draw(st.booleans()):
        blocks.append(_block("defaults", draw(lines(POLICY))))
    if draw(st.booleans()):
        blocks.append(_block("external ledger", ['host = "ledger.example.com"', "port = 5432", "protocol = postgres"]))
    web = [service for service in services if service.speaks_http and service.meshed]
    if web and draw(st.booleans()):
        blocks.append(_block("gateway public", draw(_gateway(web))))
    named = [service.name for service in services if service.ports]
    if named and draw(st.booleans()):
        way = draw(st.sampled_from(("resolves = api", "resolves = api ; network = outside")))
        blocks.append(
            _block("client job", ["type = lambda", way, *(f"calls {_callee(s)}" for s in services if s.ports)])
        )
    return Drawn((*blocks, ACCEPT))


@st.composite
def _head(draw: st.DrawFn, found_by_dns: bool) -> str:
    found = ['vpc = "vpc-0a1b2c3d"'] if found_by_dns or draw(st.booleans()) else []
    found += draw(
        st.sampled_from(([], ['namespace = "shop.local"'], ['namespace = existing("ns-0a1b2c3d", "shop.local")']))
    )
    found += draw(lines((*DISCOVERY[:1], "access-log {{ format = text }}", "egress = deny")))
    # Certificates are in an image of one's own.
    found.append(draw(st.sampled_from(('proxy { image = "acme/envoy:1" }', _QUIET))))
    ecs = ['execution-role = "arn:aws:iam::${aws.account}:role/demo"', 'subnets = ["subnet-0a1b2c3d"]']
    ecs += draw(
        lines(('cluster = "demo-{n}"', "public-ip = true", 'tags {{ system = "demo" }}', 'log {{ group = "/all" }}'))
    )
    return _block("mesh demo", [*found, _block("ecs", ecs)])


@st.composite
def _gateway(draw: st.DrawFn, services: list[_Service]) -> list[str]:
    found = ["port = 80"]
    if draw(st.integers(0, 3)) == 0:
        found += ['image = "acme/gateway:1"', *draw(lines(WORKLOAD))]
    else:
        found += draw(lines(POLICY, most=2))
        tls = ['tls { certificate = pem("/tls.pem", "/tls.key") }']
        found += draw(st.sampled_from(([], tls, [*tls, "http3 = true"])))
    for service in services:
        found += draw(st.lists(_route(service, f"to = {_callee(service)}"), max_size=2))
        found.append(f'route "/{service.name}/*" {{ to = {_callee(service)} ; rewrite {{ prefix = "/" }} }}')
    return found


@st.composite
def _route(draw: st.DrawFn, service: _Service, *own: str) -> str:
    """A route to a destination, or one that answers itself."""
    spoken = {protocol for _, protocol in service.ports}
    paths = GRPC_PATHS if spoken == {"grpc"} else PATHS
    matches = [line for line in MATCHES if not ("grpc" in spoken and line.startswith(("query", "method")))]
    path = draw(st.sampled_from(paths)).format(n=draw(st.integers(2, 9)))
    rewritten = REWRITTEN if path.endswith('*"') else REWRITTEN[:1]
    become = draw(st.one_of(lines(ANSWERED, most=1).filter(bool), lines(rewritten, most=1).map(lambda r: [*own, *r])))
    return _block(f"route {path}", [*become, *draw(lines(matches, most=2)), *draw(lines(CALLER, most=2))])


@st.composite
def _service(draw: st.DrawFn, name: str) -> _Service:
    meshed = draw(st.integers(0, 4)) > 0
    spoken = draw(st.sampled_from((HTTP, HTTP, PROTOCOLS)))
    protocols = draw(st.lists(st.sampled_from(spoken), max_size=3))
    ports: Any = tuple((f"p{index}", protocol) for index, protocol in enumerate(protocols))
    if len(protocols) == 1 and draw(st.booleans()):
        ports = ((None, protocols[0]),)
    versions = draw(st.one_of(st.just([]), st.lists(st.sampled_from(VERSIONS), min_size=1, unique=True)))
    return _Service(name, ports, tuple(versions), meshed)


def _shared_out(service: _Service) -> _Service:
    alone = any(protocol in ("udp", "redis") for _, protocol in service.ports)
    return service._replace(versions=service.versions[:1]) if alone else service


@st.composite
def _body(draw: st.DrawFn, service: _Service, services: list[_Service], found_by_dns: bool) -> list[str]:
    found = [f'image = "acme/{service.name}:1"', *([] if service.meshed else ["mesh = off"])]
    for index, (name, protocol) in enumerate(service.ports):
        if name is None:
            found += [f"port = 80{index}0", f"protocol = {protocol}"]
        else:
            client = draw(st.sampled_from(("", f" ; client-port = 9{index}")))
            found.append(f"port {name} {{ number = 80{index}0 ; protocol = {protocol}{client} }}")
    discovery = [line for line in DISCOVERY if not (found_by_dns and "type = http" in line)]
    found += draw(lines((*WORKLOAD, *discovery)))
    if service.speaks_http:
        found += draw(lines((*POLICY, *SERVER) if service.meshed else POLICY))
    for version in service.versions:
        body = [f"weight = {draw(st.integers(1, 9))}", *draw(lines(WORKLOAD[:12], most=2))]
        found.append(_block(f"version {version}", body))
    if service.speaks_http and all(protocol != "grpc" for _, protocol in service.ports):
        for version in service.versions:
            match = draw(st.sampled_from(("", " ; method = [GET]", " ; header x-n { present = true }")))
            found.append(f'route "/{version}/*" {version}-route {{ to = {version}{match} }}')
    if service.speaks_http and draw(st.booleans()):
        to = draw(st.sampled_from(([], *([f"to = {version}"] for version in service.versions))))
        found += draw(st.lists(_route(service, *to), max_size=2))
    for callee in services:
        if callee.ports and callee.name != service.name and draw(st.booleans()):
            policy = draw(lines(CALLER, most=2)) if callee.speaks_http else []
            found.append(_block(f"calls {_callee(callee)}", policy))
            address = "address" if callee.ports[0][0] is None else f"{callee.ports[0][0]}.address"
            found.append(
                f'container dials-{callee.name} {{ image = "acme/x:1" ; command = ["${{{callee.name}.{address}}}"] }}'
            )
    return found


def _callee(service: _Service) -> str:
    return service.name if service.ports[0][0] is None else f"{service.name}.{service.ports[0][0]}"


def _block(head: str, body: Sequence[str]) -> str:
    inner = "".join(f"  {line}\n".replace("\n", "\n  ").rstrip(" ") for line in body)
    return f"{head} {{\n{inner}}}"
