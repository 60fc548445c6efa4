"""Findings of this backend."""

from __future__ import annotations

from meshc.backends.appmesh import task_codes
from meshc.backends.appmesh.task_codes import MESH, USER
from meshc.diagnostics.model import Code, Severity

_HEAD = MESH % ""
_CALLER = 'service web { image = "acme/web:1" ; calls user }\n'
_EDGE = 'gateway edge { port = 80 ; protocol = http ; route "/users/*" { to = user%s } }\n'
_EDGE_ONLY = 'gateway edge { port = 80 ; protocol = http ; route "/*" { to = user }%s }\n'
_SHARED = 'gateway edge { port = 80 ; protocol = http ; route "/*" { split { user = 50% ; people = 50% } } }\n'
_BOTH = """\
service user { image = "acme/user:1" ; port = 8080 ; protocol = http }
service people { image = "acme/people:1" ; port = 8080 ; protocol = http ; %s }
"""
_TLS_EDGE = """\
service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
  tls { certificate = pem("/etc/ssl/user.pem", "/etc/ssl/user.key") }
}
service people {
  image = "acme/people:1"
  port = 8080
  protocol = http
  %s
}
gateway edge {
  port = 80
  protocol = http
  route "/users/*" { to = user ; tls { trust = pem("/etc/ssl/ca.pem") } }
  route "/people/*" { to = people%s }
}
"""
_SERVES = 'tls { certificate = pem("/etc/ssl/people.pem", "/etc/ssl/people.key") }'
_OUTSIDE = """\
external people { host = "people.example.com" ; port = 443 ; protocol = http%s }
gateway edge { port = 80 ; protocol = http ; route "/*" { to = people } }
"""
_EXTERNAL = """\
service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
  calls NAME
  version v1 { weight = 1 }
}
external NAME { host = "people.example.com" ; port = 443 }
"""
_TLS = """\
service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
  tls { certificate = pem("/certs/user.pem", "/certs/user.key") }
}
service web { image = "acme/web:1" ; calls user { tls { names = ["user.shop"]%s } } }
"""
_GRPC = """\
service user {
  image = "acme/user:1"
  port = 8080
  protocol = grpc
  route %s { to = v1 }
  version v1 { weight = 1 }
}
"""

WEIGHT_ROUNDED = Code(
    code="MC531",
    name="weight-rounded",
    summary="weights become whole percents under App Mesh",
    explanation="""\
App Mesh takes weights as whole numbers of which the sum is at most 100. Weights that stand to each other in another way
are rounded to the nearest whole percents; none that is wanted becomes 0. The finding says what they become.

https://docs.aws.amazon.com/app-mesh/latest/APIReference/API_WeightedTarget.html
""",
    bad=_HEAD + USER % "  version v1 { weight = 99.9% }\n  version v2 { weight = 0.1% }\n",
    good=_HEAD + USER % "  version v1 { weight = 99% }\n  version v2 { weight = 1% }\n",
    severity=Severity.WARNING,
)

GRPC_ROUTE = Code(
    code="MC533",
    name="grpc-route",
    summary="App Mesh cannot tell the requests of a gRPC route apart",
    explanation="""\
Under App Mesh a route on a grpc port matches a gRPC service, one method of it, and metadata. It knows no regular
expressions, no part of a name and no query parameters there, and a route of a gateway no single method. Such a route
would have to be left out, and its requests would go elsewhere.

https://docs.aws.amazon.com/app-mesh/latest/APIReference/API_GrpcRouteMatch.html
""",
    bad=_HEAD + _GRPC % 'regex("acme[.]Users/Get.*")',
    good=_HEAD + _GRPC % '"acme.Users/GetUser"',
)

CLIENT_TRUST = Code(
    code="MC534",
    name="client-trust",
    summary="a caller verifies a server under App Mesh and says no authority",
    explanation="""\
The client policy of App Mesh wants the authorities that a caller trusts before it takes names that the server's
certificate must carry, or a certificate that the caller shows. Write `trust` beside them.

https://docs.aws.amazon.com/app-mesh/latest/APIReference/API_ClientPolicyTls.html
""",
    bad=_HEAD + _TLS % "",
    good=_HEAD + _TLS % ' ; trust = pem("/certs/ca.pem")',
)

