"""TLS of listeners and of calls."""

from __future__ import annotations

from typing import Any

import pytest

from .built import plain, specs

ACM = 'acm("arn:aws:acm:eu-central-1:111122223333:certificate/1")'
PCA = "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/1"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            f"certificate = {ACM}",
            {
                "mode": "STRICT",
                "certificate": {"acm": {"certificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/1"}},
            },
        ),
        (
            'mode = permissive ; certificate = pem("/c.pem", "/k.pem")\n'
            'clients { trust = pem("/ca.pem") ; names = ["a"] }',
            {
                "mode": "PERMISSIVE",
                "certificate": {"file": {"certificateChain": "/c.pem", "privateKey": "/k.pem"}},
                "validation": {
                    "trust": {"file": {"certificateChain": "/ca.pem"}},
                    "subjectAlternativeNames": {"match": {"exact": ["a"]}},
                },
            },
        ),
        (
            'certificate = sds("mine") ; clients { trust = sds("all") }',
            {
                "mode": "STRICT",
                "certificate": {"sds": {"secretName": "mine"}},
                "validation": {"trust": {"sds": {"secretName": "all"}}},
            },
        ),
        ('certificate = pca("arn:aws:acm-pca:x")', None),
    ],
)
def test_listener(lines: str, expected: dict[str, Any] | None) -> None:
    spec = specs(plain(f"port = 8080\ntls {{ {lines} }}"))["api/virtual-node"]
    assert spec["listeners"][0].get("tls") == expected


SERVES = 'tls { certificate = pem("/c.pem", "/k.pem") }'
VERIFIES = 'tls { trust = pem("/ca.pem") }'
POLICY = {"tls": {"enforce": True, "validation": {"trust": {"file": {"certificateChain": "/ca.pem"}}}}}


def caller(calls: str, *services: str) -> Any:
    return specs("".join(services) + f'service web {{ image = "acme/web:1"\n{calls}\n}}\n')["web/virtual-node"]


def test_one_policy_for_all_where_all_are_called_alike() -> None:
    both = plain(f"port = 8080\n{SERVES}", "a") + plain(f"port = 8080\n{SERVES}", "b")
    spec = caller(f"calls a {{ {VERIFIES} }}\ncalls b {{ {VERIFIES} }}", both)
    assert spec["backendDefaults"] == {"clientPolicy": POLICY}
    assert [sorted(one["virtualService"]) for one in spec["backends"]] == [["virtualServiceName"]] * 2


def test_a_policy_for_each_where_they_differ() -> None:
    both = plain(f"port = 8080\n{SERVES}", "a") + plain(f"port = 8080\n{SERVES}", "b")
    spec = caller(f"calls a {{ {VERIFIES} }}\ncalls b", both)
    assert "backendDefaults" not in spec
    assert [one["virtualService"].get("clientPolicy") for one in spec["backends"]] == [POLICY, None]


def test_defaults_hold_for_what_serves_tls() -> None:
    both = plain(f"port = 8080\n{SERVES}", "a") + plain("port = 8080", "b")
    spec = caller("calls a\ncalls b", f"defaults {{ {VERIFIES} }}\n", both)
    assert [one["virtualService"].get("clientPolicy") for one in spec["backends"]] == [POLICY, None]


def test_tls_is_spoken_where_somebody_serves_it() -> None:
    host = 'host = "e.example.com" ; port = 80 ; protocol = http'
    callees = {
        "a": plain("port = 8080", "a"),
        "b": plain(f"port = 8080\n{SERVES}", "b"),
        "c": plain("port = 8080\nmesh = off", "c"),
        "d": plain(f"port = 8080\nmesh = off\n{SERVES}", "d"),
        "e": f"external e {{ {host} }}\n",
        "f": f"external f {{ {host.replace('e.', 'f.')} ; encrypted = true }}\n",
    }
    calls = "\n".join(f"calls {name}" for name in callees)
    for written, defaults in (
        (calls, f"defaults {{ {VERIFIES} }}\n"),
        (calls.replace("\n", f" {{ {VERIFIES} }}\n"), ""),
    ):
        spec = caller(written, defaults, *callees.values())
        policies = [one["virtualService"].get("clientPolicy") for one in spec["backends"]]
        assert policies == [None, POLICY, None, None, POLICY, None]


def test_what_a_caller_presents() -> None:
    lines = f'tls {{ trust = acm("{PCA}") ; names = ["a"] ; certificate = pem("/c.pem", "/k.pem") }}'
    spec = caller(f"calls api {{ {lines} }}", plain(f"port = 8080\n{SERVES}"))
    assert spec["backendDefaults"]["clientPolicy"]["tls"] == {
        "enforce": True,
        "certificate": {"file": {"certificateChain": "/c.pem", "privateKey": "/k.pem"}},
        "validation": {
            "trust": {"acm": {"certificateAuthorityArns": [PCA]}},
            "subjectAlternativeNames": {"match": {"exact": ["a"]}},
        },
    }


def test_only_one_of_two_ports() -> None:
    ports = "port a { number = 1 ; protocol = http }\nport b { number = 2 ; protocol = http }"
    spec = caller(f"calls api.a\ncalls api.b {{ {VERIFIES} }}", plain(f"{ports}\n{SERVES}"))
    assert spec["backendDefaults"]["clientPolicy"]["tls"]["ports"] == [2]


def gateway(routes: str) -> Any:
    text = plain(f"port = 8080\n{SERVES}", "a") + plain(f"port = 8080\n{SERVES}", "b")
    return specs(text + f"gateway edge {{ port = 8080 ; protocol = http\n{routes}\n}}\n")["edge/virtual-gateway"]


def test_a_gateway_has_one_policy() -> None:
    spec = gateway(f'route "/a" {{ to = a ; {VERIFIES} }}\nroute "/b" {{ to = b ; {VERIFIES} }}')
    assert spec["backendDefaults"] == {"clientPolicy": POLICY}
    spec = gateway(f'route "/a" {{ to = a ; {VERIFIES} }}\nroute "/b" {{ to = b }}')
    assert spec["backendDefaults"]["clientPolicy"]["tls"]["enforce"] is False
    assert "backendDefaults" not in gateway('route "/a" { to = a }')
