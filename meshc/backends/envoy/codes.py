"""Findings of this backend."""

from __future__ import annotations

from meshc.backends.envoy import task_codes, traffic_codes
from meshc.backends.envoy.code_examples import answering, mesh, user, web
from meshc.diagnostics.model import Code, Severity

_SOCKET = 'proxy { image = "acme/envoy:1" ; sds-socket = "/run/spire/agent.sock" }'
_EXISTING = 'mesh shop {\n  namespace = existing("ns-0123456789abcdef"%s)\n  build = [envoy]\n}\n\n'
_SDS = 'tls { certificate = sds("user") }'
_TRUSTING = ' { tls { trust = sds("authority") } }'

BOOTSTRAP_SIZE = Code(
    code="MC520",
    name="bootstrap-size",
    summary="the configuration of a proxy is too large for a task definition",
    explanation="""\
meshc hands an Envoy its configuration on its command line, which is part of the task definition, and ECS takes task
definitions of at most 64 KiB. Whoever calls a great many services has a configuration that does not fit. With
`bootstrap { from = s3 ; location = "s3://bucket/folder" }` a container of the task reads it from a bucket before Envoy
starts; with `from = image` it lies in an image of your own, at `/etc/envoy/envoy.yaml`.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
""",
    bad=answering(66),
    good=answering(1),
)
BOOTSTRAP_DELIVERY = Code(
    code="MC521",
    name="bootstrap-delivery",
    summary="the configuration of a proxy comes from a place that is not told, or that the task cannot read",
    explanation="""\
From S3 a configuration comes from the bucket and folder in `location`, and a container reads it with the rights of the
task's role. From an image it comes with the one in `proxy { image }`: the image that everybody uses has another. What
comes on the command line needs neither.
""",
    bad=mesh("proxy { bootstrap { from = image } }") + user(),
    good=mesh('proxy { image = "acme/envoy:1" ; bootstrap { from = image } }') + user(),
)
CALLEE_WITHOUT_DNS = Code(
    code="MC522",
    name="callee-without-dns",
    summary="a proxy has no DNS name for a service that it is to call",
    explanation="""\
An Envoy that is configured once and for all asks DNS for the addresses of a service. A service of the type `http` is
known to the API of Cloud Map only, an SRV record holds no address, and in a namespace of which only the id is known no
name can be written. Give the service a name in DNS, or say with `discovery { host = … }` under which name it is
reached.
""",
    bad=_EXISTING % "" + user() + web(),
    good=_EXISTING % ', "shop.local"' + user() + web(),
)
TLS_UNVERIFIED = Code(
    code="MC523",
    name="tls-unverified",
    summary="callers take any certificate that a service shows",
    explanation="""\
The service serves TLS, and its callers are not told by which authorities they are to know it. The traffic is encrypted,
but whoever stands between the two can show a certificate of his own. Write `tls { trust = … }` in the call, or in
`defaults` for all calls.
""",
    bad=mesh(_SOCKET) + user(_SDS) + web(),
    good=mesh(_SOCKET) + user(_SDS) + web(_TRUSTING),
    severity=Severity.WARNING,
)
EGRESS_OPEN = Code(
    code="MC524",
    name="egress-open",
    summary="calls to what the mesh does not know go past the proxy",
    explanation="""\
An application reaches what it calls at the addresses at which its proxy listens, and the proxy listens for nothing but
calls of the mesh. What an application dials by itself never comes to the proxy, so `egress = deny` cannot stop it: only
the security groups of the tasks, or the routes of their subnets, can. Nothing needs to be done where these are closed.
""",
    bad=mesh("egress = deny") + user(),
    good=mesh() + user(),
    severity=Severity.NOTE,
)
SPLIT_IMPOSSIBLE = Code(
    code="MC525",
    name="split-impossible",
    summary="traffic is to be shared out that a proxy sends to one place only",
    explanation="""\
Commands of Redis and datagrams go from a proxy to one version of a service: Envoy's filters for them know no weights.
Give one version all of the traffic, write `protocol = tcp` to have connections of Redis shared out instead of commands,
or make services of the versions.

https://www.envoyproxy.io/docs/envoy/latest/configuration/listeners/network_filters/redis_proxy_filter
""",
    bad=mesh() + user("protocol = redis", "version v1 { weight = 50 }", "version v2 { weight = 50 }"),
    good=mesh() + user("protocol = tcp", "version v1 { weight = 50 }", "version v2 { weight = 50 }"),
)
SECRETS_WITHOUT_SOCKET = Code(
    code="MC526",
    name="secrets-without-socket",
    summary="a certificate comes from a secret discovery service, and nobody says where that listens",
    explanation="""\
`sds("…")` names a certificate or authorities that a secret discovery service hands out, such as the agent of SPIRE. The
proxy asks it at a socket in the task: name its path in `proxy { sds-socket }`. A volume of the task that another
container mounts and in which the path lies is mounted in the proxy as well.

https://www.envoyproxy.io/docs/envoy/latest/configuration/security/secret
""",
    bad=mesh() + user(_SDS),
    good=mesh(_SOCKET) + user(_SDS),
)
PROXY_PORT_TAKEN = Code(
    code="MC527",
    name="proxy-port-taken",
    summary="the proxy and another container of a task want the same port",
    explanation="""\
The containers of a task share one network. The proxy answers questions about itself at port 9901, takes what the
application calls at port 25000, and tells its numbers at the port in `metrics { prometheus }`: nothing else in the task
can listen there.
""",
    bad=mesh() + user("metrics { prometheus = 8080 }"),
    good=mesh() + user("metrics { prometheus = 9090 }"),
)
FILE_MISSING = Code(
    code="MC528",
    name="proxy-file-missing",
    summary="a proxy is to read a file that its container does not have",
    explanation="""\
`pem("…")` names files inside the container of the proxy, and a socket of a secret discovery service is a file, too. The
image of Envoy that meshc uses has none of them, and Envoy does not start without them. They are there in an image of
your own, or in a volume: one that the task has and that another container mounts at a folder above the file is mounted
in the proxy as well.
""",
    bad=mesh() + user('tls { certificate = pem("/certs/chain.pem", "/certs/key.pem") }'),
    good=mesh('proxy { image = "acme/envoy:1" }')
    + user('tls { certificate = pem("/certs/chain.pem", "/certs/key.pem") }'),
)
COLLECTOR_ADDRESS = Code(
    code="MC529",
    name="collector-address",
    summary="a proxy cannot send numbers or spans to the address of a collector",
    explanation="""\
Envoy sends its numbers to DogStatsD, and spans to the daemon of X-Ray, at an IP address: it looks up no name for them,
and ends when it is given one. And an address of which nothing is known before a deployment has no port that meshc could
write down: its host may be late, the port stands behind it in the mesh, `"${param.host}:8125"`.

https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/metrics/v3/stats.proto
""",
    bad=mesh('metrics { dogstatsd = "agent.shop.local:8125" }') + user(),
    good=mesh('metrics { dogstatsd = "169.254.1.1:8125" }') + user(),
)

CODES = (
    BOOTSTRAP_SIZE,
    BOOTSTRAP_DELIVERY,
    CALLEE_WITHOUT_DNS,
    TLS_UNVERIFIED,
    EGRESS_OPEN,
    SPLIT_IMPOSSIBLE,
    SECRETS_WITHOUT_SOCKET,
    PROXY_PORT_TAKEN,
    FILE_MISSING,
    COLLECTOR_ADDRESS,
    *traffic_codes.CODES,
    *task_codes.CODES,
)
"""Every finding of this backend."""