POOL_PART = Code(
    code="MC535",
    name="pool-part",
    summary="App Mesh has no such limit under the protocol of a port",
    explanation="""\
A listener of App Mesh limits connections and waiting requests over http, requests over http2 and grpc, and connections
over tcp. Another limit is left out.

https://docs.aws.amazon.com/app-mesh/latest/APIReference/API_VirtualNodeConnectionPool.html
""",
    bad=_HEAD + (USER % "  connection-pool { connections = 100 }\n").replace("= http", "= http2"),
    good=_HEAD + (USER % "  connection-pool { requests = 100 }\n").replace("= http", "= http2"),
    severity=Severity.WARNING,
)

NAME_WITHOUT_RECORD = Code(
    code="MC536",
    name="name-without-record",
    summary="callers dial a name for which DNS has no record of the mesh's",
    explanation="""\
Under App Mesh an application looks a name up before its request meets the proxy. DNS must answer some address, whatever
it is, as the proxy goes by the name. meshc makes records for names in a DNS namespace of Cloud Map. A name elsewhere,
and one in a namespace that only the API of Cloud Map knows, needs a record of your own, such as one for `*.shop.local`
in a private hosted zone.

https://docs.aws.amazon.com/app-mesh/latest/userguide/virtual_services.html
""",
    bad=_HEAD + USER % '  alias = ["user.elsewhere.test"]\n' + _CALLER,
    good=_HEAD + USER % "" + _CALLER,
    severity=Severity.WARNING,
)

SRV_BY_DNS = Code(
    code="MC537",
    name="srv-by-dns",
    summary="proxies of App Mesh look up addresses, and the name has SRV records",
    explanation="""\
App Mesh's Envoy asks DNS for addresses and knows the port from its configuration. A name that has SRV records only
gives it none. Have it ask Cloud Map instead with `resolves = api`, or write `record = ip`.

https://docs.aws.amazon.com/app-mesh/latest/userguide/virtual_nodes.html
""",
    bad=_HEAD + USER % "  discovery { record = srv }\n" + _CALLER,
    good=_HEAD + USER % "  discovery { record = srv ; resolves = api }\n" + _CALLER,
)

NODE_UNNAMED = Code(
    code="MC538",
    name="node-namespace-unnamed",
    summary="App Mesh needs the name of a namespace of which only the id is known",
    explanation="""\
A virtual node says where its tasks are found by the name of the namespace, whether proxies ask DNS or Cloud Map. Of an
existing namespace the mesh may know the id or the ARN only: write the name as well.

https://docs.aws.amazon.com/app-mesh/latest/APIReference/API_AwsCloudMapServiceDiscovery.html
""",
    bad='mesh shop { build = [app-mesh] ; namespace = existing("ns-1") }\n\n' + USER % "" + _CALLER,
    good='mesh shop { build = [app-mesh] ; namespace = existing("ns-1", "shop.local") }\n\n' + USER % "" + _CALLER,
)

NAME_TAKEN = Code(
    code="MC539",
    name="resource-name-taken",
    summary="two things in the mesh become virtual nodes, routers or services of one name",
    explanation="""\
A version of a service is a virtual node `<service>-<version>`; an external that is called is one of its own name. A
virtual service has the name that callers dial, and no port: two services with one alias, or two externals with one
host, would be one. A route of a gateway with several destinations has a router `<gateway>-<route>`. The names of each
kind are unique in a mesh of App Mesh.

https://docs.aws.amazon.com/app-mesh/latest/userguide/virtual_services.html
""",
    bad=_HEAD + _EXTERNAL.replace("NAME", "user-v1"),
    good=_HEAD + _EXTERNAL.replace("NAME", "people"),
)

