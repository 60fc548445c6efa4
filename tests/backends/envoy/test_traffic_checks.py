"""What Envoy finds wrong with traffic policy and gateways."""

from __future__ import annotations

import pytest

from tests.backends.envoy.meshes import Planned, head, planned, user, web

CA = 'pem("/etc/ssl/certs/ca.crt")'
PEM = 'tls { certificate = pem("/etc/ssl/chain.pem", "/etc/ssl/key.pem") }'


def edge(lines: str = "", route: str = "") -> str:
    """A gateway to `user`."""
    return f'gateway edge {{ port = 80\n{lines}\nroute "/a/*" {{ to = user\n{route}\n}} }}\n'


def call(policy: str) -> str:
    """A service that calls `user` under a policy."""
    return f'service web {{ image = "acme/web:1" ; calls user {{ {policy} }} }}\n'


def told(found: Planned) -> list[str]:
    """The codes; every finding has a line of the mesh and says what to do."""
    assert all(one.help and one.primary is not None for one in found.findings())
    return found.codes()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", []),
        ("unmatched = deny", []),
        ("unmatched = forward", ["MC550"]),
        ("unmatched = forward ; calls user", []),
        ("unmatched = forward ; calls user ; calls log", ["MC550"]),
        ('unmatched = forward ; image = "acme/edge:1"', []),
    ],
)
def test_whom_a_gateway_forwards_to(lines: str, expected: list[str]) -> None:
    log = 'service log { image = "acme/log:1" ; port = 80 }\n'
    assert told(planned(head() + user() + log + edge(lines))) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("http3 = true", ["MC551"]),
        (f"http3 = true ; {PEM}", []),
        ('http3 = true ; tls { certificate = acm("arn:aws:acm:eu-central-1:111122223333:certificate/a") }', ["MC551"]),
        ('http3 = true ; image = "acme/edge:1"', []),
    ],
)
def test_http3_needs_a_certificate(lines: str, expected: list[str]) -> None:
    assert told(planned(head() + user() + edge(lines))) == expected


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ("", ["MC552"]),
        ("port = 80", []),
        ("port = 80 ; protocol = grpc", []),
        ("port = 80 ; protocol = tcp", ["MC552"]),
        ("port a { number = 80 ; protocol = tcp } ; port b { number = 81 ; protocol = http }", []),
    ],
)
@pytest.mark.parametrize("text", [user("mirror { to = log }") + web(), user() + call("mirror { to = log }")])
def test_who_can_get_copies(text: str, port: str, expected: list[str]) -> None:
    assert told(planned(head() + text + f'service log {{ image = "acme/log:1"\n{port}\n}}\n')) == expected


def test_connections_are_not_copied() -> None:
    log = 'service log { image = "acme/log:1" }\ndefaults { mirror { to = log } }\n'
    assert told(planned(head() + log + user("protocol = tcp") + web())) == []


def test_copies_behind_a_gateway() -> None:
    log = 'service log { image = "acme/log:1" }\n'
    (finding,) = planned(head() + log + user('route "/x" { mirror { to = log } }') + edge()).findings()
    assert finding.message == "`edge` cannot copy requests to `log`, which has no port for http, http2 or grpc"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (call('tls { names = ["a"] }'), ["MC553"]),
        (call(f'tls {{ trust = {CA} ; names = ["a"] }}'), []),
        (call('tls { names = ["a"] }') + f"defaults {{ tls {{ trust = {CA} }} }}\n", []),
        (edge(route='tls { names = ["a"] }'), ["MC553"]),
    ],
)
def test_names_need_an_authority(text: str, expected: list[str]) -> None:
    assert told(planned(head() + user() + text)) == expected


BY_ADDRESS = "load-balancing { affinity { by = source-ip } }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (user(BY_ADDRESS) + web(), ["MC554"]),
        (user() + call(BY_ADDRESS), ["MC554"]),
        (user(f'route "/a" a {{ {BY_ADDRESS} }}') + web(), ["MC554"]),
        (user(f"protocol = tcp ; {BY_ADDRESS}") + web(), ["MC554"]),
        (user(BY_ADDRESS) + call("load-balancing = off"), []),
        (user(BY_ADDRESS) + edge(), []),
        (user(BY_ADDRESS) + edge("unmatched = forward ; calls user"), []),
        (user() + edge(BY_ADDRESS), []),
        (user() + edge(route=BY_ADDRESS), []),
        (user() + edge(f'image = "acme/edge:1" ; calls user {{ {BY_ADDRESS} }}'), ["MC554"]),
    ],
)
def test_calls_have_no_address_of_their_own(text: str, expected: list[str]) -> None:
    assert told(planned(head() + text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (user("load-balancing { algorithm = maglev }") + web(), ["MC555"]),
        (user() + call("load-balancing { algorithm = ring-hash }"), ["MC555"]),
        (user("load-balancing { algorithm = maglev ; affinity { by = cookie } }") + web(), []),
        (user("load-balancing { algorithm = least-request }") + web(), []),
        (user("load-balancing { algorithm = maglev } ; protocol = redis") + web(), []),
        (user("load-balancing { algorithm = maglev }") + edge(), ["MC555"]),
    ],
)
def test_a_hash_needs_something_to_hash(text: str, expected: list[str]) -> None:
    assert told(planned(head() + text)) == expected


def test_a_line_that_concerns_many_is_told_once() -> None:
    callers = "".join(f'service web{number} {{ image = "acme/web:1" ; calls user }}\n' for number in range(6))
    (finding,) = planned(head() + user(BY_ADDRESS) + callers).findings()
    assert finding.message.startswith("every request of `web0`, `web1`, `web2`, `web3` and 2 more has the same address")
