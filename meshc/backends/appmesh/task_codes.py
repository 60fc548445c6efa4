"""Findings of this backend about the tasks that App Mesh's Envoy is put into."""

from __future__ import annotations

from meshc.diagnostics.model import Code

MESH = 'mesh shop { build = [app-mesh] ; vpc = "vpc-1"%s }\n\n'
"""The head of an example, with further lines."""
_HEAD = MESH % ""
USER = """\
service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
%s}
"""
"""A service of an example, with further lines."""
_SERVED = USER % '  tls { certificate = pem("/certs/user.pem", "/certs/user.key") }\n%s'
_SDS = USER % '  tls { certificate = sds("user") }\n%s'

PROXY_ENDPOINT = Code(
    code="MC530",
    name="proxy-endpoint",
    summary="App Mesh's Envoy cannot be told where it sends spans or numbers",
    explanation="""\
The agent in App Mesh's image of Envoy takes the X-Ray daemon and a DogStatsD collector by IP address, and looks no name
up; with a name the proxy does not start. A DogStatsD collector is told by two variables, host and port, so that its
port has to stand in the mesh even where the host is known later. A collector in the same task is at 127.0.0.1.

https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-config.html
""",
    bad=MESH % ' ; metrics { dogstatsd = "collector.shop.local:8125" }' + USER % "",
    good=MESH % ' ; metrics { dogstatsd = "127.0.0.1:8125" }' + USER % "",
)

FILE_MISSING = Code(
    code="MC541",
    name="app-mesh-file-missing",
    summary="the container of App Mesh's Envoy has no file that the proxy is to read",
    explanation="""\
Certificates, keys and authorities of `pem`, and the socket of `sds-socket`, are files in the container of the proxy.
The image of App Mesh's Envoy has none but the authorities below /etc/pki. meshc mounts a volume of the task in it
where another container of the task has it at a folder above the file; an image of your own may hold what it likes.

https://docs.aws.amazon.com/app-mesh/latest/userguide/tls.html
""",
    bad=_HEAD + _SERVED % "",
    good=_HEAD + _SERVED % '  volume certs\n  mount certs { path = "/certs" }\n',
)

SECRETS_WITHOUT_SOCKET = Code(
    code="MC542",
    name="app-mesh-secrets-without-socket",
    summary="a proxy of App Mesh is to ask a secret discovery service, and nobody says where that listens",
    explanation="""\
A certificate or authorities from `sds` are handed out by a service beside the proxy, such as an agent of SPIRE, which
App Mesh's Envoy reaches at the socket of APPMESH_SDS_SOCKET_PATH. Write `sds-socket` in `proxy`.

https://docs.aws.amazon.com/app-mesh/latest/userguide/mutual-tls.html
""",
    bad=_HEAD + _SDS % "",
    good=_HEAD + _SDS % '  proxy { image = "acme/envoy:1" ; sds-socket = "/run/agent.sock" }\n',
)

NOT_LINUX = Code(
    code="MC532",
    name="app-mesh-not-linux",
    summary="App Mesh's Envoy is to stand in tasks that run on Windows",
    explanation="""\
App Mesh carries the traffic of programs on Linux: its Envoy is an image for Linux, and so is what turns traffic to it.
A service on Windows can stand beside the mesh: with `mesh = off` it is registered by name.

https://docs.aws.amazon.com/app-mesh/latest/userguide/getting-started-ecs.html
""",
    bad=_HEAD + USER % "  platform { os = windows-2022-core }\n",
    good=_HEAD + USER % "  platform { os = linux }\n",
)

PORT_TAKEN = Code(
    code="MC549",
    name="app-mesh-port-taken",
    summary="something in a task listens where App Mesh's Envoy does",
    explanation="""\
The containers of a task share its ports. App Mesh's Envoy answers questions about itself at port 9901, or where
`metrics { prometheus = … }` says; what comes to the task is turned to its port 15000, and what leaves it to 15001. A
virtual gateway has the first of them only.

https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-config.html
""",
    bad=_HEAD + (USER % "").replace("8080", "9901"),
    good=_HEAD + USER % "",
)

CODES = (PROXY_ENDPOINT, NOT_LINUX, FILE_MISSING, SECRETS_WITHOUT_SOCKET, PORT_TAKEN)
"""Findings about tasks."""