GATEWAY_ROUTE = Code(
    code="MC540",
    name="gateway-route-unsayable",
    summary="a gateway of App Mesh cannot write a path or host anew as asked, or verify each service in its own way",
    explanation="""\
A gateway route keeps the host of a request or puts the name of the virtual service in its place; it knows no other
host. It replaces a prefix of paths that it matches by a prefix, so a route by a regular expression can only replace the
whole path. And a virtual gateway verifies all services in one way.

https://docs.aws.amazon.com/app-mesh/latest/userguide/gateway-routes.html
""",
    bad=_HEAD + USER % "" + _EDGE % ' ; rewrite { host = "people.test" }',
    good=_HEAD + USER % "" + _EDGE % ' ; rewrite { prefix = "/" }',
)

GATEWAY_SPLIT = Code(
    code="MC543",
    name="gateway-split-unsayable",
    summary="App Mesh cannot share out the requests of a gateway's route as asked",
    explanation="""\
A gateway route leads to one virtual service. For a route with several destinations meshc makes one, with a router whose
only route shares requests out among virtual nodes. So each destination has to be a single node: a version, or a service
that has neither routes nor several versions; all have to speak one protocol; and as the route says how long a request
may last and whether it is tried again, they have to agree in that.

https://docs.aws.amazon.com/app-mesh/latest/userguide/gateway-routes.html
""",
    bad=_HEAD + _BOTH % "timeout = 30s" + _SHARED,
    good=_HEAD + _BOTH % "timeout = 15s" + _SHARED,
)

GATEWAY_CALL = Code(
    code="MC544",
    name="gateway-call-unsayable",
    summary="a virtual gateway of App Mesh calls only what its routes lead to",
    explanation="""\
A virtual gateway has no list of what it calls: it reaches the virtual services that its gateway routes lead to. A
gateway with an image of its own is a virtual node, which may call what it likes.

https://docs.aws.amazon.com/app-mesh/latest/userguide/virtual_gateways.html
""",
    bad=_HEAD + _BOTH % "" + _EDGE_ONLY % " ; calls people",
    good=_HEAD + _BOTH % "" + _EDGE_ONLY % ' ; route "/people/*" { to = people }',
)

GATEWAY_TLS_OPEN = Code(
    code="MC545",
    name="gateway-tls-open",
    summary="a virtual gateway of App Mesh cannot insist on TLS for some of what it leads to",
    explanation="""\
A virtual gateway has one policy for all connections that it makes. Where some of its routes lead to services that serve
TLS and others to services that do not, the policy is not enforced: TLS is spoken where it is served, and nobody is
refused who does not. Serve TLS everywhere, or make a gateway for each kind.

https://docs.aws.amazon.com/app-mesh/latest/APIReference/API_VirtualGatewayClientPolicyTls.html
""",
    bad=_HEAD + _TLS_EDGE % ("", ""),
    good=_HEAD + _TLS_EDGE % (_SERVES, ' ; tls { trust = pem("/etc/ssl/ca.pem") }'),
    severity=Severity.WARNING,
)

GATEWAY_TO_TCP = Code(
    code="MC546",
    name="gateway-to-tcp",
    summary="a gateway of App Mesh takes requests and leads to what the proxies carry as tcp",
    explanation="""\
A gateway route sends requests to a virtual service that speaks http, http2 or grpc. A service outside the proxies that
serves TLS itself, and an external to which applications speak TLS, are carried as tcp, without a look at what passes.
No route of a gateway leads there.

https://docs.aws.amazon.com/app-mesh/latest/userguide/gateway-routes.html
""",
    bad=_HEAD + _OUTSIDE % " ; encrypted = true",
    good=_HEAD + _OUTSIDE % "",
)

CODES = (
    WEIGHT_ROUNDED,
    GRPC_ROUTE,
    CLIENT_TRUST,
    POOL_PART,
    NAME_WITHOUT_RECORD,
    SRV_BY_DNS,
    NODE_UNNAMED,
    NAME_TAKEN,
    GATEWAY_ROUTE,
    GATEWAY_SPLIT,
    GATEWAY_CALL,
    GATEWAY_TLS_OPEN,
    GATEWAY_TO_TCP,
    *task_codes.CODES,
)
"""Every finding of this backend."""
