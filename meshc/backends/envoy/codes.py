"""Findings of this backend."""

from __future__ import annotations

from meshc.diagnostics.model import Code, Severity

_MESH = 'mesh shop { namespace = "shop.local" ; build = [envoy] ; vpc = "vpc-1" }\n'
_USER = 'service user { image = "acme/user:1" ; port = 8080%s }\n'
_CALLER = 'service web { image = "acme/web:1" ; calls user%s }\n'


def _large(count: int) -> str:
    """A mesh whose caller has so many calls."""
    names = [f"user{number}" for number in range(count)]
    services = "".join(f'service {name} {{ image = "acme/user:1" ; port = 8080 }}\n' for name in names)
    return f'{_MESH}service web {{ image = "acme/web:1" ; calls [{", ".join(names)}] }}\n{services}'


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
    bad=_large(60),
    good=_large(2),
)
BOOTSTRAP_DELIVERY = Code(
    code="MC521",
    name="bootstrap-delivery",
    summary="a configuration is to come from a place that is not told, or that the task cannot read",
    explanation="""\
From S3 a configuration comes from the bucket and folder in `location`, read by a container with the task's role. In an
image it is part of the image in `proxy { image }`: the one that everybody uses has another. What the command line
holds needs neither.
""",
    bad=f"{_MESH.replace(' }', ' ; proxy { bootstrap { from = image } } }', 1)}{_USER % ''}",
    good=f"{_MESH}{_USER % ''}",
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
    bad=_MESH + _USER % " ; discovery { type = http }" + _CALLER % "" + _CALLER.replace("web", "report") % "",
    good=_MESH + _USER % "" + _CALLER % "",
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
    bad=f'{_MESH.replace(" }", " ; proxy { sds-socket = "SOCKET" } }", 1)}'.replace("SOCKET", '"/run/spire/agent.sock"')
    if False
    else "",
    good="",
    severity=Severity.WARNING,
)
