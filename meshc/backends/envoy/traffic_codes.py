"""Findings of this backend about what happens to traffic."""

from __future__ import annotations

from meshc.backends.envoy.code_examples import edge, mesh, user, web
from meshc.diagnostics.model import Code, Severity

_PEM = 'tls { certificate = pem("/etc/ssl/edge/chain.pem", "/etc/ssl/edge/key.pem") }'

FALLBACK_UNCLEAR = Code(
    code="MC550",
    name="gateway-fallback-unclear",
    summary="a gateway is to forward what no route takes, and it is not clear to whom",
    explanation="""\
With `unmatched = forward` a gateway sends what none of its routes takes to the one that it calls. Without a call, or
with several, there is no such one. Write `calls` once in the gateway, or a last route `"/*"` that says where the rest
goes.
""",
    bad=mesh() + user() + edge("unmatched = forward"),
    good=mesh() + user() + edge("unmatched = forward", "calls user"),
)
HTTP3_WITHOUT_CERTIFICATE = Code(
    code="MC551",
    name="quic-without-certificate",
    summary="a gateway is to speak HTTP/3 and has no certificate that its proxy can read",
    explanation="""\
HTTP/3 is encrypted always, so the proxy of the gateway needs a certificate, from files or from a secret discovery
service. Write `tls { certificate = pem("…", "…") }` or `sds("…")` in the gateway, or remove `http3`.

https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/http/http3
""",
    bad=mesh() + user() + edge("http3 = true"),
    good=mesh() + user() + edge("http3 = true", _PEM),
)
MIRROR_WITHOUT_REQUESTS = Code(
    code="MC552",
    name="mirror-without-requests",
    summary="copies of requests are to go to a service that takes none",
    explanation="""\
What is copied are requests, so the service that gets them needs a port for `http`, `http2` or `grpc`; of several the
first is taken. Give it one, or name another service in `mirror`.
""",
    bad=mesh() + user("mirror { to = archive }") + 'service archive {\n  image = "acme/archive:1"\n}\n' + web(),
    good=mesh()
    + user("mirror { to = archive }")
    + 'service archive {\n  image = "acme/archive:1"\n  port = 8080\n}\n'
    + web(),
)
NAMES_UNCHECKED = Code(
    code="MC553",
    name="names-unchecked",
    summary="names are asked of a certificate that nobody checks",
    explanation="""\
`names` says which names the certificate of the called may have. A name in a certificate means something only where an
authority stands behind it, and Envoy looks at names only where it is told which authorities to trust. Write `trust`
beside `names`.

https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/transport_sockets/tls/v3/common.proto
""",
    bad=mesh() + user() + web(' { tls { names = ["user.shop.local"] } }'),
    good=mesh()
    + user()
    + web(' { tls { trust = pem("/etc/ssl/certs/ca-certificates.crt") ; names = ["user.shop.local"] } }'),
)
AFFINITY_OF_PROXY = Code(
    code="MC554",
    name="affinity-of-proxy",
    summary="calls are to be bound by an address that is the same for every caller",
    explanation="""\
`affinity { by = source-ip }` binds who has the same address to the same instance. A call of a service comes to its
proxy from the application beside it, always from 127.0.0.1: every request of every caller would go to one instance. At
a gateway, where clients have addresses of their own, it does what it says. Bind calls by a header or a cookie, or write
`load-balancing = off` in the call.
""",
    bad=mesh() + user("load-balancing { affinity { by = source-ip } }") + web(),
    good=mesh() + user("load-balancing { affinity { by = header ; name = x-user } }") + web(),
)
HASH_OF_NOTHING = Code(
    code="MC555",
    name="hash-of-nothing",
    summary="an instance is to be chosen by a hash, and nothing says of what",
    explanation="""\
`ring-hash` and `maglev` choose the instance by a hash of what tells callers apart. Without `affinity` there is nothing
to hash, and Envoy chooses at random. Write `affinity` beside `algorithm`, or `algorithm = random`. Redis needs nothing:
its keys are hashed.

https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers
""",
    bad=mesh() + user("load-balancing { algorithm = maglev }") + web(),
    good=mesh() + user("load-balancing { algorithm = maglev ; affinity { by = header ; name = x-user } }") + web(),
    severity=Severity.WARNING,
)

TLS_WITHOUT_CERTIFICATE = Code(
    code="MC556",
    name="tls-without-certificate",
    summary="a proxy is to serve TLS and has no certificate",
    explanation="""\
`tls` in a service or a gateway says that its proxy serves TLS. It needs a certificate for that: without one it would
take plain text, which is not what stands in the mesh. Write `certificate = pem("…", "…")` or `sds("…")`.
""",
    bad=mesh() + user("tls { mode = permissive }") + web(),
    good=mesh()
    + user('tls { mode = permissive ; certificate = pem("/etc/ssl/user/chain.pem", "/etc/ssl/user/key.pem") }')
    + web(),
)

CODES = (
    FALLBACK_UNCLEAR,
    HTTP3_WITHOUT_CERTIFICATE,
    MIRROR_WITHOUT_REQUESTS,
    NAMES_UNCHECKED,
    AFFINITY_OF_PROXY,
    HASH_OF_NOTHING,
    TLS_WITHOUT_CERTIFICATE,
)
"""The findings."""
