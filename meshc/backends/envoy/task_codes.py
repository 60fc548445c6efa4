"""Findings of this backend about tasks that do not go together with their proxies."""

from __future__ import annotations

from meshc.backends.envoy.code_examples import mesh, user, web
from meshc.diagnostics.model import Code, Severity

ADDRESS_UNUSED = Code(
    code="MC557",
    name="address-unused",
    summary="nothing in a service mentions the address of a call that it makes",
    explanation="""\
The proxy of a caller listens for each call at an address of its own, which is known by `${NAME.url}`, `${NAME.host}`,
`${NAME.port}` and `${NAME.address}`. Where the environment and the commands of its containers do not have it, the
application dials something else: the name of the service, say, which leads past the proxy. Timeouts, retries, TLS and
weights of versions then mean nothing, and a closed security group lets nobody in. Hand the application the address. One
that learns it in another way, from a file in its image, can be excepted by a comment:
`# meshc: allow address-unused -- why`.
""",
    bad=mesh() + user() + 'service web {\n  image = "acme/web:1"\n  calls user\n}\n',
    good=mesh() + user() + web(),
    severity=Severity.WARNING,
)
NOT_LINUX = Code(
    code="MC558",
    name="proxy-not-on-linux",
    summary="Envoy is to stand in tasks that run on Windows",
    explanation="""\
The proxies that meshc writes run on Linux: their image is one for Linux, and bash starts them and asks how they are. A
task has one operating system for all of its containers. Write `os = linux`, or `mesh = off` in the service: without a
proxy it is found by its name, and others call it through theirs.
""",
    bad=mesh() + user("platform { os = windows-2022-core }"),
    good=mesh() + user("platform { os = linux }"),
)

CODES = (ADDRESS_UNUSED, NOT_LINUX)
"""The findings."""
